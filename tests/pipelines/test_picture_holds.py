"""A picture that nobody declared: who sees the class's list, who says who is in it, and the second person."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from clocks import FakeClock
from handed_registers import hand_in_registers
from homes import PEOPLE, made_home
from pictures import saved, scene
from sqlalchemy import select
from typer.testing import CliRunner

from data.errors import InputError
from data.records import Picture, Post, RawItem
from data.store import posts
from data.store.picture_tables import PictureReviewRow
from data.store.tables import AuditRow, FindingRow, PostRow
from data.words import CaseStatus, CloseReason, Direction, Label, Platform, Role
from pipelines.attend import attend
from pipelines.cases import change_status
from pipelines.cli import app
from pipelines.demo_pictures import folder
from pipelines.home import Home
from pipelines.media import keep
from pipelines.people import add_person
from pipelines.picture_holds import HeldPicture, Stage, held_pictures, look_at
from pipelines.picture_reviews import confirm, say_who
from pipelines.registers import load_school
from pipelines.removal import lock_case

ROLL = """pupil_id,legal_first,surname,class,social_media,protected
p1,Maisie,Trevanion,Year 4,yes,
p2,Alek,Nowakowski,Year 4,no,
p3,Ines,Quill,Year 4,yes,yes
p4,Otis,Fenn,Year 2,no,
"""
ACCOUNTS = """platform,handle,area,owner
x,larkmereyear4,Year 4,o.pryce
x,larkmereyear2,Year 2,b.rowntree
instagram,larkmere,Whole school,l.pemberton
"""
WITH_OWNERS = {**PEOPLE, "o.pryce": Role.ACCOUNT_OWNER, "b.rowntree": Role.ACCOUNT_OWNER, "r.desai": Role.ICT}
CONTENT = saved(scene(1))
NAMES = ("Maisie", "Alek", "Ines", "Otis")


@pytest.fixture
def home(tmp_path: Path, clock: FakeClock) -> Iterator[Home]:
    with made_home(tmp_path, clock, people=WITH_OWNERS) as opened:
        hand_in_registers(opened, tmp_path, pupils=ROLL, accounts=ACCOUNTS)
        yield opened


def publish(
    home: Home,
    account: str = "larkmereyear4",
    text: str = "A day at the pond.",
    kind: str = "image",
    content: bytes = CONTENT,
) -> None:
    post = Post(
        f"{account} {text}", Platform.INSTAGRAM if account == "larkmere" else Platform.X, text, Direction.OWN,
        account=account, published_at=home.clock(), images=(Picture("a.jpg", kind=kind),),
    )  # fmt: skip
    with home.store.writing() as session:
        posts.store_posts(session, home.school_id, "x", [posts.Mapped(post, RawItem("x", {}), 1)], now=home.clock())
    if kind == "image":
        keep(home, post, post.images[0], content)
    attend(home=home, school=load_school(home=home, purpose="test"))


def held(home: Home, viewer: str = "k.boateng") -> HeldPicture:
    (one,) = held_pictures(home=home, viewer=viewer)
    return one


def where(home: Home) -> dict[str, Any]:
    one = held(home)
    return {"home": home, "post_id": one.post_id, "picture": one.picture}


def labels(home: Home) -> set[str]:
    with home.store.reading() as session:
        return set(session.scalars(select(FindingRow.label)))


def events(home: Home) -> list[tuple[str, str]]:
    with home.store.reading() as session:
        rows = session.scalars(select(AuditRow).order_by(AuditRow.number)).all()
        assert not any(name in json.dumps([row.details, row.reason]) for row in rows for name in (*NAMES, "p1", "p2"))
        return [(row.actor, row.action) for row in rows if row.action.startswith(("picture:", "pupils:listed"))]


def test_no_picture_of_a_locked_case_is_shown_even_to_the_lead(home: Home) -> None:
    publish(home)
    one = where(home)
    lock_case(home=home, viewer="k.boateng", reference=held(home).case, why="what the words under it say")
    assert held_pictures(home=home, viewer="k.boateng") == ()
    with pytest.raises(InputError, match="no held picture"):
        look_at(**one, viewer="k.boateng")


# --- Who sees what -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("viewer", "lists", "children"),
    [
        pytest.param("k.boateng", True, ["Alek Nowakowski", "Ines Quill"], id="dsl"),
        pytest.param("h.ashdown", True, ["Alek Nowakowski", "Ines Quill"], id="head"),
        pytest.param("o.pryce", True, ["Alek Nowakowski", "Ines Quill"], id="owner of the class's account"),
        pytest.param("l.pemberton", True, None, id="comms: a hold, and nobody's name"),
        pytest.param("g.thornhill", True, None, id="director"),
        pytest.param("b.rowntree", False, None, id="owner of another account"),
        pytest.param("r.desai", False, None, id="ict"),
    ],
)
def test_the_list_of_the_class_is_for_those_who_know_it(
    home: Home, viewer: str, lists: bool, children: list[str] | None
) -> None:
    publish(home)
    place = where(home)
    assert len(held_pictures(home=home, viewer=viewer)) == int(lists)
    if not lists:
        with pytest.raises(InputError, match="no held picture"):
            look_at(viewer=viewer, **place)
        return
    seen = look_at(viewer=viewer, **place)
    assert seen.content == CONTENT
    assert (None if seen.restricted is None else [child.name for child in seen.restricted]) == children
    assert events(home)[-1] == (viewer, "pupils:listed" if children else "picture:viewed")
    assert not any(name in str(seen.held) for name in NAMES)


def test_the_classes_are_those_of_the_account_of_the_words_and_those_that_the_viewer_names(home: Home) -> None:
    publish(home, "larkmere", "Year 2 at the farm!")
    place = where(home)
    seen = look_at(viewer="k.boateng", **place)
    assert (seen.classes, [child.name for child in seen.restricted or ()]) == (("Year 2",), ["Otis Fenn"])
    more = look_at(viewer="k.boateng", classes=["Year 4"], **place)
    assert [child.name for child in more.restricted or ()] == ["Otis Fenn", "Alek Nowakowski", "Ines Quill"]


# --- Two people ----------------------------------------------------------------------------------------------------------


def test_a_second_person_confirms_and_the_next_audit_passes(home: Home) -> None:
    publish(home)
    place = where(home)
    assert say_who(viewer="l.pemberton", pupil_ids=["p1"], others=1, **place) is Stage.SECOND
    assert Label.CONSENT_UNDECLARED.value in labels(home)
    assert (held(home).stage, held(home).said_by, held(home).you_may_confirm) == (Stage.SECOND, "l.pemberton", True)
    assert not held(home, "l.pemberton").you_may_confirm
    assert confirm(viewer="o.pryce", agrees=True, words="I took it.", **place) is Stage.LET_THROUGH
    assert held_pictures(home=home, viewer="k.boateng") == ()
    assert labels(home) == set()
    (photo,) = load_school(home=home, purpose="test").photos
    assert (photo.pupil_ids, photo.others, photo.declared_by) == (("p1",), 1, "l.pemberton")
    assert photo.sha256
    assert photo.features
    with home.store.writing() as session:
        session.scalars(select(PostRow)).one().examined_version = 0
    attend(home=home, school=load_school(home=home, purpose="test"))
    assert labels(home) == set()
    assert events(home) == [("l.pemberton", "picture:declared"), ("o.pryce", "picture:confirmed")]


@pytest.mark.parametrize(
    ("first", "second", "match"),
    [
        pytest.param("k.boateng", "k.boateng", "the second person is somebody else", id="the same person"),
        pytest.param("o.pryce", "o.pryce", "the second person is somebody else", id="the same owner"),
        pytest.param("l.pemberton", "g.thornhill", "one of the two must know the class", id="neither knows the class"),
    ],
)
def test_whoever_cannot_confirm_is_refused_and_it_is_recorded(
    home: Home, first: str, second: str, match: str
) -> None:  # fmt: skip
    publish(home)
    place = where(home)
    say_who(viewer=first, pupil_ids=["p1"], others=0, **place)
    with pytest.raises(InputError, match=match):
        confirm(viewer=second, agrees=True, **place)
    assert events(home)[-1] == (second, "picture:refused")
    assert Label.CONSENT_UNDECLARED.value in labels(home)
    assert held(home).stage is Stage.SECOND


def test_who_does_not_agree_says_why_and_it_begins_anew(home: Home) -> None:
    publish(home)
    place = where(home)
    with pytest.raises(InputError, match="nobody has said"):
        confirm(viewer="k.boateng", agrees=True, **place)
    say_who(viewer="o.pryce", pupil_ids=["p1"], others=0, **place)
    with pytest.raises(InputError, match="somebody has said"):
        say_who(viewer="k.boateng", pupil_ids=["p1"], others=0, **place)
    with pytest.raises(InputError, match="few words"):
        confirm(viewer="k.boateng", agrees=False, **place)
    assert confirm(viewer="k.boateng", agrees=False, words="A third child is at the back.", **place) is Stage.NOBODY
    assert held(home).stage is Stage.NOBODY
    assert say_who(viewer="k.boateng", pupil_ids=["p1"], others=1, **place) is Stage.SECOND
    say_who(viewer="k.boateng", pupil_ids=["p1"], others=2, **place)
    assert confirm(viewer="l.pemberton", agrees=True, **place) is Stage.LET_THROUGH
    assert load_school(home=home, purpose="test").photos[0].others == 2


@pytest.mark.parametrize("pupil", ["p2", "p3"])
def test_a_child_who_may_not_be_shown_is_a_breach_at_once(home: Home, pupil: str) -> None:
    publish(home)
    assert say_who(viewer="l.pemberton", pupil_ids=["p1", pupil], others=0, **where(home)) is Stage.BREACH
    assert labels(home) == {Label.CONSENT_MISSING.value}
    assert held_pictures(home=home, viewer="k.boateng") == ()


def test_a_clip_is_held_and_let_through_like_a_picture(home: Home) -> None:
    publish(home, kind="video")
    place = where(home)
    assert (held(home).kind, held(home).faces, look_at(viewer="k.boateng", **place).content) == ("video", None, None)
    say_who(viewer="k.boateng", pupil_ids=["p1"], others=0, **place)
    confirm(viewer="l.pemberton", agrees=True, **place)
    assert labels(home) == set()


def test_ids_are_of_the_roll_and_numbers_are_counts(home: Home) -> None:
    publish(home)
    place = where(home)
    with pytest.raises(InputError, match="not on the roll"):
        say_who(viewer="k.boateng", pupil_ids=["p9"], others=0, **place)
    with pytest.raises(InputError, match="below 0"):
        say_who(viewer="k.boateng", pupil_ids=["p1"], others=-1, **place)


def test_a_policy_of_one_person_needs_one_who_knows_the_class(tmp_path: Path, clock: FakeClock) -> None:
    tables = {"policy": {"profile": "strict_no_names", "two_person_sign_off": False}}
    with made_home(tmp_path, clock, people=WITH_OWNERS, tables=tables) as home:
        hand_in_registers(home, tmp_path, pupils=ROLL, accounts=ACCOUNTS)
        publish(home)
        assert say_who(viewer="l.pemberton", pupil_ids=["p1"], others=0, **where(home)) is Stage.SECOND
        assert say_who(viewer="l.pemberton", pupil_ids=["p1"], others=0, **where(home)) is Stage.SECOND
        publish(home, text="Another day")
        other = next(one for one in held_pictures(home=home, viewer="k.boateng") if one.stage is Stage.NOBODY)
        done = say_who(
            home=home, viewer="k.boateng", post_id=other.post_id, picture=other.picture, pupil_ids=["p1"], others=0
        )
        assert done is Stage.LET_THROUGH


def test_what_is_gone_or_closed_is_not_held(home: Home) -> None:
    publish(home)
    change_status(
        home=home, viewer="k.boateng", reference=held(home).case, status=CaseStatus.CLOSED,
        reason=CloseReason.FALSE_ALARM, words="A drawing.",
    )  # fmt: skip
    assert held_pictures(home=home, viewer="k.boateng") == ()
    publish(home, text="Another day")
    with home.store.writing() as session:
        for row in session.scalars(select(PostRow)):
            row.gone_at = home.clock()
    assert held_pictures(home=home, viewer="k.boateng") == ()


FACES = (folder() / "choir_steps.jpg").read_bytes()


@pytest.mark.parametrize("reason", [CloseReason.NO_ACTION, CloseReason.FALSE_ALARM, CloseReason.PASSED_ON])
def test_a_case_with_faces_that_nobody_declared_is_not_closed_past_the_two_people(
    home: Home, reason: CloseReason
) -> None:
    publish(home, content=FACES)
    place, case = where(home), held(home).case
    assert held(home).faces == 24
    close = {"home": home, "viewer": "k.boateng", "reference": case, "status": CaseStatus.CLOSED, "words": "Seen."}
    with pytest.raises(InputError, match="one person says who is in it and a second one"):
        change_status(**close, reason=reason)  # type: ignore[arg-type]
    say_who(viewer="k.boateng", pupil_ids=["p1"], others=23, **place)
    with pytest.raises(InputError, match="a second one"):
        change_status(**close, reason=reason)  # type: ignore[arg-type]
    confirm(viewer="l.pemberton", agrees=True, **place)
    change_status(**close, reason=reason)  # type: ignore[arg-type]


def test_a_case_is_closed_as_removed_without_them(home: Home) -> None:
    publish(home, content=FACES)
    change_status(
        home=home, viewer="k.boateng", reference=held(home).case, status=CaseStatus.CLOSED,
        reason=CloseReason.REMOVED, words="The owner took it down.",
    )  # fmt: skip


def test_what_was_said_is_sealed_and_leaves_with_its_post(home: Home) -> None:
    publish(home)
    say_who(viewer="k.boateng", pupil_ids=["p1"], others=0, words="Taken by the pond", **where(home))
    with home.store.writing() as session:
        row = session.scalars(select(PictureReviewRow)).one()
        assert b"pond" not in row.said_sealed
        posts.drop_text(session, [row.post_id], why="retention")
        assert session.scalars(select(PictureReviewRow)).all() == []


def test_nobody_who_is_not_listed_sees_anything(home: Home) -> None:
    publish(home)
    with pytest.raises(InputError, match="goodname user add"):
        held_pictures(home=home, viewer="nobody")
    add_person(home=home, username="s.taff", display_name="s", email=None, roles=[Role.STAFF], actor="test")
    assert held_pictures(home=home, viewer="s.taff") == ()


def test_the_command_lists_shows_says_and_confirms(home: Home, tmp_path: Path) -> None:
    publish(home)
    number = str(held(home).post_id)
    environment = {"GOODNAME_KEY_FILE": str(tmp_path / "keys" / "school.key"), "GOODNAME_HOME": str(home.folder)}

    def run(*words: str) -> str:
        done = CliRunner().invoke(app, ["hold", *words], env=environment)
        return f"{done.exit_code} {done.output}{done.exception or ''}"

    assert "Waits for somebody to say who is in it" in run("list", "--as", "l.pemberton")
    assert "Hold: somebody who knows the class must look." in run("show", number, "1", "--as", "l.pemberton")
    assert "may not be shown: Alek Nowakowski (Year 4)" in run("show", number, "1", "--as", "k.boateng")
    assert "A second person" in run("say", number, "1", "--as", "l.pemberton", "--pupils", "p1", "--others", "1")
    assert "somebody else" in run("confirm", number, "1", "--as", "l.pemberton", "--agree")
    assert "l.pemberton says: p1, and 1 others." in run("show", number, "1", "--as", "k.boateng")
    assert run("confirm", number, "1", "--as", "k.boateng", "--agree").startswith("0 Let through by two people")
    assert "No picture waits." in run("list", "--as", "k.boateng")
