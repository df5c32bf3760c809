"""`goodname case`: who you are is asked, roles and deny lists hold, and an acknowledgement shows nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from clocks import FakeClock
from homes import made_home
from settled import said, settled
from sqlalchemy import select
from typer.testing import CliRunner, Result

from casework.sorting import examples
from data.errors import InputError
from data.records import Post, School, StaffMember
from data.store.case_tables import LabelExampleRow, PersonTokenRow
from data.store.posts import drop_text
from data.words import Label, Platform
from pipelines.case_acts import say_false_alarm
from pipelines.cli import app
from pipelines.home import Home

KNIFE = "I am bringing a knife to Larkmere Primary on Monday"
SCHOOL = School(
    "Larkmere Primary School & Nursery", staff=(StaffMember("Helen Ashdown", "Headteacher", (), "h.ashdown"),)
)
Run = Callable[..., Result]


@pytest.fixture
def home(tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    with made_home(tmp_path, clock) as opened:
        monkeypatch.setenv("GOODNAME_HOME", str(opened.folder))
        monkeypatch.setenv("GOODNAME_KEY_FILE", str(tmp_path / "keys" / "school.key"))
        yield opened


@pytest.fixture
def run(home: Home) -> Run:
    return lambda *words: CliRunner().invoke(app, ["case", *words])


def opened(
    home: Home, number: int = 1, text: str = KNIFE, label: Label = Label.SAFEGUARDING, platform: Platform = Platform.X
) -> str:
    return settled(home, SCHOOL, Post(str(number), platform, text, author="somebody"), said(label)) or ""


def test_a_case_is_listed_and_shown_to_those_who_may(home: Home, run: Run) -> None:
    reference = opened(home)
    listed = json.loads(run("list", "--as", "k.boateng", "--json").output)
    assert [case["reference"] for case in listed["cases"]] == [reference]
    shown = json.loads(run("show", reference, "--as", "k.boateng", "--json").output)
    assert shown["posts"][0]["post"]["text"] == KNIFE
    assert "pupil_ids" not in json.dumps(shown["posts"][0]["findings"])
    assert "S1" in run("list", "--as", "k.boateng").output
    assert KNIFE in run("show", reference, "--as", "k.boateng").output


@pytest.mark.parametrize(
    "words",
    [("show",), ("act", "acknowledge"), ("act", "close", "--words", "x", "--reason", "replied")],
    ids=["show", "acknowledge", "close"],
)
def test_whoever_is_kept_from_a_case_is_told_it_is_not_there(home: Home, run: Run, words: tuple[str, ...]) -> None:
    reference = opened(home, text="Helen Ashdown hit my son", label=Label.STAFF_ALLEGATION)
    result = run(words[0], reference, *words[1:], "--as", "h.ashdown")
    assert isinstance(result.exception, InputError)
    assert "no case with this reference" in str(result.exception)
    assert json.loads(run("list", "--as", "h.ashdown", "--json").output)["total"] == 0


def test_an_acknowledgement_shows_nothing_and_says_whom_to_ring(home: Home, run: Run) -> None:
    reference = opened(home)
    result = run("act", reference, "acknowledge", "--as", "k.boateng")
    assert result.exit_code == 0
    assert "999" in result.output
    assert "knife" not in result.output
    assert json.loads(run("show", reference, "--as", "f.rahman", "--json").output)["acknowledged_by"] == "k.boateng"


def test_who_you_are_is_asked(run: Run) -> None:
    assert "say who you are" in str(run("list").exception)
    assert "goodname user add" in str(run("list", "--as", "nobody").exception)


def test_a_token_stands_for_a_person_and_only_its_hash_is_kept(
    home: Home, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(home)
    token = CliRunner().invoke(app, ["user", "token", "k.boateng"]).output.strip()
    monkeypatch.setenv("GOODNAME_TOKEN", token)
    assert json.loads(run("list", "--json").output)["total"] == 1
    assert "another person's" in str(run("list", "--as", "l.pemberton").exception)
    with home.store.reading() as session:
        assert token.encode() not in session.scalars(select(PersonTokenRow.token_hash)).one()
    CliRunner().invoke(app, ["user", "token", "k.boateng"])
    assert "not valid" in str(run("list").exception)


def test_posts_are_split_off_and_detached(home: Home, run: Run) -> None:
    reference = ""
    for number, end in enumerate(("", " lol", " omg"), start=1):
        reference = opened(home, number, KNIFE + end)
    result = run("act", reference, "split", "--post", "3", "--words", "another boy", "--as", "k.boateng", "--json")
    twin = json.loads(result.output)["result"]
    assert len(json.loads(run("show", twin, "--as", "k.boateng", "--json").output)["posts"]) == 1
    assert (
        run("act", reference, "detach", "--post", "2", "--words", "no part of it", "--as", "k.boateng").exit_code == 0
    )
    assert len(json.loads(run("show", reference, "--as", "k.boateng", "--json").output)["posts"]) == 1
    for numbers, match in (("1", "one post at least"), ("7", "numbered from 1")):
        result = run("act", reference, "detach", "--post", numbers, "--words", "x", "--as", "k.boateng")
        assert match in str(result.exception)


def test_only_those_who_answer_for_safeguarding_lower_it_or_say_it_was_nothing(home: Home, run: Run) -> None:
    reference = opened(home)
    for words in (("severity", "--severity", "S3"), ("false-alarm",), ("close", "--reason", "no_action")):
        refused = run("act", reference, *words, "--words", "x", "--as", "g.thornhill")
        assert "only one of these may" in str(refused.exception)
    assert (
        run("act", reference, "severity", "--severity", "S3", "--words", "a joke", "--as", "k.boateng").exit_code == 0
    )


def test_a_false_alarm_is_an_example_that_leaves_with_its_post_and_holds_no_words_of_x_or_reddit(home: Home) -> None:
    for number, platform in enumerate((Platform.FACEBOOK, Platform.X, Platform.REDDIT)):
        reference = opened(home, number, f"{platform.value * 5} witches", Label.ABUSIVE, platform)
        say_false_alarm(home=home, viewer="l.pemberton", reference=reference, words="a play about witches")
    with home.store.writing() as session:
        assert len(session.scalars(select(LabelExampleRow)).all()) == 3
        ((words, labels),) = examples(session, home.school_id)
        assert (words.endswith("witches"), labels) == (True, {Label.ABUSIVE})
        drop_text(session, [1, 2, 3], why="retention")
        assert session.scalars(select(LabelExampleRow)).all() == []


def test_a_case_by_hand_keeps_out_whom_it_concerns(home: Home, run: Run) -> None:
    result = run(
        "open", "--category", "staff_conduct", "--words", "a picture in a pub with our fleece on", "--about", "g.thornhill",
        "--as", "l.pemberton",
    )  # fmt: skip
    assert "Opened GN-" in result.output
    reference = result.output.split()[1].rstrip(".")
    assert json.loads(run("show", reference, "--as", "h.ashdown", "--json").output)["summary"]["severity"] == "S3"
    assert "no case" in str(run("show", reference, "--as", "g.thornhill").exception)
    assert "no case" in str(run("show", reference, "--as", "l.pemberton").exception)


def test_only_the_safeguarding_lead_or_the_chair_lets_somebody_see_a_case(home: Home, run: Run) -> None:
    reference = opened(home, text="Helen Ashdown hit my son", label=Label.STAFF_ALLEGATION)
    words = ("act", reference, "let-see", "--person", "h.ashdown", "--words", "another Ashdown")
    assert "only the designated" in str(run(*words, "--as", "f.rahman").exception)
    assert run(*words, "--as", "k.boateng").exit_code == 0
    assert run("show", reference, "--as", "h.ashdown").exit_code == 0


def test_muting_a_person_is_refused(run: Run) -> None:
    refused = run("mute", "person", "angry.parent", "--days", "7", "--words", "x", "--as", "l.pemberton")
    assert "never a person" in str(refused.exception)
