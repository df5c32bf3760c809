from __future__ import annotations

import logging

import pytest
from larkmere_school import LARKMERE, mention

from classifiers.base import NoMedia
from classifiers.free_names import FreeNames
from classifiers.names.matcher import RollMatcher
from data.records import Finding, Post


def found(post: Post) -> list[Finding]:
    return [finding for finding in FreeNames().examine([post], LARKMERE, NoMedia())[0] if finding.level]


@pytest.mark.parametrize(
    ("text", "subtype"),
    [
        pytest.param("Barnaby Coad, 8, in Year 3 fell off the frame", "full_name", id="name, age and class"),
        pytest.param("Well done Kofi Mensah in Year 6 for the medal", "full_name", id="name and class"),
        pytest.param("Jayden in Year 4 keeps hitting my daughter", "first_name_plus", id="first name and class"),
        pytest.param("Happy 7th birthday Amelia!!", "first_name_plus", id="first name and birthday"),
        pytest.param("jayden y4 is so fast", "first_name_plus", id="small letters, the class at once"),
        pytest.param("Amelia B of Kestrels walked the length of the hall", "first_name_plus", id="initial and class"),
        pytest.param("who is E.l.o.d.i.e B.r.a.n.t from year 5", "full_name", id="spelt out"),
        pytest.param("the Year 4 boy with the prosthetic leg", "description", id="description"),
    ],
)
def test_a_child_who_is_not_on_the_roll_is_found(text: str, subtype: str) -> None:
    assert subtype in [finding.subtype for finding in found(mention(text))]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Jayden is lovely", id="first name alone"),
        pytest.param("Year 6 wrote letters to Florence Nightingale", id="a historic person"),
        pytest.param("Reading Roald Dahl in Year 4 this term", id="an author"),
        pytest.param("Peppa Pig came to nursery", id="a character"),
        pytest.param("Mr Barnaby Coad teaches Year 3", id="a teacher"),
        pytest.param("Terence Blow, 62, was at the school in 1974", id="a former pupil, grown up"),
        pytest.param("Hope everyone in Year 4 got home", id="a wish"),
        pytest.param("Kestrels and Wrens are off to the Science Museum", id="class names"),
        pytest.param("see you Wednesday at pick up", id="a day"),
    ],
)
def test_an_adult_a_character_or_no_name_is_left_alone(text: str) -> None:
    assert [(f.subtype, f.score, f.reason) for f in found(mention(text))] == []


def test_nothing_that_is_said_or_logged_of_a_finding_holds_the_name(caplog: pytest.LogCaptureFixture) -> None:
    post = mention("Maisie Trelawney and Barnaby Coad, 8, in Year 4 fell off the frame")
    with caplog.at_level(logging.DEBUG):
        named = [f for d in (RollMatcher(), FreeNames()) for f in d.examine([post], LARKMERE, NoMedia())[0] if f.level]
    assert {pupil for finding in named for pupil in finding.pupil_ids} == {"P01"}
    said = " ".join(
        [*caplog.messages, *(f"{f.reason} {f.subtype} {f.pupil_ids} {f.detector}" for f in named)]
    ).casefold()
    assert len(named) >= 2
    assert not any(name in said for name in ("maisie", "trelawney", "barnaby", "coad"))
