"""The commands about own posts, from the registers to the sign-off, as somebody types them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from clocks import FakeClock
from handed_registers import hand_in_registers
from homes import PEOPLE, made_home
from pictures import saved, scene
from pyotp import TOTP
from typer.testing import CliRunner

from data.words import Role
from pipelines.breach_log import breach_log
from pipelines.cli import app
from pipelines.home import Home
from pipelines.import_posts import import_posts
from pipelines.sign_in.links import LinkKind, make_link
from pipelines.sign_in.setting_up import choose_password, code_app, finish

ROLL = "pupil_id,legal_first,surname,class,social_media\np1,Maisie,Trevanion,Year 4,yes\np2,Otis,Fenn,Year 4,no\n"
STAFF = "name,role,user,pictures\nOwen Pryce,Teacher,,yes\nBeth Rowntree,Teacher,,\n"
PASSWORD = "the otter swims upstream"
Run = Callable[..., str]


@pytest.fixture
def home(tmp_path: Path, clock: FakeClock) -> Iterator[Home]:
    tables = {"accounts": [{"platform": "x", "handle": "larkmere"}]}
    with made_home(tmp_path, clock, tables=tables, people={**PEOPLE, "d.po": Role.DPO}) as opened:
        hand_in_registers(opened, tmp_path, pupils=ROLL, staff=STAFF)
        yield opened


@pytest.fixture
def run(home: Home, tmp_path: Path) -> Run:
    environment = {"GOODNAME_KEY_FILE": str(tmp_path / "keys" / "school.key"), "GOODNAME_HOME": str(home.folder)}

    def goodname(*words: str) -> str:
        done = CliRunner().invoke(app, list(words), env=environment)
        return f"{done.exit_code} {done.output}{done.exception or ''}"

    return goodname


def publish(home: Home, **post: object) -> None:
    line = {
        "platform": "x",
        "direction": "own",
        "account": "larkmere",
        "published_at": home.clock().isoformat(),
        **post,
    }
    import_posts(home=home, lines=[json.dumps(line)], actor="test")


def test_from_an_audit_to_its_sign_off(home: Home, run: Run) -> None:
    publish(home, id="1", text="Well done Maisie Trevanion!")
    assert run("audit", "--since", "2026-11-01").startswith("1 ")
    case = breach_log(home=home, viewer="d.po")[0].case
    assert "DPO to decide by" in run("breach", "list", "--as", "k.boateng", "--open")
    assert "few words" in run("breach", "outcome", case, "--outcome", "edited", "--words", " ", "--as", "k.boateng")
    assert run(
        "breach", "outcome", case, "--outcome", "edited", "--words", "Name out.", "--as", "k.boateng"
    ).startswith("0")
    decide = ("breach", "decide", case, "--decision", "record_only", "--words", "Low risk.", "--as")
    assert "your roles" in run(*decide, "k.boateng")
    assert run(*decide, "d.po").startswith("0 Recorded for 1")
    assert "edited" in run("breach", "list", "--as", "d.po").casefold()
    refused = run("sign-off", "--as", "l.pemberton", "--words", "Seen.")
    assert "your roles do not let you" in refused
    assert "without an outcome" not in refused
    assert "say in a few words" in run("sign-off", "--as", "k.boateng")
    assert "signed off by k.boateng" in run("sign-off", "--as", "k.boateng", "--words", "All in hand.")


def test_an_audit_since_a_day_begins_at_midnight_in_london(home: Home, run: Run) -> None:
    publish(home, id="1", text="Good morning!", published_at="2026-06-14T23:30:00Z")
    publish(home, id="2", text="Good night!", published_at="2026-06-14T22:30:00Z")
    assert "1 own posts since 15 June 2026" in run("audit", "--since", "2026-06-15")


def test_a_person_is_added_as_user_names_are_stored(home: Home, tmp_path: Path) -> None:
    environment = {"GOODNAME_KEY_FILE": str(tmp_path / "keys" / "school.key"), "GOODNAME_HOME": str(home.folder)}

    def add(username: str, lines: str) -> str:
        words = ["user", "add", username, "--role", "staff"]
        done = CliRunner().invoke(app, words, env=environment, input=lines)
        return f"{done.exit_code} {done.output}{done.exception or ''}"

    assert "Added o.pryce" in add("O.Pryce", "Owen Pryce\n\n")
    assert "already" in add("o.pryce", "Owen Pryce\n\n")
    assert "not an e-mail address" in add("b.rowntree", "Beth Rowntree\nb.rowntree\n")
    assert "a user name is" in add("beth rowntree", "Beth Rowntree\n\n")


def test_a_device_is_checked(run: Run) -> None:
    check = ("device-check", "iPad 7", "--as", "g.thornhill")
    assert "somebody else" in run(*check, "--second", "g.thornhill")
    assert run(*check, "--oldest", "01/09/2025", "--no-cleared", "--second", "k.boateng").startswith("0 Recorded")


def test_a_withdrawal_is_recorded_and_searched_for(home: Home, run: Run, tmp_path: Path) -> None:
    publish(home, id="1", text="A day by the pond.", images=[{"file": "a.jpg", "pupil_ids": ["p1"]}])
    assert "Social media: yes" in run("register", "pupil", "p1", "--as", "k.boateng")
    assert "Social media: hold" in run("register", "pupil", "p2", "--as", "l.pemberton")
    decide = ("register", "decide", "p1", "--purpose", "social_media", "--status", "withdrawn", "--as")
    assert "roles do not open" in run(*decide, "l.pemberton")
    assert "1 published posts searched, 1 to take down" in run(*decide, "k.boateng")
    assert "Social media: no (withdrawn on" in run("register", "pupil", "p1", "--as", "k.boateng")
    assert "No search waits" in run("sweep")
    out = tmp_path / "list.pdf"
    assert "2 children" in run("register", "no-photo-list", "Year 4", "--as", "k.boateng", "--out", str(out))
    assert out.read_bytes().startswith(b"%PDF")


def test_a_picture_is_withheld_and_the_staffs_pictures_are_theirs(run: Run, tmp_path: Path) -> None:
    picture = tmp_path / "pond.jpg"
    picture.write_bytes(saved(scene(1)))
    assert "0 to take down" in run("register", "withhold", str(picture), "--as", "l.pemberton")
    assert "not a file that can be read" in run(
        "register", "withhold", str(tmp_path / "none.jpg"), "--as", "l.pemberton"
    )
    said = run("register", "staff", "--as", "l.pemberton")
    assert "Owen Pryce, Teacher: yes" in said
    assert "Beth Rowntree, Teacher: no (nothing has been decided" in said


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(("hold", "list"), id="hold list"),
        pytest.param(("hold", "show", "1", "1"), id="hold show"),
        pytest.param(("hold", "say", "1", "1", "--pupils", ""), id="hold say"),
        pytest.param(("hold", "confirm", "1", "1", "--agree"), id="hold confirm"),
        pytest.param(("register", "staff"), id="register staff"),
    ],
)
def test_whoever_has_a_password_is_not_believed_without_it(home: Home, run: Run, command: tuple[str, ...]) -> None:
    link = make_link(home=home, username="k.boateng", kind=LinkKind.INVITATION, actor="test").rpartition("=")[2]
    token = choose_password(home=home, link=link, password=PASSWORD, again=PASSWORD)
    secret = code_app(home=home, token=token).secret.replace(" ", "")
    finish(home=home, token=token, code=TOTP(secret).at(home.clock()))
    assert "this person has a password" in run(*command, "--as", "k.boateng")
