"""Whole names and first names of pupils where a reader would not think of the child, each beside where they would."""

from __future__ import annotations

from datetime import date

import pytest
from larkmere_school import mention

from classifiers.base import NoMedia
from classifiers.free_names import FreeNames
from classifiers.names.matcher import RollMatcher
from data.records import Finding, Pupil, School, StaffMember


def _pupil(at: int, first: str, surname: str) -> Pupil:
    return Pupil(f"P{at}", first, surname, None, "4K", date(2017, 5, 3), {})


_NAMES = ("Rose Cutler", "Hope Street", "Frank Baker", "Poppy Field", "Noah Fox", "Olive Tranter", "Summer Peake",
          "Grace Hall", "Penny Young", "Lacey Sweet", "Aiden Park", "Wren Little", "Florence Heath", "Ivy Head",
          "August Root", "Thomas Nowicka", "Josh Turnbull", "Daisy Rose", "Guy Bell")  # fmt: skip
SCHOOL = School(
    "Saltmoor Park Primary School",
    town="Saltmoor",
    classes=("4K", "Herons", "Robins", "Wrens", "Otters"),
    pupils=tuple(_pupil(at, *name.split()) for at, name in enumerate(_NAMES)),
    staff=(StaffMember("Tom Pellow", "Teaching assistant (Herons)", ("Tom", "Mr Pellow")),),
)


def found(text: str) -> list[Finding]:
    read = [detector.examine([mention(text)], SCHOOL, NoMedia())[0] for detector in (RollMatcher(), FreeNames())]
    return [finding for findings in read for finding in findings if finding.level]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Rose Cutler, the folk singer, is at the Guildhall", id="what she is"),
        pytest.param("Rose Cutler's debut novel is out today", id="what she made"),
        pytest.param("Does the Rose Cutler on the list mean the singer??", id="whether the famous one is meant"),
        pytest.param("Frank Baker Plumbing, free quotes", id="a firm"),
        pytest.param("Frank Baker from Baker & Sons came out same day", id="of a firm"),
        pytest.param("Has anyone used Frank Baker for a boiler service?", id="hired"),
        pytest.param("Vote Noah Fox on Thursday", id="a candidate"),
        pytest.param("Parking on Hope Street at pick up is a joke", id="a street"),
        pytest.param("Grace Hall is booked for the quiz", id="a hall"),
        pytest.param("the poppy field display in Herons was stunning", id="a thing, small"),
        pytest.param("Poppy day assembly in 4K this morning", id="a day"),
        pytest.param("Olive oil and flour wanted for the Herons playdough", id="oil"),
        pytest.param("Noah's Ark auditions Thursday, Robins and Otters", id="a story"),
        pytest.param("Rose petals for the Year 5 play, anyone?", id="petals"),
        pytest.param("Summer term dates for Year 4 are out", id="a term"),
        pytest.param("Year 11 lose the subjects in August", id="a month"),
        pytest.param("a guy in Year 4's classroom mended the tap", id="a word written small"),
        pytest.param("her first aid kit in 4K has run out", id="a short form that is a word"),
        pytest.param("Read Goodnight Mister Tom with 4K, all in tears", id="a book"),
        pytest.param("4K wrote to Florence Nightingale, Flo needs to chill", id="somebody famous, named again"),
        pytest.param("Wrens and Robins looked gorgeous", id="a class named like a pupil"),
        pytest.param("Tom in Herons is brilliant with them", id="staff called by a pupil's first name"),
        pytest.param("Sweet girls but they looked about twelve", id="a surname that is a word"),
        pytest.param("Little lad in Year 2 had cold hands", id="another surname that is a word"),
        pytest.param("Saltmoor Park children raised a fortune", id="a surname in the school's name"),
        pytest.param("the head of Year 4 never rings back", id="a surname that is an office"),
        pytest.param("Daisy and Rose in a bouquet for my mum", id="two flowers, and a pupil of both names"),
        pytest.param("Somebody calling himself Josh, 11, is asking Year 6 for pictures", id="a stranger who poses"),
        pytest.param("Missing: grey tabby, answers to Penny, 4K love her", id="a cat"),
        pytest.param("The guinea pigs are called Rose Cutler and Otto", id="pets"),
    ],
)
def test_a_namesake_is_no_child(text: str) -> None:
    assert [(f.subtype, f.score, f.reason) for f in found(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Rose Cutler in 4K sang like the singer", id="a class at once"),
        pytest.param("Young artist Rose Cutler won the Year 4 prize", id="a young artist"),
        pytest.param("Hope Street was pushed off the climbing frame", id="a street that was pushed"),
        pytest.param("Party at Grace Hall's on Saturday, 4K all invited", id="whose party"),
        pytest.param("Poppy in Robins has chicken pox", id="no compound"),
        pytest.param("Noah's asthma has been bad", id="what he has"),
        pytest.param("who's collecting rose from after school club today?", id="a word written small, fetched"),
        pytest.param("I pick Summer up at quarter past three", id="a season, picked up"),
        pytest.param("Olive in Year 4 loves oil paints", id="a name that goes on"),
        pytest.param("nowicka in otters does the best impressions", id="a surname with a class"),
        pytest.param("lil nowicka in otters is so funny", id="little and a surname"),
        pytest.param("youngest Nowicka has chicken pox", id="the youngest of a surname"),
        pytest.param("that Nowicka boy again", id="a surname and a word for a child"),
        pytest.param("Noah's dad Karim did the barbecue", id="a parent's real name"),
        pytest.param("Aiden who lives above the pharmacy walked with us", id="where she lives"),
        pytest.param("Bartek in Year 4 lost his coat", id="a name no list holds, and a class"),
    ],
)
def test_the_child_is_still_found(text: str) -> None:
    assert found(text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param(
            "Bardzo polecam tę szkołę. Panie w Robins są cudowne, córka biegnie tam co rano.", False, id="Polish"
        ),
        pytest.param("Saltmoor children in Year 4 are lovely", False, id="the town"),
        pytest.param("Mr McGregor chased the Robins", False, id="a title"),
        pytest.param("ask @TobyBrant about Year 6", False, id="somebody's handle"),
        pytest.param("well done Toby Brant in Year 6", True, id="the same name, written out"),
    ],
)
def test_a_name_off_the_roll_must_be_one(text: str, wanted: bool) -> None:
    assert bool(found(text)) is wanted
