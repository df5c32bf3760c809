"""The periods that a school reports on: its terms, the school year, the last month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pipelines.home import Home
from pipelines.registers import school_day

_SUMMER_ENDS, _AUTUMN_BEGINS = 8, 9
_NAMES = ((9, "Autumn"), (4, "Summer"), (1, "Spring"))


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `begin` to `end`, both included, and what people call them."""

    name: str
    begin: date
    end: date


def terms(*, home: Home, back: int = 4) -> tuple[Period, ...]:
    """Return the present term and those before it, the present one first and no further than today."""
    today = school_day(home)
    begun = [term for term in _terms(home.config.hours.terms, today) if term.begin <= today]
    # A school whose first term is still to come has the thirds of the year until then.
    begun = begun or [term for term in _terms((), today) if term.begin <= today]
    return tuple(Period(term.name, term.begin, min(term.end, today)) for term in reversed(begun[-back:]))


def periods(*, home: Home) -> tuple[Period, ...]:
    """Return the periods to choose from: the terms, then the school year and the last month up to today."""
    today = school_day(home)
    year = today.year if today.month >= _AUTUMN_BEGINS else today.year - 1
    return (
        *terms(home=home),
        Period(f"School year {year}/{(year + 1) % 100:02d} so far", date(year, _AUTUMN_BEGINS, 1), today),
        Period("Last 30 days", today - timedelta(days=29), today),
    )


def _terms(given: Sequence[tuple[date, date]], today: date) -> list[Period]:
    """Return the school's own terms; one that has not given them has the thirds of the school year."""
    if given:
        names = Counter(_name(first) for first, _ in given)
        # The halves of a term, where a school lists them: each goes by the day on which it begins too.
        return [
            Period(name if names[name] == 1 else f"{name}, from {first.day} {first:%B}", first, last)
            for first, last in sorted(given)
            for name in [_name(first)]
        ]
    return [
        Period(_name(first), first, last)
        for year in range(today.year - 2, today.year + 1)
        for first, last in (
            (date(year, 1, 1), date(year, 3, 31)),
            (date(year, 4, 1), date(year, _SUMMER_ENDS, 31)),
            (date(year, _AUTUMN_BEGINS, 1), date(year, 12, 31)),
        )
    ]


def _name(first: date) -> str:
    # A term is named by the third in which it begins; late August already belongs to the autumn.
    month = (first + timedelta(days=14)).month
    return f"{next(name for begins, name in _NAMES if month >= begins)} term {first.year}"
