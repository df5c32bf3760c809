"""Children named in the school's own posts, under both policy profiles."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from classifiers.base import NoMedia
from classifiers.own_names import OwnNames
from data.config import PolicySettings
from data.policy import resolved
from data.records import Finding, PermissionDecision, Picture, Post, Pupil, Repost, School, StaffMember
from data.words import Direction, Label, PermissionStatus, Platform, Where

SCHOOL = School(
    name="Larkmere Primary School & Nursery",
    classes=("Acorns", "Reception", "Year 1", "Year 2", "Year 4", "Year 6"),
    pupils=(
        Pupil("p1", "Aleksander", "Nowakowski", "Alek", "Year 4"),
        Pupil("p2", "Maisie", "Trevanion", None, "Year 1"),
        Pupil("p3", "Grace", "Quillfeather", None, "Year 2"),
        Pupil("p4", "William", "Harrowgate", "Will", "Year 6"),
        Pupil("p5", "Jack", "Oyelaran", None, "Year 6"),
        Pupil("p6", "Poppy", "Lindley-Shaw", None, "Year 4"),
        Pupil("p7", "Florence", "Adair", None, "Year 6"),
    ),
    staff=(StaffMember("Helen Ashdown", "Headteacher", ("Mrs Ashdown",)), StaffMember("Owen Pryce", "Year 4 teacher")),
)  # fmt: skip


def found(text: str, profile: str, **fields: Any) -> list[Finding]:
    school = replace(SCHOOL, policy=resolved(PolicySettings.model_validate({"profile": profile})))
    post = Post("1", Platform.X, text, Direction.OWN, account="larkmereprimary", **fields)
    return OwnNames().examine([post], school, NoMedia())[0]


STRICT, FIRST = "strict_no_names", "first_name_only"


@pytest.mark.parametrize(
    ("text", "strict", "first_only"),
    [
        pytest.param("Maisie won the egg and spoon race.", True, False, id="a first name"),
        pytest.param("Maisie Trevanion won the egg and spoon race.", True, True, id="a full name"),
        pytest.param("Well done Maisie T!", True, True, id="a first name and an initial"),
        pytest.param("Well done M. Trevanion!", True, True, id="an initial and a surname"),
        pytest.param("Trevanion won the egg and spoon race by a nose.", True, True, id="a surname by itself"),
        pytest.param("Alek read to us.", True, False, id="the preferred name"),
        pytest.param("well done maisie, super reading", True, False, id="in small letters"),
        pytest.param("WELL DONE MAISIE, SUPER READING", True, False, id="in capitals"),
        pytest.param("Maisie, Alek and Priya built a den.", True, False, id="a row of names"),
        pytest.param("Ellie from Year 2 is our eco captain.", True, False, id="not on the roll, with a class"),
        pytest.param("Ellie Marchbank from Year 2 is our eco captain.", True, True, id="not on the roll, in full"),
        pytest.param("Happy birthday Ottilie, six today!", True, False, id="a birthday"),
        pytest.param("Grace found a fossil.", True, False, id="an ordinary word that does something"),
        pytest.param("Thank you Poppy for tidying up.", True, False, id="an ordinary word that is thanked"),
        pytest.param("Our captain Jack lifted the cup.", True, False, id="a team's captain"),
        # Look-alikes
        pytest.param("Mrs Ashdown won the egg and spoon race.", False, False, id="staff by title"),
        pytest.param("Helen Ashdown has been our headteacher for ten years.", False, False, id="staff by full name"),
        pytest.param("We said grace before lunch.", False, False, id="an ordinary word"),
        pytest.param("Will Year 6 please bring trainers?", False, False, id="an ordinary word that begins a sentence"),
        pytest.param("Poppy Appeal: poppies are in the office.", False, False, id="an appeal"),
        pytest.param("Jack and the Beanstalk is our pantomime.", False, False, id="a tale"),
        pytest.param("Florence, Venice and Rome: the choir tour.", False, False, id="a place"),
        pytest.param("Florence Nightingale visited Year 2 today.", False, False, id="somebody from history"),
        pytest.param("Grace Darling rowed out to the wreck.", False, False, id="another surname"),
        pytest.param("Author Maisie Finch read to Year 4.", False, False, id="an author"),
        pytest.param("PC Jack Dunstan talked to Year 6.", False, False, id="a police officer"),
        pytest.param("Thank you to Sam and Louise from the PTA.", False, False, id="parents who help"),
        pytest.param("Say hello to Gerald the guinea pig.", False, False, id="a class pet"),
        pytest.param("Year 4 built volcanoes.", False, False, id="a class"),
        pytest.param("Maisie's Bakery gave us forty buns.", False, False, id="a shop"),
    ],
)
def test_a_caption_is_judged_by_the_profile(text: str, strict: bool, first_only: bool) -> None:
    assert bool(found(text, STRICT)) is strict
    assert bool(found(text, FIRST)) is first_only


@pytest.mark.parametrize(
    ("fields", "where", "strict", "first_only"),
    [
        pytest.param({"images": (Picture("maisie_trevanion.jpg"),)}, Where.FILE, True, True, id="full name, file"),
        pytest.param({"images": (Picture("maisie2.jpg"),)}, Where.FILE, True, False, id="first name, file"),
        pytest.param({"images": (Picture("a.jpg", "Maisie Trevanion's drawing"),)}, Where.ALT_TEXT, True, True, id="full name, alt text"),
        pytest.param({"hashtags": ("MaisieTrevanion",)}, Where.HASHTAG, True, True, id="full name, tag"),
        pytest.param({"hashtags": ("maisietrevanion",)}, Where.HASHTAG, True, True, id="full name run together"),
        pytest.param({"hashtags": ("GoMaisie",)}, Where.HASHTAG, True, False, id="first name, tag"),
        pytest.param({"repost_of": Repost("Bravo Maisie Trevanion (6)!")}, Where.REPOST, True, True, id="full name, repost"),
        pytest.param({"title": "Certificate for Maisie"}, Where.TITLE, True, False, id="first name, title"),
        pytest.param({"images": (Picture("sports_day_01.jpg", "A race"),)}, None, False, False, id="a plain file name"),
        pytest.param({"images": (Picture("IMG_2044.jpg"),)}, None, False, False, id="a camera's name"),
        pytest.param({"hashtags": ("WorldBookDay", "TeamLarkmere")}, None, False, False, id="plain tags"),
    ],
)  # fmt: skip
def test_every_place_a_name_can_stand_is_read(
    fields: dict[str, Any], where: Where | None, strict: bool, first_only: bool
) -> None:
    told = found("A good day.", STRICT, **fields)
    assert [finding.where for finding in told] == ([where] if where else [])
    assert bool(told) is strict
    assert bool(found("A good day.", FIRST, **fields)) is first_only


def test_a_finding_says_who_and_where_and_never_in_words() -> None:
    (finding,) = found("Well done Maisie Trevanion!", FIRST)
    assert (finding.label, finding.pupil_ids, finding.spans) == (Label.CHILD_NAMED, ("p2",), ((10, 26),))
    assert "Maisie" not in finding.reason


def test_words_we_repeat_may_be_left_out_by_the_school() -> None:
    school = replace(SCHOOL, policy=resolved(PolicySettings(names_in_reposts="ignore")))
    post = Post("1", Platform.X, "Lovely.", Direction.OWN, repost_of=Repost("Bravo Maisie Trevanion!"))
    assert OwnNames().examine([post], school, NoMedia()) == [[]]


def test_a_pupil_who_is_not_to_be_named_is_not_named_at_all() -> None:
    decided = PermissionDecision("social_media", PermissionStatus.GIVEN, naming=False)
    pupils = tuple(replace(p, decisions=(decided,)) if p.pupil_id == "p2" else p for p in SCHOOL.pupils)
    school = replace(SCHOOL, pupils=pupils, policy=resolved(PolicySettings(profile="first_name_only")))
    post = Post("1", Platform.X, "Maisie and Alek built a den.", Direction.OWN)
    assert [finding.pupil_ids for finding in OwnNames().examine([post], school, NoMedia())[0]] == [("p2",)]


def test_what_others_write_is_not_judged_by_our_policy() -> None:
    assert OwnNames().examine([Post("1", Platform.X, "Maisie won!")], SCHOOL, NoMedia()) == [[]]
