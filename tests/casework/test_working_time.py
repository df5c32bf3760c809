"""The clocks of domain.md 3.4: section 5 notices, cover hours, POSH."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.working_time import LONDON, WorkingTime, notice_deadline, posh_is_open


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        pytest.param("2026-11-20 16:00", "2026-11-24 16:00", id="Friday afternoon: the weekend does not count"),
        pytest.param("2026-11-18 09:00", "2026-11-20 09:00", id="midweek"),
        pytest.param("2026-11-21 09:30", "2026-11-25 00:00", id="on a Saturday: Monday and Tuesday whole"),
        pytest.param("2026-12-24 12:00", "2026-12-30 12:00", id="Christmas Eve: 25 to 28 December skipped"),
        pytest.param("2027-03-25 12:00", "2027-03-31 12:00", id="before Good Friday, over the change of clocks"),
    ],
)
def test_the_operators_48_hours(start: str, end: str) -> None:
    assert notice_deadline(london(start)) == london(end)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        pytest.param("2026-11-20 16:30", 1, "2026-11-23 08:30", id="Friday evening runs into Monday"),
        pytest.param("2026-12-24 16:30", 1, "2026-12-29 08:30", id="Christmas Eve runs over the holidays"),
        pytest.param("2026-11-17 14:20", 2, "2026-11-17 16:20", id="within the day"),
        pytest.param("2026-11-17 06:00", 2, "2026-11-17 10:00", id="before cover begins"),
        pytest.param("2026-11-17 15:00", 2, "2026-11-17 17:00", id="ends exactly when cover ends"),
        pytest.param("2026-11-17 17:00", 1, "2026-11-18 09:00", id="asked exactly when cover ends"),
    ],
)
def test_cover_hours_in_term(start: str, hours: int, end: str) -> None:
    assert WorkingTime().add_cover(london(start), timedelta(hours=hours)) == london(end)


def test_out_of_term_the_holiday_cover_counts() -> None:
    hours = WorkingTime(terms=((date(2026, 9, 2), date(2026, 12, 18)),))
    assert hours.add_cover(london("2026-12-21 09:00"), timedelta(hours=4)) == london("2026-12-22 10:00")


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        pytest.param("2026-11-20 15:59", True, id="Friday, one minute before it closes"),
        pytest.param("2026-11-20 16:00", False, id="Friday, closed"),
        pytest.param("2026-11-21 12:00", False, id="Saturday"),
        pytest.param("2026-12-25 12:00", False, id="Christmas Day"),
        pytest.param("2026-11-23 10:00", True, id="Monday, just opened"),
        pytest.param("2026-11-23 09:59", False, id="Monday, not yet"),
    ],
)
def test_posh_hours(moment: str, *, is_open: bool) -> None:
    assert posh_is_open(london(moment)) is is_open


def test_scotland_has_its_own_bank_holidays() -> None:
    assert not WorkingTime("SCT").is_working_day(date(2026, 11, 30))
    assert WorkingTime("ENG").is_working_day(date(2026, 11, 30))


@given(
    st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001 - hypothesis adds the zone below
    st.integers(0, 30 * 60),
)
def test_cover_never_ends_before_it_began_and_lies_in_cover(naive: datetime, minutes: int) -> None:
    start, calendar = naive.replace(tzinfo=UTC), WorkingTime()
    end = calendar.add_cover(start, timedelta(minutes=minutes))
    assert end >= start + timedelta(minutes=minutes)
    assert calendar.is_covered(end - timedelta(microseconds=1)) or calendar.is_covered(end)
