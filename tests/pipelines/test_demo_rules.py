"""The demo shows each rule for own posts once, with pictures fetched over HTTP and read by the audit."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from classifiers.images import picture_text
from classifiers.images.hashes import distance
from classifiers.images.sight import look
from data.policy import profile
from data.records import Examination
from data.registers.files import read_registers
from data.store.cipher import write_key
from data.store.posts import as_post
from data.store.tables import ExaminationRow, FindingRow, PostRow
from data.words import Direction, Role
from pipelines.audit import Audited, audit_own_posts
from pipelines.demo_pictures import SUMS, composed, folder, specified, sums
from pipelines.demo_servers import ReplayServer, demo_secrets, school_folder, school_toml
from pipelines.examine import examine_posts
from pipelines.home import Home, open_home
from pipelines.media import HomeMedia
from pipelines.people import add_person
from pipelines.registers import import_register, load_school
from pipelines.sweep import take_down_list

START = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)

# Each rule: the policy's switch it belongs to, and what is found: label, sub-type, where.
RULES = [
    pytest.param("child_names", ("child_named", "first_name", "text"), id="a first name in a caption"),
    pytest.param("child_names", ("child_named", "full_name", "text"), id="a full name in a caption, a page, a newsletter"),
    pytest.param("child_names", ("child_named", "full_name", "title"), id="a name in a page's title"),
    pytest.param("names_in_files_and_tags", ("child_named", "full_name", "hashtag"), id="a name in a hashtag"),
    pytest.param("names_in_files_and_tags", ("child_named", "full_name", "alt_text"), id="a name in an alternative text"),
    pytest.param("names_in_files_and_tags", ("child_named", "full_name", "file"), id="a name in a file name"),
    pytest.param("names_in_files_and_tags", ("name_in_metadata", "name", "metadata"), id="a pupil's name in metadata"),
    pytest.param("names_in_files_and_tags", ("name_in_metadata", "person_shown", "metadata"), id="somebody's name in a face region"),
    pytest.param("names_in_reposts", ("child_named", "full_name", "repost"), id="a name in what is repeated"),
    pytest.param("undeclared_pictures", ("consent_undeclared", None, "picture"), id="a picture or clip that nobody declared"),
    pytest.param("undeclared_pictures", ("consent_undeclared", "more_faces_than_declared", "picture"), id="more faces than declared"),
    pytest.param("undeclared_pictures", ("consent_undeclared", "redacted_face", "picture"), id="a hidden face that is found"),
    pytest.param("undeclared_pictures", ("consent_undeclared", "not_approved", "picture"), id="approved for another channel"),
    pytest.param("purposes", ("consent_missing", None, "picture"), id="a pupil without permission"),
    pytest.param("purposes", ("repost_of_withheld", "same_file", "picture"), id="a withheld picture as it is"),
    pytest.param("purposes", ("repost_of_withheld", "same_picture", "picture"), id="a withheld picture, smaller"),
    pytest.param("purposes", ("repost_of_withheld", "copy", "picture"), id="a part of a withheld picture"),
    pytest.param("purposes", ("repost_of_withheld", "same_name", "picture"), id="a withheld picture by its file name"),
    pytest.param("close_ups", ("close_up", "close", "picture"), id="a portrait"),
    pytest.param("close_ups", ("close_up", "advice", "picture"), id="close faces in a group"),
    pytest.param("hashtags", ("hashtag", None, "hashtag"), id="a borrowed hashtag"),
    pytest.param("trips_in_advance", ("location_exposed", None, "text"), id="a trip in advance"),
    pytest.param("trips_in_advance", ("location_exposed", "gps", "metadata"), id="a place in metadata"),
    pytest.param("security_details", ("security_disclosure", None, "text"), id="a door code, a rota"),
    pytest.param("staff_details", ("personal_detail", None, "text"), id="a colleague's health, a colleague's number"),
    pytest.param("child_details", ("personal_detail", "child", "text"), id="a child's health or behaviour"),
    pytest.param("undignified_settings", ("personal_detail", "undignified", "text"), id="changing for a lesson"),
    pytest.param("distressed_children", ("personal_detail", "distressed", "text"), id="a child in tears"),
]  # fmt: skip

NO_FINDING = {
    "first_name_with_class_and_face": "under the other profile: a test of its own below",
    "hashtags_allowed": "a list; what is not on it is the hashtag rule",
    "after_leaving": "decides whose permission still holds",
    "annual_refresh_month": "decides whose permission is due",
    "refresh_overdue": "decides whose permission still holds",
    "device_image_months": "about devices, not posts",
    "two_person_sign_off": "about people, not posts",
    "platform_owners": "about people, not posts",
    "channels": "decides which permission is asked",
}


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Home, Audited]]:
    folder_ = tmp_path_factory.mktemp("demo")
    (folder_ / "home").mkdir()
    key = folder_ / "key" / "demo.key"
    key.parent.mkdir()
    write_key(key, home=folder_ / "home")
    patch = pytest.MonkeyPatch()
    patch.setattr(picture_text, "ocr_installed", lambda: False)  # the extra is not part of the demo
    with ReplayServer(now=START) as replay:
        (folder_ / "home" / "school.toml").write_text(school_toml(base_url=replay.base_url, smtp_port=25), "utf-8")
        environment = {**demo_secrets(), "GOODNAME_KEY_FILE": str(key)}
        with open_home(folder_ / "home", clock=lambda: START, environment=environment) as home:
            for register in ("pupils", "staff", "accounts", "photos"):
                path = Path(str(school_folder())) / f"{register}.csv"
                import_register(home=home, register=register, path=path, actor="test")
            yield home, audit_own_posts(home=home, since=START - timedelta(days=40))
    patch.undo()


@pytest.fixture(scope="module")
def found(audited: tuple[Home, Audited]) -> set[tuple[str, str | None, str]]:
    home, _ = audited
    with home.store.reading() as session:
        rows = session.execute(
            select(FindingRow.label, FindingRow.subtype, FindingRow.place)
            .join(PostRow, PostRow.id == FindingRow.post_id)
            .where(PostRow.direction == Direction.OWN.value)
        )
        return {(label, subtype, place) for label, subtype, place in rows}


@pytest.mark.parametrize(("switch", "rule"), RULES)
def test_the_demo_shows_the_rule(
    found: set[tuple[str, str | None, str]], switch: str, rule: tuple[str, str | None, str]
) -> None:
    assert rule in found, f"{switch}: nothing in the demo shows it"


def test_no_switch_of_the_policy_is_left_out() -> None:
    shown = {parameters.values[0] for parameters in RULES}
    for name in ("strict_no_names", "first_name_only"):
        assert {rule.name for rule in profile(name).rules} == shown | set(NO_FINDING)


def test_a_first_name_a_class_and_a_face_under_the_other_profile(audited: tuple[Home, Audited]) -> None:
    from dataclasses import replace

    home, _ = audited
    school = replace(load_school(home=home, purpose="test"), policy={"profile": "first_name_only"})
    with home.store.reading() as session:
        rows = session.scalars(select(PostRow).where(PostRow.account == "larkmereyear4")).all()
        posts = [as_post(row) for row in rows if row.direction == Direction.OWN.value]
    said: list[Examination] = list(examine_posts(posts=posts, school=school, media=HomeMedia(home)))
    assert ("personal_detail", "combination") in {(f.label.value, f.subtype) for e in said for f in e.findings}


def test_everything_was_collected_and_every_picture_was_looked_at(audited: tuple[Home, Audited]) -> None:
    home, done = audited
    assert done.not_collected == ()
    assert any(line.startswith("2 clips") for line in done.exceptions)
    with home.store.reading() as session:
        unread = [entry for entries in session.scalars(select(ExaminationRow.unread)) for entry in entries]
    assert [entry["why"].split(":")[0] for entry in unread if entry["detector"] == "face_count"] == ["1 clip"] * 2


def test_withheld_pictures_are_on_the_list_to_take_down(audited: tuple[Home, Audited]) -> None:
    home, done = audited
    add_person(
        home=home,
        username="k.boateng",
        display_name="Kofi Boateng",
        email="k.boateng@larkmere.example",
        roles=[Role.DSL],
        actor="test",
    )
    (swept,) = take_down_list(home=home, viewer="k.boateng")
    assert done.to_take_down == len(swept.listed) == 4
    assert {post.platform for post in swept.listed} == {"x", "instagram", "website"}


# --- The pictures --------------------------------------------------------------------------------------------------------


def kept() -> dict[str, bytes]:
    return {spec["file"]: (folder() / spec["file"]).read_bytes() for spec in specified()}


def test_each_picture_is_the_one_that_was_composed() -> None:
    pictures = kept()
    assert (folder() / SUMS).read_text("ascii") == sums(pictures)
    made = composed()
    assert set(made) == set(pictures)
    for name, content in made.items():
        # Another version of the drawing library may write other bytes of the same picture.
        assert distance(look(content).phash, look(pictures[name]).phash) <= 4, name
    strays = {path.name for path in Path(str(folder())).glob("*.jpg")} - set(pictures)
    assert strays == set()


def test_only_the_one_adult_is_in_them_and_the_origin_is_written_down() -> None:
    from pipelines.demo_pictures import HEAD, HEAD_SHA256

    assert [path.name for path in (Path(str(folder())) / "ingredients").iterdir()] == [Path(HEAD).name]
    assert hashlib.sha256((folder() / HEAD).read_bytes()).hexdigest() == HEAD_SHA256
    licences = (Path(__file__).resolve().parents[2] / "docs" / "licences.md").read_text("utf-8")
    assert HEAD_SHA256 in licences
    assert "public domain" in licences


def test_there_are_as_many_faces_as_the_pictures_are_said_to_hold() -> None:
    for spec in specified():
        if "of" not in spec:
            hidden = spec.get("hidden", ()).count("disc") if "hidden" in spec else 0
            assert len(look((folder() / spec["file"]).read_bytes()).faces) == spec.get("people", 0) - hidden, spec[
                "file"
            ]


def test_the_withheld_picture_in_the_register_is_the_one_in_the_folder() -> None:
    registers = read_registers(Path(str(school_folder())))
    (photo,) = [photo for photo in registers.photos if photo.sha256]
    seen = look((folder() / "prize_giving_2.jpg").read_bytes())
    assert (photo.file, photo.sha256, photo.phash) == ("prize_giving_2.jpg", seen.sha256, seen.phash)
