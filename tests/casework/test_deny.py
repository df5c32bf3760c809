"""Nobody sees or hears of a case about themselves: a scenario for each role as its subject (DESIGN.md 5.6)."""

from __future__ import annotations

import pytest

from casework.deny import is_named, possible_subjects
from data.records import Examination, Finding, Post, StaffMember
from data.words import Direction, Label, Level, Platform, Sentiment

STAFF = (
    StaffMember("Helen Ashdown", "Headteacher", ("Mrs A",), "head"),
    StaffMember("Kwame Boateng", "Deputy Head and Designated Safeguarding Lead", (), "dsl"),
    StaffMember("Giles Thornhill", "Director of Compliance", (), "director"),
    StaffMember("Laura Pemberton", "Communications Lead", ("Lolly",), "comms"),
    StaffMember("Ruth Okoro", "Business Manager", (), "bursar"),
    StaffMember("Owen Pryce", "Year 4 teacher", ("Mr P",), "teacher"),
    StaffMember("Peter O'Neill", "Teaching assistant", (), "ta"),
    StaffMember("Priya Adeyemi", "Chair of governors", (), "chair"),
    StaffMember("No Account", "Caretaker", (), None),
)


def subjects(
    text: str,
    *,
    label: Label = Label.STAFF_ALLEGATION,
    direction: Direction = Direction.MENTION,
    title: str | None = None,
) -> set[str]:
    found = Finding(label, 0.9, Level.ALERT, "a reason", "test", "1")
    post = Post("1", Platform.MUMSNET, text, direction, title=title)
    return set(possible_subjects([Examination(post, True, 0.9, Sentiment.NEGATIVE, {}, (found,))], STAFF))


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        pytest.param("Helen Ashdown hit a boy", "head", id="by full name"),
        pytest.param("Mrs Ashdown hit a boy", "head", id="by surname and title"),
        pytest.param("that mrs. ashdown again", "head", id="in lower case with a dot"),
        pytest.param("Mrs A is a bully and she hit him", "head", id="by known-as"),
        pytest.param("The headteacher covered it", "head", id="by role"),
        pytest.param("the head knew about it", "head", id="the head"),
        pytest.param("The DSL did nothing for months", "dsl", id="safeguarding lead by role word"),
        pytest.param("the director is on the take", "director", id="a director"),
        pytest.param("Lolly posts our kids everywhere", "comms", id="the comms lead by known-as"),
        pytest.param(
            "the bursar has her hand in the PTA fund", "bursar", id="the bursar, by another word for the role"
        ),
        pytest.param("a teacher grabbed her by the arm", "teacher", id="a teacher, unnamed: may be"),
        pytest.param("Mr O\u2019Neill shoved him", "ta", id="a typographic apostrophe"),
        pytest.param("one of the TAs locked him in", "ta", id="a teaching assistant by abbreviation"),
        pytest.param("the chair of governors takes bribes", "chair", id="the chair"),
        pytest.param("they all knew and hushed it up", "head", id="a cover-up may mean the head"),
    ],
)
def test_whoever_is_or_may_be_the_subject_is_denied(text: str, denied: str) -> None:
    assert denied in subjects(text)


@pytest.mark.parametrize(
    ("text", "free"),
    [
        pytest.param("Mr Pryce hit a boy", "head", id="another person's name does not deny the head"),
        pytest.param("Mr Pryce hit a boy", "dsl", id="nor the DSL"),
        pytest.param("Ashdown Road is dangerous", "head", id="a surname alone in a road's name"),
        pytest.param("he bumped his head on the ahead sign", "head", id="a head on a neck"),
        pytest.param("Mr Pryce hit a boy", "comms", id="nor the comms lead"),
        pytest.param("a teacher grabbed her by the arm", "head", id="a teacher is not the headteacher"),
    ],
)
def test_nobody_else_is_denied(text: str, free: str) -> None:
    assert free not in subjects(text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("Orla O\u2019Grady", "that Orla O'Grady again", id="a round apostrophe in the register"),
        pytest.param("Orla O\u2019Grady", "Mrs O\u2019Grady again", id="round in both"),
        pytest.param("Beth  Rowntree", "that Beth Rowntree", id="two spaces in the register"),
        pytest.param("Beth Rowntree", "that Beth\nRowntree", id="a line's end between the names"),
        pytest.param("Beth Rowntree", "that Beth\u00a0Rowntree", id="a hard space between the names"),
    ],
)
def test_a_name_is_found_however_it_is_typed(name: str, text: str) -> None:
    assert is_named(StaffMember(name, "Teacher", (), "user"), text)


def test_the_title_of_a_thread_counts() -> None:
    assert "teacher" in subjects("He left marks on her arm", title="Mr Pryce at Larkmere")


def test_praise_by_name_denies_nobody() -> None:
    assert subjects("Mr Pryce is a star", label=Label.CHILD_IDENTIFYING) == set()


def test_our_own_posts_deny_nobody() -> None:
    assert subjects("Well done Mr Pryce", label=Label.CHILD_NAMED, direction=Direction.OWN) == set()
