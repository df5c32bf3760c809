"""Tells people again of cases that nobody acknowledged, and of cases that grew; each case in its own transaction."""

from __future__ import annotations

from dataclasses import dataclass

from casework import chasing
from data.store.tables import CaseRow
from pipelines.home import Home
from pipelines.reach import matter_of, reach_of


@dataclass(frozen=True, slots=True)
class Reminded:
    """How many cases were chased, and of how many people were told that they grew."""

    chased: int = 0
    grown: int = 0
    alerts: int = 0


def remind(*, home: Home) -> Reminded:
    """Page again and tell the next in turn where nobody acknowledged in time; tell of growth, not too often."""
    now = home.clock()
    with home.store.reading() as session:
        late = [case.id for case in chasing.due_for_chase(session, home.school_id, now=now)]
        grown = [case.id for case in chasing.grown_cases(session, home.school_id, now=now)]
    alerts = 0
    for case_id in late:
        with home.store.writing() as session:
            case = session.get_one(CaseRow, case_id, with_for_update=True)
            # Somebody may have acknowledged, or another worker chased, since the list was made.
            if case.acknowledged_at is None and case.chase_at is not None and case.chase_at <= now:
                matter, reach = matter_of(session, case), reach_of(session, home)
                alerts += chasing.chase(session, home.cipher, case, matter, reach, now=now)
    for case_id in grown:
        with home.store.writing() as session:
            case = session.get_one(CaseRow, case_id, with_for_update=True)
            if case.grown:
                alerts += chasing.tell_growth(session, case, matter_of(session, case), reach_of(session, home), now=now)
    return Reminded(len(late), len(grown), alerts)
