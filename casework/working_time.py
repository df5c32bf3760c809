"""Working time: cover hours, bank holidays and terms in London time, and the clocks built on them.

Bank holidays come from the `holidays` package by nation. A deadline about a child never lies later than 24 elapsed
hours, whatever the calendar says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from data.config import HoursSettings

LONDON = ZoneInfo("Europe/London")
CHILD_LIMIT = timedelta(hours=24)
_SATURDAY = 5
_LONGEST_DAYS = 800


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """When people are there; built from `[hours]` and the school's nation."""

    nation: str = "ENG"
    school: str = "08:00-17:00"
    terms: Sequence[tuple[date, date]] = ()
    holiday_cover: str = "09:00-12:00"

    @classmethod
    def of(cls, hours: HoursSettings, nation: str) -> WorkingTime:
        """Return the working time that the settings describe."""
        return cls(nation, hours.school, hours.terms, hours.holiday_cover)

    def is_working_day(self, day: date) -> bool:
        """Say whether `day` is a weekday and no bank holiday."""
        return day.weekday() < _SATURDAY and day not in _bank_holidays(self.nation, day.year)

    def cover(self, day: date) -> tuple[datetime, datetime] | None:
        """Return when cover begins and ends on `day`, or None when nobody is there.

        A school that has not given its terms is taken to be in term on every working day.
        """
        if not self.is_working_day(day):
            return None
        in_term = not self.terms or any(first <= day <= last for first, last in self.terms)
        begin, end = (self.school if in_term else self.holiday_cover).split("-")
        return _at(day, begin), _at(day, end)

    def is_covered(self, moment: datetime) -> bool:
        """Say whether somebody is there at `moment`."""
        local = moment.astimezone(LONDON)
        hours = self.cover(local.date())
        return hours is not None and hours[0] <= local < hours[1]

    def add_cover(self, moment: datetime, duration: timedelta) -> datetime:
        """Return when `duration` of cover has passed since `moment`, in UTC."""
        local, left = moment.astimezone(LONDON), duration
        for offset in range(_LONGEST_DAYS):
            hours = self.cover(local.date() + timedelta(days=offset))
            if hours is None:
                continue
            begin = max(hours[0], local) if offset == 0 else hours[0]
            # Differences are taken in UTC: on the night the clocks change, London time lies by an hour.
            room = hours[1].astimezone(UTC) - begin.astimezone(UTC)
            if room >= left and room > timedelta():
                return begin.astimezone(UTC) + left
            left -= max(room, timedelta())
        raise ValueError("no cover hours in the next two years: check [hours]")

    def end_of_next_working_day(self, moment: datetime) -> datetime:
        """Return when cover ends on the first covered day after that of `moment`, in UTC."""
        day = moment.astimezone(LONDON).date()
        for offset in range(1, _LONGEST_DAYS):
            hours = self.cover(day + timedelta(days=offset))
            if hours is not None:
                return hours[1].astimezone(UTC)
        raise ValueError("no cover hours in the next two years: check [hours]")


def notice_deadline(moment: datetime, *, hours: int = 48, nation: str = "ENG") -> datetime:
    """Return the end of an operator's 48 hours after a section 5 notice, in UTC.

    Time that falls on a Saturday, a Sunday, Good Friday, Christmas Day or a bank holiday does not count
    (SI 2013/3028 reg. 1(3), domain.md 3.4).
    """
    calendar = WorkingTime(nation)
    local, left = moment.astimezone(LONDON), timedelta(hours=hours)
    while True:
        midnight = _at(local.date() + timedelta(days=1), "00:00")
        if calendar.is_working_day(local.date()):
            room = midnight.astimezone(UTC) - local.astimezone(UTC)
            if room > left:
                return local.astimezone(UTC) + left
            left -= room
            if not left:
                return midnight.astimezone(UTC)
        local = midnight


def posh_is_open(moment: datetime, *, nation: str = "ENG") -> bool:
    """Say whether the Professionals Online Safety Helpline answers: Monday to Friday, 10:00 to 16:00."""
    return WorkingTime(nation, school="10:00-16:00").is_covered(moment)


def _at(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=LONDON)


@lru_cache(maxsize=64)
def _bank_holidays(nation: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv=nation, years=year))
