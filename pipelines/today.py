"""What the day asks of somebody: cases that wait for them, what came yesterday, what the school itself published.

Each list holds only what the viewer may see; counts are over all of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from casework import holds
from casework.working_time import LONDON, WorkingTime
from data.store.tables import CaseRow, PostRow
from data.words import CaseStatus, Direction, Label, Role, Severity
from pipelines.audit_record import AuditRecord, audits
from pipelines.home import Home
from pipelines.seeing import person_of, visible

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case that waits for somebody. `is_yours`: the viewer owns it."""

    reference: str
    category: Label
    severity: Severity
    status: CaseStatus
    due_at: datetime | None
    is_yours: bool
    is_overdue: bool
    is_acknowledged: bool
    cover_left: timedelta | None
    """How much of the hours when somebody is there is left until it is due."""


@dataclass(frozen=True, slots=True)
class Today:
    """The day as one person sees it.

    "Yesterday" is the day before in London; `next_deadlines` are of other cases than those in `needs_you`.
    """

    needs_you: tuple[Waiting, ...]
    overdue: int
    unacknowledged: int
    yours: int
    next_deadlines: tuple[Waiting, ...]
    posts_yesterday: int
    cases_yesterday: int
    closed_yesterday: int
    own_posts: int
    own_posts_unread: int
    last_audit: AuditRecord | None


def today(*, home: Home, viewer: str) -> Today:
    """Return the viewer's day; raise `InputError` for somebody who is not listed."""
    now = home.clock()
    morning = now.astimezone(LONDON).replace(hour=0, minute=0, second=0, microsecond=0)
    since, until = (morning - timedelta(days=1)).astimezone(now.tzinfo), morning.astimezone(now.tzinfo)
    hours = WorkingTime.of(home.config.hours, home.config.school.nation)
    with home.store.reading() as session:
        person = person_of(session, home, viewer)
        me, knowing = person.id, holds.knows(Role(role) for role in person.roles)
        severity, due_at = holds.severity_for(knowing=knowing), holds.due_for(knowing=knowing)
        seen = visible(session, home, viewer)
        open_ones = [*seen, CaseRow.status != CaseStatus.CLOSED.value]
        overdue = and_(CaseRow.status == CaseStatus.OPEN.value, due_at < now)
        silent = and_(CaseRow.status == CaseStatus.OPEN.value, CaseRow.acknowledged_at.is_(None))
        grave = and_(silent, severity.in_([Severity.S1.value, Severity.S2.value]))
        yours = CaseRow.owner_id == me
        needs = session.scalars(
            select(CaseRow)
            .where(*open_ones, or_(overdue, grave, yours))
            .order_by(severity, due_at, CaseRow.id)
            .limit(SHOWN)
        ).all()
        soon = session.scalars(
            select(CaseRow)
            .where(
                *open_ones,
                CaseRow.status == CaseStatus.OPEN.value,
                due_at >= now,
                CaseRow.id.not_in([row.id for row in needs]),
            )
            .order_by(due_at, CaseRow.id)
            .limit(SHOWN)
        ).all()
        own = [
            PostRow.school_id == home.school_id,
            PostRow.direction == Direction.OWN.value,
            PostRow.collected_at >= since,
        ]
        return Today(
            needs_you=tuple(_waiting(row, me, now, hours, knowing=knowing) for row in needs),
            overdue=_count(session, CaseRow.id, *open_ones, overdue),
            unacknowledged=_count(session, CaseRow.id, *open_ones, grave),
            yours=_count(session, CaseRow.id, *open_ones, yours),
            next_deadlines=tuple(_waiting(row, me, now, hours, knowing=knowing) for row in soon),
            posts_yesterday=_count(
                session,
                PostRow.id,
                PostRow.school_id == home.school_id,
                PostRow.collected_at >= since,
                PostRow.collected_at < until,
            ),
            cases_yesterday=_count(session, CaseRow.id, *seen, CaseRow.opened_at >= since, CaseRow.opened_at < until),
            closed_yesterday=_count(session, CaseRow.id, *seen, CaseRow.closed_at >= since, CaseRow.closed_at < until),
            own_posts=_count(session, PostRow.id, *own),
            own_posts_unread=_count(session, PostRow.id, *own, PostRow.examined_version < PostRow.version),
            last_audit=next(iter(audits(home=home, limit=1)), None),
        )


def _count(session: Session, column: object, *where: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count(column)).where(*where)) or 0  # type: ignore[arg-type]  # a mapped column


def cover_until(hours: WorkingTime, now: datetime, due_at: datetime) -> timedelta:
    """Return how much cover lies between now and a deadline; nothing when it is past."""
    left, day = timedelta(), now.astimezone(LONDON).date()
    while day <= due_at.astimezone(LONDON).date():
        cover = hours.cover(day)
        if cover is not None:
            begin, end = (moment.astimezone(UTC) for moment in cover)
            left += max(min(end, due_at) - max(begin, now), timedelta())
        day += timedelta(days=1)
    return left


def _waiting(row: CaseRow, viewer: int, now: datetime, hours: WorkingTime, *, knowing: bool) -> Waiting:
    status, seen = CaseStatus(row.status), holds.shown(row, knowing=knowing)
    return Waiting(
        reference=row.reference,
        category=Label(row.category),
        severity=seen.severity,
        status=status,
        due_at=seen.due_at,
        is_yours=row.owner_id == viewer,
        is_overdue=status is CaseStatus.OPEN and seen.due_at is not None and seen.due_at < now,
        is_acknowledged=row.acknowledged_at is not None,
        cover_left=cover_until(hours, now, seen.due_at) if seen.due_at is not None else None,
    )
