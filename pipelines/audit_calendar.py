"""The audits of own posts day by day: what was published, what was out of line, and which day nobody has signed off."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casework.own_post_rules import is_breach_of, is_hold_of
from casework.working_time import LONDON
from data.errors import InputError
from data.store.tables import FindingRow, PostRow
from data.words import Direction, Role, Word
from pipelines.audit_record import SIGNS, AuditRecord, audits_between, needs_role
from pipelines.home import Home
from pipelines.registers import school_day

SEES = SIGNS | {Role.COMMS_LEAD, Role.DPO, Role.ACCOUNT_OWNER}
MOST_DAYS = 400


class DayState(Word):
    """How one day stands."""

    SIGNED = "signed", "Signed off"
    UNSIGNED = "unsigned", "Audited, not signed off"
    NONE = "none", "No audit ran"
    TO_COME = "to_come", "Still to come"


@dataclass(frozen=True, slots=True)
class AuditDay:
    """One day of the calendar, by London time. Posts are counted on the day on which they were published."""

    day: date
    audits: tuple[AuditRecord, ...]
    published: int
    breaches: int
    holds: int
    state: DayState


def audit_days(*, home: Home, viewer: str, since: date, until: date) -> tuple[AuditDay, ...]:
    """Return each day from `since` to `until`; `InputError` for somebody whose roles do not see audits."""
    if not timedelta(0) <= until - since <= timedelta(days=MOST_DAYS):
        raise InputError(f"ask for at most {MOST_DAYS} days, the first one first")
    today = school_day(home)
    with home.store.writing() as session:
        needs_role(session, home, viewer, SEES, "see the audits")
        begin, end = _midnight(since), _midnight(until + timedelta(days=1))
        found: dict[date, list[AuditRecord]] = {}
        for record in audits_between(session, home, begin, end):
            found.setdefault(record.audited_at.astimezone(LONDON).date(), []).append(record)
        published, breaches, holds = _counted(session, home, begin, end)
    days = (since + timedelta(days=at) for at in range((until - since).days + 1))
    return tuple(
        AuditDay(
            day,
            tuple(found.get(day, ())),
            published[day],
            breaches[day],
            holds[day],
            _state(found.get(day, []), day, today),
        )
        for day in days
    )


def _state(audits: list[AuditRecord], day: date, today: date) -> DayState:
    if day > today:
        return DayState.TO_COME
    if not audits:
        return DayState.NONE
    return DayState.SIGNED if all(record.signed_at for record in audits) else DayState.UNSIGNED


def _counted(
    session: Session, home: Home, begin: datetime, end: datetime
) -> tuple[Counter[date], Counter[date], Counter[date]]:
    """Return by day how many posts were published, broke a rule, and are to be held without breaking one."""
    when = func.coalesce(PostRow.published_at, PostRow.collected_at)
    own = (
        PostRow.school_id == home.school_id,
        PostRow.direction == Direction.OWN.value,
        when >= begin,
        when < end,
    )
    days = {
        post_id: (published_at or collected_at).astimezone(LONDON).date()
        for post_id, published_at, collected_at in session.execute(
            select(PostRow.id, PostRow.published_at, PostRow.collected_at).where(*own)
        )
    }
    broken, held = set[int](), set[int]()
    rows = session.execute(
        select(FindingRow.post_id, FindingRow.label, FindingRow.level, FindingRow.subtype)
        .join(PostRow, PostRow.id == FindingRow.post_id)
        .where(*own)
    )
    for post_id, label, level, subtype in rows:
        if is_breach_of(label, level):
            broken.add(post_id)
        elif is_hold_of(label, subtype):
            held.add(post_id)
    return (
        Counter(days.values()),
        Counter(days[post] for post in broken),
        Counter(days[post] for post in held - broken),
    )


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=LONDON)
