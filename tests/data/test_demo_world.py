"""The demo's world: enough posts, every kind of matter, and registers that the software itself can read."""

from __future__ import annotations

import csv
import re
import tomllib
from pathlib import Path

import pytest

from collectors.registry import source_settings
from data.config_file import check_config
from data.registers.files import read_registers, school_from
from data.words import Role
from pipelines.demo_replay.world import SOURCES, entries, source_file
from pipelines.demo_servers import school_folder, school_toml

DEMO = Path(str(school_folder())).parent
SCHOOL = DEMO / "school"

LEAST = {
    "x": 40,
    "instagram": 30,
    "google_business": 20,
    "google_places": 5,
    "mumsnet": 20,
    "reddit": 12,
    "feeds": 6,
    "brave": 6,
    "website": 5,
}

KINDS = {
    "people's ordinary voices": {
        "praise",
        "slang_praise",
        "criticism",
        "mixed",
        "question",
        "strike",
        "notice",
        "press",
        "staff_named",
        "book_character",
        "ex_pupil",
        "denied_rumour",
        "non_english",
        "translated",
        "rating_only",
        "spam",
        "comment",
        "long",
    },
    "not this school": {
        "namesake_fc",
        "namesake_academy",
        "namesake_arms",
        "namesake_road",
        "namesake_nursery",
    },
    "abuse": {"insult", "hate", "harassment", "threat", "wish_of_violence", "quoted_abuse"},
    "danger": {"threat", "self_harm", "stranger"},
    "allegations": {
        "allegation",
        "allegation_head",
        "staff_allegation",
        "hearsay",
        "leading_question",
        "first_hand_harm",
    },
    "children": {
        "full_name",
        "first_name_plus",
        "description",
        "nickname",
        "hashtag_name",
        "misspelt_name",
        "pick_up",
    },
    "the school's own posts": {
        "own_clean",
        "own_name_caption",
        "own_name_hashtag",
        "own_name_alt",
        "own_name_file",
        "own_repost_name",
        "own_refused_pupil",
        "own_protected",
        "own_undeclared",
        "own_trip",
        "own_security",
        "own_health",
        "own_distress",
        "own_behaviour",
        "own_undignified",
        "own_staff_details",
        "own_hashtag",
        "own_withheld",
        "own_more_faces",
        "own_redacted",
        "own_not_approved",
        "own_name_metadata",
        "own_close_faces",
        "own_name_title",
        "own_name_newsletter",
        "carousel",
        "video",
        "no_caption",
    },
    "how platforms are": {"edited", "deleted_account", "removed", "hostile", "anonymous", "link_to_thread"},
}


@pytest.mark.parametrize(("source", "least"), LEAST.items(), ids=LEAST)
def test_each_source_has_its_posts(source: str, least: int) -> None:
    assert len(list(entries(source))) >= least


def test_there_are_at_least_120_posts() -> None:
    assert set(LEAST) == set(SOURCES)
    assert sum(len(list(entries(source))) for source in SOURCES) >= 120


@pytest.mark.parametrize("group", KINDS, ids=KINDS)
def test_every_kind_of_matter_is_there(group: str) -> None:
    shown = {kind for source in SOURCES for entry in entries(source) for kind in entry["shows"]}
    assert KINDS[group] <= shown


def test_every_kind_that_is_there_is_listed_here() -> None:
    shown = {kind for source in SOURCES for entry in entries(source) for kind in entry["shows"]}
    assert shown == set().union(*KINDS.values())


def test_no_words_are_used_twice() -> None:
    words = [entry.get("text") or entry.get("caption") for source in SOURCES for entry in entries(source)]
    told = [text for text in words if text and text != "[removed]"]
    assert len(told) == len(set(told))


def test_no_page_is_found_by_both_feed_and_search() -> None:
    # The same page with two snippets would look edited at every collection.
    found = [entry["url"] for source in ("feeds", "brave") for entry in entries(source)]
    assert len(found) == len(set(found))


def test_handles_are_possible_on_x() -> None:
    handles = [post["by"] for post in entries("x") if post["by"]]
    assert [handle for handle in handles if not re.fullmatch(r"\w{1,15}", handle)] == []


