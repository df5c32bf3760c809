"""Names that must not leave a document do not, and words that are no names stay."""

from __future__ import annotations

import pytest

from casework.documents.masking import Kept, Masker
from data.records import Finding, Post, Pupil, School, StaffMember
from data.words import Label, Level, Platform

SCHOOL = School(
    name="Larkmere Primary School & Nursery",
    pupils=(
        Pupil("p1", "Aleksander", "Nowakowski", preferred_first="Alek"),
        Pupil("p2", "Maisie", "Trevanion"),
        Pupil("p3", "Grace", "May"),
        Pupil("p4", "Siân", "O'Hanlon-Price"),
    ),
    staff=(
        StaffMember("Owen Pryce", "Year 4 class teacher", ("Mr Pryce", "Mr P")),
        StaffMember("Helen Ashdown", "Headteacher", ("the head",)),
    ),
)
BOTH = Kept(children=True, staff=True)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        pytest.param("Aleksander Nowakowski ran", "[child A] ran", id="full name"),
        pytest.param("aleksander nowakowski ran", "[child A] ran", id="full name in small letters"),
        pytest.param("Alek Nowakowski and Maisie", "[child A] and [child B]", id="preferred name, then another child"),
        pytest.param("NOWAKOWSKI!", "[child A]!", id="surname in capitals"),
        pytest.param("Nowakowski, Aleksander", "[child A]", id="surname first"),
        pytest.param("#AleksanderNowakowski", "#[child A]", id="in a hashtag"),
        pytest.param("aleksander_nowakowski.jpg", "[child A].jpg", id="in a file name"),
        pytest.param("Siân O'Hanlon-Price", "[child A]", id="marks and hyphens"),
        pytest.param("Maisie said Maisie left", "[child A] said [child A] left", id="one child, one letter"),
        pytest.param("Grace May was first", "[child A] was first", id="a name made of words"),
        pytest.param("Grace and courage", "Grace and courage", id="a word where a sentence begins"),
        pytest.param("I saw Grace there", "I saw [child A] there", id="the same word as a name"),
        pytest.param("may I go", "may I go", id="a word in small letters"),
        pytest.param("Mr Pryce shouts", "[member of staff] shouts", id="title and surname"),
        pytest.param("Owen Pryce shouts", "[member of staff] shouts", id="a teacher's full name"),
        pytest.param("Mrs Unknown-Smith shouts", "[member of staff] shouts", id="a teacher not in the register"),
        pytest.param("the head knew", "the head knew", id="a role is no name"),
        pytest.param("Larkmere Primary is great", "Larkmere Primary is great", id="the school's name"),
        pytest.param("Pryceless!", "Pryceless!", id="inside another word"),
    ],
)
def test_masked(text: str, masked: str) -> None:
    assert Masker(SCHOOL, BOTH).words(text) == masked


def test_a_child_that_no_register_knows_is_masked_where_a_detector_found_it() -> None:
    post = Post("1", Platform.X, "Jamie Orlo (9) from year 4")
    found = Finding(Label.CHILD_IDENTIFYING, 0.9, Level.ALERT, "x", "t", "1", subtype="full_name", spans=((0, 10),))
    assert Masker(SCHOOL, BOTH).text_of(post, [found]) == "[child A] (9) from year 4"


def test_overlapping_spans_leave_nothing_behind() -> None:
    post = Post("1", Platform.X, "Jamie Orlo (9) from year 4")
    found = Finding(Label.CHILD_IDENTIFYING, 0.9, Level.ALERT, "x", "t", "1", spans=((0, 5), (0, 10), (6, 14)))
    assert Masker(SCHOOL, BOTH).text_of(post, [found]) == "[child A] from year 4"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        pytest.param("Mr Pryce hurt Maisie", "[member of staff] hurt Maisie", id="the teacher goes, the child stays"),
        pytest.param("our Year 4 teacher did it", "[member of staff] did it", id="by role"),
        pytest.param("Owen did it", "[member of staff] did it", id="by first name"),
    ],
)
def test_under_a_reporting_restriction(text: str, masked: str) -> None:
    assert Masker(SCHOOL, Kept(children=False, staff=True, restricted=True)).words(text) == masked


def test_nothing_is_masked_for_an_authority() -> None:
    assert Masker(SCHOOL, Kept(children=False, staff=False)).words("Mr Pryce hurt Maisie") == "Mr Pryce hurt Maisie"
