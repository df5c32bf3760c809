"""`goodname case`: who you are is asked, roles and deny lists hold, and an acknowledgement shows nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from clocks import FakeClock
from homes import made_home
from pyotp import TOTP
from settled import said, settled
from sqlalchemy import select
from typer.testing import CliRunner, Result

from casework.sorting import examples
from data.errors import InputError
from data.records import Post, School, StaffMember
from data.store.case_tables import LabelExampleRow, PersonTokenRow
from data.store.posts import drop_text
from data.store.sign_in_tables import SignInSessionRow
from data.store.tables import AuditRow
from data.words import Label, Platform, Role
from pipelines.case_acts import say_false_alarm
from pipelines.cli import app
from pipelines.home import Home
from pipelines.people import add_person
from pipelines.tokens import acting_as

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


def test_words_can_be_piped_in_so_that_they_stand_in_no_process_list(home: Home) -> None:
    reference = opened(home)
    act = ["case", "act", reference, "close", "--reason", "replied", "--as", "k.boateng", "--words", "-"]
    refused = CliRunner().invoke(app, act, input="  \n")
    assert isinstance(refused.exception, InputError)
    assert "pipe them in" in str(refused.exception)
    assert CliRunner().invoke(app, act, input="the family was rung, and is content\n").exit_code == 0
    shown = CliRunner().invoke(app, ["case", "show", reference, "--as", "k.boateng"]).output
    assert "the family was rung, and is content" in " ".join(shown.split())


def test_a_posts_words_give_the_terminal_no_orders(home: Home, run: Run) -> None:
    reference = opened(home, text=KNIFE + "\x1b]52;c;aGk=\x07 and\x9b2J more")
    shown = run("show", reference, "--as", "k.boateng").output
    assert "a knife to Larkmere" in shown
    assert "more" in shown
    assert not any(sign in shown for sign in "\x1b\x07\x9b")


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


# --- Who acts ----------------------------------------------------------------------------------------------------------


def goodname(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def set_up(home: Home, username: str) -> str:
    """Let somebody set up a password and a code app; return the secret of the app."""
    from pipelines.sign_in.links import LinkKind, make_link
    from pipelines.sign_in.setting_up import choose_password, code_app, finish

    link = make_link(home=home, username=username, kind=LinkKind.INVITATION, actor="test").rpartition("=")[2]
    token = choose_password(home=home, link=link, password=PASSWORD, again=PASSWORD)
    secret = code_app(home=home, token=token).secret.replace(" ", "")
    finish(home=home, token=token, code=TOTP(secret).at(home.clock()))
    return secret


def live_sessions(home: Home) -> set[bytes]:
    """Return the full sessions that are open."""
    with home.store.reading() as session:
        rows = session.scalars(select(SignInSessionRow).where(SignInSessionRow.ended_at.is_(None)))
        return {row.token_hash for row in rows if row.stage == "full"}


PASSWORD = "the otter swims upstream"


def test_whoever_has_a_password_is_not_believed_without_it(home: Home) -> None:
    assert goodname("case", "list", "--as", "k.boateng").exit_code == 0
    set_up(home, "k.boateng")
    refused = goodname("case", "list", "--as", "k.boateng")
    assert refused.exit_code != 0
    assert "this person has a password" in str(refused.exception)
    for command in (("breach", "list"), ("register", "pupil", "p1"), ("sign-off",)):
        assert "this person has a password" in str(goodname(*command, "--as", "k.boateng").exception)


def test_at_a_terminal_the_password_and_the_code_are_asked_for(home: Home, clock: FakeClock) -> None:
    secret = set_up(home, "k.boateng")
    clock.move(minutes=2)
    before = live_sessions(home)
    said = [("wrong", "000000"), (PASSWORD, TOTP(secret).at(clock()))]
    with pytest.raises(InputError, match="do not fit together"):
        acting_as(home=home, given="k.boateng", environment={}, proof=lambda _name: said[0])
    assert acting_as(home=home, given="k.boateng", environment={}, proof=lambda _name: said[1]) == "k.boateng"
    assert live_sessions(home) == before


def actors(home: Home, action: str) -> list[str]:
    with home.store.reading() as session:
        return list(session.scalars(select(AuditRow.actor).where(AuditRow.action == action).order_by(AuditRow.number)))


ROLL = "pupil_id,legal_first,surname,class\np1,Ada,Quill,Year 1\n"


def test_what_touches_content_is_recorded_under_who_did_it(home: Home, tmp_path: Path) -> None:
    roll, words = tmp_path / "roll.csv", tmp_path / "post.txt"
    roll.write_text(ROLL, encoding="utf-8")
    words.write_text("lovely day at Larkmere Primary", encoding="utf-8")
    assert goodname("import", "pupils", str(roll)).exit_code == 0
    assert goodname("import", "pupils", str(roll), "--as", "k.boateng").exit_code == 0
    assert actors(home, "pupils:imported") == ["command line", "k.boateng"]
    assert goodname("hand-in", "--text-file", str(words), "--as", "l.pemberton").exit_code == 0
    assert actors(home, "posts:handed_in") == ["l.pemberton"]
    assert goodname("remap", "--as", "k.boateng").exit_code == 0
    assert actors(home, "posts:remapped") == ["k.boateng"]


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(("import", "pupils", "roll.csv"), id="a register"),
        pytest.param(("hand-in", "--text-file", "post.txt"), id="a post"),
        pytest.param(("import", "posts", "posts.jsonl"), id="posts"),
    ],
)
def test_roles_hold_on_the_command_line(home: Home, tmp_path: Path, command: tuple[str, ...]) -> None:
    add_person(home=home, username="g.ict", display_name="g", email=None, roles=[Role.ICT], actor="test")
    for name, content in (("roll.csv", ROLL), ("post.txt", "x"), ("posts.jsonl", "")):
        (tmp_path / name).write_text(content, encoding="utf-8")
    done = goodname(*(str(tmp_path / word) if "." in word else word for word in command), "--as", "g.ict")
    assert "your roles do not let you" in str(done.exception)
    assert actors(home, "pupils:imported") == []