def test_the_hostile_post_has_script_and_direction_marks() -> None:
    hostile = [entry["text"] for source in SOURCES for entry in entries(source) if "hostile" in entry["shows"]]
    assert any("<script>" in text and "\u202e" in text and "\u200b" in text for text in hostile)


def test_the_school_file_is_one_the_software_takes() -> None:
    text = school_toml(base_url="http://127.0.0.1:5", smtp_port=6)
    config = check_config(tomllib.loads(text), source_settings())
    enabled = {key for key in SOURCES if config.sources.of(key).enabled}
    assert enabled == set(SOURCES)
    assert {config.sources.of(key).base_url for key in SOURCES} == {"http://127.0.0.1:5"}
    assert config.alerts.smtp is not None
    assert config.alerts.smtp.port == 6
    as_written = check_config(tomllib.loads((SCHOOL / "school.toml").read_text(encoding="utf-8")), source_settings())
    assert as_written.school == config.school


def test_the_registers_can_be_read_and_hold_the_hard_cases() -> None:
    registers = read_registers(SCHOOL)
    config = check_config(tomllib.loads((SCHOOL / "school.toml").read_text(encoding="utf-8")), source_settings())
    assert 55 <= len(registers.pupils) <= 70
    assert sum(pupil.protected for pupil in registers.pupils) == 2
    assert sum(pupil.leaver_date is not None for pupil in registers.pupils) == 1
    assert sum(not pupil.permissions["social_media"] for pupil in registers.pupils) >= 8
    assert {pupil.school_class for pupil in registers.pupils} == set(config.school.classes)
    surnames = {pupil.surname for pupil in registers.pupils}
    assert {"O'Dwyer", "Wiśniewski", "Nguyễn", "van der Linde", "Reid-Forbes", "ap Rhys", "Church", "Park"} <= surnames
    assert len(registers.staff) >= 15
    assert any(photo.status == "withheld" for photo in registers.photos)


def test_declared_pupils_are_on_the_roll_and_accounts_agree() -> None:
    registers = read_registers(SCHOOL)
    config = check_config(tomllib.loads((SCHOOL / "school.toml").read_text(encoding="utf-8")), source_settings())
    on_roll = {pupil.pupil_id for pupil in registers.pupils}
    assert {pupil_id for photo in registers.photos for pupil_id in photo.pupil_ids} <= on_roll
    school = school_from(config, pupils=registers.pupils, accounts=registers.accounts)
    assert len(school.accounts) == len(registers.accounts)


def test_declared_pictures_are_the_ones_in_the_posts() -> None:
    registers = read_registers(SCHOOL)
    own = [file for medium in source_file("instagram")["media"] for file in medium["files"]]
    own += [photo["file"] for post in entries("x") for photo in post.get("photos", ())]
    own += [picture["file"] for page in entries("website") for picture in page.get("pictures", ())]
    declared = {photo.file for photo in registers.photos if photo.status != "withheld"}
    undeclared = {file for file in own if file not in declared}
    assert len(own) == len(set(own))
    assert declared <= set(own)
    withheld = {"evening_highlights.jpg", "proud_moment.jpg", "speech_night.jpg", "swimming_gala_4.jpg"}
    assert undeclared == {"dressing_up_y4.jpg", "choir_steps.jpg", "gym_display.mp4", *withheld}


def test_the_people_have_the_roles_that_alerts_need() -> None:
    people = tomllib.loads((DEMO / "people.toml").read_text(encoding="utf-8"))["people"]
    assert sorted(person["role"] for person in people) == sorted(
        [
            "comms_lead",
            "director",
            "dsl",
            "deputy_dsl",
            "headteacher",
            "chair",
            "governor",
            "ict",
            "dpo",
            "account_owner",
        ]
    )
    assert all(Role(person["role"]).label for person in people)
    assert all(person["email"].endswith("@example.org") for person in people)
    with (SCHOOL / "staff.csv").open(encoding="utf-8", newline="") as file:
        linked = {row["user"] for row in csv.DictReader(file) if row["user"]}
    assert linked == {person["user"] for person in people}
