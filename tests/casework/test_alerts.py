"""Who is told of which case, and how little they are told."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from casework.alerts import Recipient, compose, recipients
from data.words import Label, Role, Severity

PEOPLE = [
    Recipient(number, role.value, f"{role.value}@example.org", frozenset({role})) for number, role in enumerate(Role)
]


def told(label: Label, *denied: str, also: tuple[Label, ...] = ()) -> set[str]:
    return {person.username for person in recipients([label, *also], PEOPLE, frozenset(denied))}


@pytest.mark.parametrize(
    ("label", "expected", "never"),
    [
        pytest.param(
            Label.SAFEGUARDING, {"dsl", "headteacher", "director"}, {"comms_lead", "governor", "ict"}, id="danger"
        ),
        pytest.param(
            Label.STAFF_ALLEGATION, {"headteacher", "dsl"}, {"comms_lead", "chair", "governor", "ict"}, id="staff"
        ),
        pytest.param(Label.CHILD_IDENTIFYING, {"dsl", "comms_lead"}, {"governor", "ict"}, id="a child named"),
        pytest.param(Label.CHILD_NAMED, {"platform_owner", "director"}, {"governor", "ict"}, id="our own breach"),
        pytest.param(Label.DEFAMATORY, {"comms_lead", "headteacher"}, {"governor", "ict", "dsl"}, id="reputation"),
        pytest.param(Label.IMPERSONATION, {"comms_lead", "headteacher"}, {"governor", "ict"}, id="impersonation"),
    ],
)
def test_who_is_told(label: Label, expected: set[str], never: set[str]) -> None:
    assert expected <= told(label)
    assert told(label).isdisjoint(never)


def test_a_head_who_may_be_the_subject_is_replaced_by_the_chair() -> None:
    assert told(Label.STAFF_ALLEGATION, "headteacher") == {"chair", "dsl"}


def test_a_matter_of_staff_conduct_is_not_told_to_comms_though_it_is_potentially_defamatory_too() -> None:
    assert "comms_lead" not in told(Label.STAFF_ALLEGATION, also=(Label.DEFAMATORY, Label.ABUSIVE))


def test_the_chair_stands_in_for_the_head_also_when_safeguarding_comes_first() -> None:
    assert "chair" in told(Label.SAFEGUARDING, "headteacher", also=(Label.STAFF_ALLEGATION,))


def test_when_all_who_would_be_told_may_be_subjects_the_next_role_up_is() -> None:
    assert told(Label.STAFF_ALLEGATION, "headteacher", "dsl") == {"chair"}
    assert told(Label.DEFAMATORY, "comms_lead", "headteacher") == {"chair"}
    assert told(Label.DEFAMATORY, "comms_lead", "headteacher", "chair") == {"dsl"}


@pytest.mark.parametrize("label", list(Label))
def test_nobody_on_the_deny_list_is_ever_told(label: Label) -> None:
    for role in Role:
        assert role.value not in told(label, role.value)


def test_with_nobody_left_nobody_is_told() -> None:
    assert told(Label.SAFEGUARDING, *(role.value for role in Role)) == set()


def test_a_message_holds_a_reference_a_category_a_severity_a_deadline_and_a_link() -> None:
    message = compose(
        reference="GN-7F3K-92QX",
        category=Label.STAFF_ALLEGATION,
        severity=Severity.S1,
        due_at=datetime(2026, 7, 1, 9, 15, tzinfo=UTC),
        link_base="http://127.0.0.1:8501",
    )
    assert message.subject == "Goodname: S1 case GN-7F3K-92QX"
    assert "Category: Allegation about a member of staff" in message.body
    assert "Wednesday 01 July 2026, 10:15 (London time)" in message.body
    assert "http://127.0.0.1:8501/case?ref=GN-7F3K-92QX" in message.body
