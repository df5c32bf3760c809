"""What became of the alerts, for whom it is to be seen, and when it is trouble."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from clocks import FakeClock
from homes import PEOPLE, made_home
from opened_cases import mention, open_case, said

from data.errors import InputError
from data.store import outbox
from data.store.tables import CaseRow
from data.words import Label, OutboxStatus, Role
from pipelines.home import Home
from pipelines.outbox import OutboxEntry, delivery_trouble, list_outbox
from pipelines.people import add_person

NOW = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path, clock: FakeClock) -> Iterator[Home]:
    with made_home(tmp_path, clock, people={**PEOPLE, "r.desai": Role.ICT}) as opened:
        yield opened


def queue(
    home: Home, key: str, recipient: str | None = "k.boateng@example.org", label: Label = Label.DEFAMATORY
) -> str:
    """Open a case that keeps the head out, and queue an alert about it; return its reference."""
    reference = open_case(home, mention(key, f"an allegation, number {key}"), said(label), denied=("h.ashdown",))
    with home.store.writing() as session:
        case = session.query(CaseRow).filter(CaseRow.reference == reference).one()
        outbox.queue(
            session,
            home.school_id,
            case_id=case.id,
            person_id=None,
            channel="email",
            recipient=recipient,
            subject="-",
            body="-",
            dedupe_key=key,
            now=home.clock(),
        )
    return reference


def fail(home: Home, *, permanent: bool) -> None:
    with home.store.writing() as session:
        for row in outbox.claim(session, home.school_id, limit=10, now=home.clock()):
            outbox.failed(
                session, row.id, error="the mail server did not answer", permanent=permanent, now=home.clock()
            )


def test_newest_first_with_counts_of_all(home: Home) -> None:
    first, second = queue(home, "1"), queue(home, "2", recipient=None)
    page = list_outbox(home=home, viewer="k.boateng")
    assert [entry.reference for entry in page.entries] == [second, first]
    assert page.by_status == {OutboxStatus.QUEUED: 1, OutboxStatus.SKIPPED: 1}
    only = list_outbox(home=home, viewer="k.boateng", statuses=[OutboxStatus.SKIPPED])
    assert [entry.reference for entry in only.entries] == [second]
    assert only.by_status == page.by_status
    assert [entry.reference for entry in list_outbox(home=home, viewer="k.boateng", limit=1, offset=1).entries] == [
        first
    ]


def test_a_cases_subject_sees_nothing_of_its_alerts(home: Home) -> None:
    queue(home, "1")
    page = list_outbox(home=home, viewer="h.ashdown")
    assert (page.entries, page.by_status) == ((), {})


@pytest.mark.parametrize(
    ("username", "seen"),
    [
        pytest.param("k.boateng", 1, id="the safeguarding lead"),
        pytest.param("l.pemberton", 0, id="comms see no safeguarding case"),
        pytest.param("p.adeyemi", 0, id="the chair, who was not told"),
        pytest.param("t.staff", 0, id="a member of staff"),
    ],
)
def test_whoever_does_not_see_a_case_does_not_see_who_was_told_of_it(home: Home, username: str, seen: int) -> None:
    add_person(home=home, username="t.staff", display_name="t", email=None, roles=[Role.STAFF], actor="test")
    queue(home, "1", label=Label.SAFEGUARDING)
    page = list_outbox(home=home, viewer=username)
    assert (len(page.entries), sum(page.by_status.values())) == (seen, seen)


@pytest.mark.parametrize("username", ["r.desai", "stranger"])
def test_who_sees_no_cases_sees_no_alerts(home: Home, username: str) -> None:
    with pytest.raises(InputError):
        list_outbox(home=home, viewer=username)


@pytest.mark.parametrize("permanent", [True, False])
def test_trouble_is_told_without_a_case(home: Home, permanent: bool, clock: FakeClock) -> None:
    queue(home, "1")
    assert delivery_trouble(home=home) is None
    fail(home, permanent=permanent)
    assert delivery_trouble(home=home) == "the mail server did not answer"
    clock.move(days=8)
    assert delivery_trouble(home=home) is None


def test_trouble_is_over_when_it_went_out_after_all(home: Home, clock: FakeClock) -> None:
    queue(home, "1")
    fail(home, permanent=False)
    clock.move(hours=1)
    with home.store.writing() as session:
        for row in outbox.claim(session, home.school_id, limit=1, now=clock()):
            outbox.sent(session, row.id, now=clock())
    assert delivery_trouble(home=home) is None


@pytest.mark.parametrize(
    ("status", "last_error", "trouble"),
    [
        pytest.param(OutboxStatus.QUEUED, None, False, id="waiting for its first attempt"),
        pytest.param(OutboxStatus.QUEUED, "no answer", True, id="failed and waiting"),
        pytest.param(OutboxStatus.SENT, None, False, id="sent"),
        pytest.param(OutboxStatus.FAILED, "refused", True, id="given up"),
        pytest.param(OutboxStatus.SKIPPED, "nobody", True, id="nobody to tell"),
        pytest.param(OutboxStatus.ACKNOWLEDGED, None, False, id="acknowledged"),
    ],
)
def test_what_is_trouble(status: OutboxStatus, last_error: str | None, trouble: bool) -> None:
    entry = OutboxEntry("GN-AAAA-AAAA", "k.boateng", "email", status, 1, last_error, NOW, None, None)
    assert entry.is_in_trouble is trouble
