"""A protected child's case looks like any hold to those who may not know: in lists, counts, mails, the record, papers."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from clocks import FakeClock
from settled import said, settled
from sqlalchemy import select

from data.errors import InputError
from data.records import Finding, Post, Pupil, School
from data.store.tables import CaseRow, OutboxRow, PersonRow
from data.words import Direction, Label, Level, Platform, Severity
from pipelines.case_acts import change_severity
from pipelines.case_views import CaseSummary
from pipelines.cases import list_cases, show_case
from pipelines.commands.cases import as_plain
from pipelines.home import Home
from pipelines.outbox import list_outbox
from pipelines.remind import remind
from pipelines.today import today

SCHOOL = School(
    "Larkmere Primary School & Nursery",
    pupils=(Pupil("p1", "Ada", "Quill"), Pupil("p2", "Tom", "Reed", protected=True)),
)
COMMS, DIRECTOR = "l.pemberton", "g.thornhill"
MAY_NOT_KNOW = (COMMS, DIRECTOR)
KNOW = ("k.boateng", "f.rahman", "h.ashdown")
UNDECLARED = said(Label.CONSENT_MISSING, pupils=("p1",))
PROTECTED = said(Label.CONSENT_MISSING, pupils=("p2",))


def own(number: int) -> Post:
    return Post(str(number), Platform.INSTAGRAM, f"Trip {number}!", Direction.OWN, account="larkmere")


def two_holds(home: Home, clock: FakeClock) -> tuple[str, str]:
    """Open the case of a child without permission, and a minute later that of a protected child."""
    plain = settled(home, SCHOOL, own(1), UNDECLARED)
    clock.move(minutes=1)
    protected = settled(home, SCHOOL, own(2), PROTECTED)
    assert plain
    assert protected
    return plain, protected


def seen(home: Home, viewer: str, reference: str) -> CaseSummary:
    return next(case for case in list_cases(home=home, viewer=viewer).cases if case.reference == reference)


def mails(home: Home, reference: str) -> dict[str, list[OutboxRow]]:
    with home.store.reading() as session:
        rows = session.execute(
            select(PersonRow.username, OutboxRow)
            .join(OutboxRow, OutboxRow.person_id == PersonRow.id)
            .join(CaseRow, CaseRow.id == OutboxRow.case_id)
            .where(CaseRow.reference == reference)
            .order_by(OutboxRow.id)
        ).all()
    found: dict[str, list[OutboxRow]] = {}
    for username, row in rows:
        found.setdefault(username, []).append(row)
    return found


@pytest.mark.parametrize("viewer", MAY_NOT_KNOW)
def test_it_has_the_severity_and_the_deadline_of_a_hold(home: Home, clock: FakeClock, viewer: str) -> None:
    plain, protected = two_holds(home, clock)
    one, other = seen(home, viewer, plain), seen(home, viewer, protected)
    assert (other.severity, other.category) == (one.severity, one.category) == (Severity.S2, Label.CONSENT_MISSING)
    assert other.due_at == clock() + timedelta(hours=1)
    view = show_case(home=home, viewer=viewer, reference=protected)
    assert (view.summary.severity, view.summary.due_at) == (Severity.S2, clock() + timedelta(hours=1))


@pytest.mark.parametrize("viewer", KNOW)
def test_who_may_know_sees_how_grave_it_is(home: Home, clock: FakeClock, viewer: str) -> None:
    _, protected = two_holds(home, clock)
    assert seen(home, viewer, protected).severity is Severity.S1
    assert seen(home, viewer, protected).due_at == clock() + timedelta(minutes=15)


def test_sorting_filters_and_counts_tell_nothing(home: Home, clock: FakeClock) -> None:
    plain, protected = two_holds(home, clock)
    page = list_cases(home=home, viewer=COMMS)
    assert [case.reference for case in page.cases] == [plain, protected]
    assert page.by_severity == {Severity.S2: 2}
    assert list_cases(home=home, viewer=COMMS, severities=[Severity.S1]).total == 0
    assert list_cases(home=home, viewer=COMMS, severities=[Severity.S2]).total == 2
    assert [case.reference for case in list_cases(home=home, viewer="k.boateng").cases] == [protected, plain]


def test_the_json_of_the_command_line_tells_nothing(home: Home, clock: FakeClock) -> None:
    _, protected = two_holds(home, clock)
    printed = json.dumps(
        [as_plain(case) for case in list_cases(home=home, viewer=COMMS).cases]
        + [as_plain(show_case(home=home, viewer=COMMS, reference=protected))]
    )
    assert "S1" not in printed
    assert "protected" not in printed


def test_the_day_counts_it_as_a_hold(home: Home, clock: FakeClock) -> None:
    two_holds(home, clock)
    clock.move(minutes=30)
    assert (today(home=home, viewer=COMMS).overdue, today(home=home, viewer="k.boateng").overdue) == (0, 1)
    assert {case.severity for case in today(home=home, viewer=COMMS).needs_you} == {Severity.S2}


def test_the_mails_to_comms_are_those_of_a_hold_but_for_the_reference(home: Home, clock: FakeClock) -> None:
    plain, protected = two_holds(home, clock)
    for username in MAY_NOT_KNOW:
        (one,), (other,) = mails(home, plain)[username], mails(home, protected)[username]
        assert other.subject == one.subject.replace(plain, protected)
        assert other.body.replace(protected, plain).replace("10:01", "10:00") == one.body
    assert {row.subject for row in mails(home, protected)["k.boateng"]} == {f"Goodname: S1 case {protected}"}


def test_at_night_only_those_who_may_know_are_paged_and_the_others_hear_in_the_morning(
    home: Home, clock: FakeClock
) -> None:
    clock.now = datetime(2026, 11, 10, 22, 0, tzinfo=UTC)
    reference = settled(home, SCHOOL, own(2), PROTECTED)
    assert reference
    for _ in range(6):
        clock.move(minutes=15)
        remind(home=home)
    found = mails(home, reference)
    assert set(KNOW) <= set(found)
    for username in MAY_NOT_KNOW:
        (row,) = found[username]
        assert (row.next_attempt_at, "S2" in row.subject) == (datetime(2026, 11, 11, 8, 0, tzinfo=UTC), True)


def test_that_the_leads_were_paged_is_not_listed_to_the_others(home: Home, clock: FakeClock) -> None:
    plain, protected = two_holds(home, clock)
    listed = {name: {e.username for e in list_outbox(home=home, viewer=COMMS).entries if e.reference == name} for name in (plain, protected)}  # fmt: skip
    assert listed[protected] == listed[plain] == {COMMS, DIRECTOR}
    assert {e.username for e in list_outbox(home=home, viewer="k.boateng").entries} >= {"k.boateng", "f.rahman"}


def test_the_timeline_keeps_to_itself_that_nobody_acknowledged_in_time(home: Home, clock: FakeClock) -> None:
    _, protected = two_holds(home, clock)
    clock.move(minutes=16)
    remind(home=home)
    actions = {
        viewer: [line.action for line in show_case(home=home, viewer=viewer, reference=protected).timeline]
        for viewer in (COMMS, "k.boateng")
    }
    assert actions[COMMS] == ["opened"]
    assert "not acknowledged in time: told again" in actions["k.boateng"]


def test_who_may_not_know_lowers_only_what_they_see(home: Home, clock: FakeClock) -> None:
    _, protected = two_holds(home, clock)
    change_severity(home=home, viewer=COMMS, reference=protected, severity=Severity.S3, words="it can wait")
    assert seen(home, COMMS, protected).severity is Severity.S3
    assert seen(home, "k.boateng", protected).severity is Severity.S1


def test_who_may_not_know_may_raise_it_without_learning_that_it_was_so_grave(home: Home, clock: FakeClock) -> None:
    _, protected = two_holds(home, clock)
    with pytest.raises(InputError, match="has the severity S2 already"):
        change_severity(home=home, viewer=COMMS, reference=protected, severity=Severity.S2, words="x")
    change_severity(home=home, viewer=COMMS, reference=protected, severity=Severity.S1, words="a parent rang")
    assert {seen(home, viewer, protected).severity for viewer in (COMMS, "k.boateng")} == {Severity.S1}


def test_a_lead_who_lowers_it_lets_everybody_see_the_same(home: Home, clock: FakeClock) -> None:
    _, protected = two_holds(home, clock)
    change_severity(
        home=home, viewer="k.boateng", reference=protected, severity=Severity.S2, words="spoke to the carer"
    )
    assert {seen(home, viewer, protected).severity for viewer in (COMMS, "k.boateng")} == {Severity.S2}
    assert "spoke to the carer" not in str(show_case(home=home, viewer=COMMS, reference=protected).timeline)


@pytest.mark.parametrize(
    ("first", "then", "shown"),
    [
        pytest.param((PROTECTED,), (PROTECTED,), Severity.S2, id="the same again"),
        pytest.param((UNDECLARED,), (PROTECTED,), Severity.S2, id="a protected child is found later"),
        pytest.param((PROTECTED,), (said(Label.SAFEGUARDING, "threat"),), Severity.S1, id="a threat is found later"),
        pytest.param((said(Label.HASHTAG),), (said(Label.HASHTAG, pupils=("p2",)),), Severity.S3, id="a hashtag stays S3"),
    ],
)  # fmt: skip
def test_what_joins_raises_what_they_see_only_by_what_they_may_know(
    home: Home, clock: FakeClock, first: tuple[Finding, ...], then: tuple[Finding, ...], shown: Severity
) -> None:
    reference = settled(home, SCHOOL, own(1), *first)
    clock.move(minutes=5)
    assert settled(home, SCHOOL, own(1), *then) == reference
    with home.store.reading() as session:
        row = session.scalars(select(CaseRow)).one()
        assert (row.severity, row.hold_severity or row.severity) == ("S1", shown.value)


def test_a_strangers_post_that_names_a_protected_child_is_masked_too(home: Home) -> None:
    found = Finding(
        Label.CHILD_IDENTIFYING, 0.9, Level.ALERT, "It says so.", "test", "1", "full_name", pupil_ids=("p2",)
    )
    reference = settled(home, SCHOOL, Post("9", Platform.X, "Tom Reed of Larkmere"), found)
    assert reference
    assert seen(home, COMMS, reference).severity is Severity.S2
    assert seen(home, "k.boateng", reference).severity is Severity.S1
