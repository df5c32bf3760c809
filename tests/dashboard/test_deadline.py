"""Times as a school reads them, and what is overdue."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dashboard.components.deadline import deadline
from dashboard.components.moments import lasting, london, near
from data.words import CaseStatus

NOW = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        pytest.param(datetime(2026, 11, 9, 11, 20, tzinfo=UTC), "Mon 9 Nov 2026, 11:20 GMT", id="winter"),
        pytest.param(datetime(2026, 7, 1, 11, 20, tzinfo=UTC), "Wed 1 Jul 2026, 12:20 BST", id="summer"),
        pytest.param(datetime(2026, 6, 30, 23, 30, tzinfo=UTC), "Wed 1 Jul 2026, 00:30 BST", id="another day there"),
    ],
)
def test_london(moment: datetime, words: str) -> None:
    assert london(moment) == words


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        pytest.param(timedelta(hours=2), "today, 11:00 GMT", id="today"),
        pytest.param(timedelta(hours=15), "tomorrow, 00:00 GMT", id="midnight is tomorrow"),
        pytest.param(timedelta(hours=-10), "yesterday, 23:00 GMT", id="yesterday"),
        pytest.param(timedelta(days=2), "Wed 11 Nov 2026, 09:00 GMT", id="a date"),
    ],
)
def test_near(ahead: timedelta, words: str) -> None:
    assert near(NOW + ahead, now=NOW) == words


@pytest.mark.parametrize(
    ("duration", "words"),
    [
        pytest.param(timedelta(seconds=59), "less than a minute", id="seconds"),
        pytest.param(timedelta(seconds=60), "1 min", id="a minute"),
        pytest.param(timedelta(minutes=59, seconds=59), "59 min", id="nearly an hour"),
        pytest.param(timedelta(hours=2), "2 h", id="full hours"),
        pytest.param(timedelta(hours=2, minutes=5), "2 h 5 min", id="hours and minutes"),
        pytest.param(timedelta(hours=6, minutes=5), "6 h", id="many hours"),
        pytest.param(timedelta(hours=47), "47 h", id="under two days"),
        pytest.param(timedelta(hours=49), "2 days", id="days"),
        pytest.param(timedelta(minutes=-5), "5 min", id="the past"),
    ],
)
def test_lasting(duration: timedelta, words: str) -> None:
    assert lasting(duration) == words


@pytest.mark.parametrize(
    ("due_at", "status", "words", "overdue"),
    [
        pytest.param(None, CaseStatus.OPEN, "No fixed time", False, id="weekly digest"),
        pytest.param(
            NOW + timedelta(minutes=15),
            CaseStatus.OPEN,
            "First look due today, 09:15 GMT, in 15 min",
            False,
            id="ahead",
        ),
        pytest.param(
            NOW - timedelta(minutes=5),
            CaseStatus.OPEN,
            "First look was due today, 08:55 GMT, 5 min ago",
            True,
            id="late",
        ),
        pytest.param(NOW, CaseStatus.OPEN, "First look due today, 09:00 GMT, in less than a minute", False, id="now"),
        pytest.param(
            NOW - timedelta(minutes=5), CaseStatus.IN_HAND, "First look was due today, 08:55 GMT", False, id="in hand"
        ),
        pytest.param(
            NOW - timedelta(minutes=5), CaseStatus.CLOSED, "First look was due today, 08:55 GMT", False, id="closed"
        ),
    ],
)
def test_deadline(due_at: datetime | None, status: CaseStatus, words: str, overdue: bool) -> None:
    due = deadline(due_at, status=status, now=NOW)
    assert (due.words, due.overdue) == (words, overdue)
    assert bool(due.mark) == overdue
