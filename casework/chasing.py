"""What happens when nobody acknowledges a case: the people are paged again and the next role is told, never given up.

S1: every 15 minutes, after two hours every hour, those told before and the next in turn. S2: after 2 cover hours, S3:
after 2 working days, the next role. And what happens when somebody does: the chase ends, and they are told whom to
ring, without having seen what the case holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.alerts import Message, Recipient, compose_again, compose_grown, handled
from casework.cases import note
from casework.holds import FOR_SAFEGUARDING, shown
from casework.matters import OPEN
from casework.queueing import queue_for
from casework.telling import (
    ACKNOWLEDGE_S1,
    Matter,
    Reach,
    by_roles,
    call_order,
    first_chase,
    next_reading,
    told_of,
)
from data.store import audit, outbox
from data.store.cipher import Cipher
from data.store.tables import CaseRow, OutboxRow, PersonRow
from data.words import Label, Severity

HURRIED_STEPS = 8
HOURLY = timedelta(hours=1)
GROWTH_EVERY = timedelta(minutes=30)


def due_for_chase(session: Session, school_id: int, *, now: datetime) -> Sequence[CaseRow]:
    """Return the open cases that nobody acknowledged in time, the longest waiting first."""
    return session.scalars(
        select(CaseRow)
        .where(
            CaseRow.school_id == school_id,
            CaseRow.chase_at <= now,
            CaseRow.acknowledged_at.is_(None),
            CaseRow.status.in_(OPEN),
        )
        .order_by(CaseRow.chase_at)
    ).all()


def chase(session: Session, cipher: Cipher, case: CaseRow, matter: Matter, reach: Reach, *, now: datetime) -> int:
    """Tell those told before once more (S1) and the next in turn; return how many messages were queued."""
    severity, step = Severity(case.severity), case.chase_step + 1
    before = _told_before(session, case)
    known = [
        p
        for p in reach.people
        if p.person_id in before and p.username not in matter.denied and matter.may_tell_truly(p)
    ]
    fresh = _next(severity, matter, reach, before, now)
    due = now if severity is Severity.S1 or not reach.quiet else next_reading(severity, matter.labels, reach, now)
    message = _again(case, reach)
    queued = 0
    for person in [*known, *fresh] if severity is Severity.S1 else fresh:
        key = f"{case.reference}:{severity.value}{outbox.CHASE}{step}:{person.username}"
        queued += queue_for(session, case, person, message, reach, key=key, due=due, now=now)
    case.chase_step = step
    if severity is Severity.S1:
        case.chase_at = now + (ACKNOWLEDGE_S1 if step < HURRIED_STEPS else HOURLY)
    else:
        case.chase_at = first_chase(severity, reach.hours, due) if fresh else None
    action = "not acknowledged in time: next in turn told" if fresh else "not acknowledged in time: told again"
    note(
        session, cipher, case, actor="goodname", action=action, at=now, reason=FOR_SAFEGUARDING if matter.hold else None
    )
    return queued


def acknowledge(session: Session, cipher: Cipher, case: CaseRow, person: PersonRow, *, now: datetime) -> None:
    """Note that `person` takes the case in hand; the chase ends."""
    first = case.acknowledged_at is None
    if first:
        case.acknowledged_at, case.acknowledged_by, case.chase_at = now, person.username, None
    case.changed_at = now
    outbox.acknowledge(session, case.id, person.id)
    note(session, cipher, case, actor=person.username, action="acknowledged", at=now)
    audit.record(
        session,
        cipher,
        case.school_id,
        actor=person.username,
        action="case:acknowledged",
        at=now,
        details={"case": case.reference},
    )


def grown_cases(session: Session, school_id: int, *, now: datetime) -> Sequence[CaseRow]:
    """Return the open S1 and S2 cases that more posts joined, and of which people were told a while ago."""
    return session.scalars(
        select(CaseRow).where(
            CaseRow.school_id == school_id,
            CaseRow.status.in_(OPEN),
            CaseRow.severity.in_((Severity.S1.value, Severity.S2.value)),
            CaseRow.grown > 0,
            CaseRow.told_at <= now - GROWTH_EVERY,
        )
    ).all()


def tell_growth(session: Session, case: CaseRow, matter: Matter, reach: Reach, *, now: datetime) -> int:
    """Tell whoever acknowledged the case, else all who were told, that it has grown; return how many are told."""
    before = _told_before(session, case)
    people = [p for p in reach.people if p.person_id in before and p.username not in matter.denied]
    if case.acknowledged_by is not None:
        people = [p for p in people if p.username == case.acknowledged_by] or people
    key = f"{case.reference}:grown:{int(now.timestamp())}"
    for person in people:
        truly = matter.may_tell_truly(person)
        severity = shown(case, knowing=truly).severity
        message = compose_grown(
            reference=case.reference,
            category=Label(case.category),
            severity=severity,
            added=case.grown,
            link_base=reach.link_base,
        )
        due = now if severity is Severity.S1 or not reach.quiet else next_reading(severity, matter.labels, reach, now)
        queue_for(session, case, person, message, reach, key=f"{key}:{person.username}", due=due, now=now, truly=truly)
    case.told_at, case.grown = now, 0
    return len(people)


def _next(severity: Severity, matter: Matter, reach: Reach, before: set[int], now: datetime) -> list[Recipient]:
    """Return who is told next: out of hours the next person in turn, else everybody with the next role."""
    free = [
        p
        for p in reach.people
        if p.username not in matter.denied and p.person_id not in before and matter.may_tell_truly(p)
    ]
    if severity is Severity.S1:
        if reach.quiet and not reach.hours.is_covered(now):
            return [p for p in call_order(matter, reach) if p in free][:1]
        missed = [p for p in told_of(matter, reach, severity) if p in free]
        if missed:
            return missed
    for row in reach.table.rows_of(handled(matter.labels)):
        for role in row.next:
            found = [p for p in by_roles(free, [role]) if p.email]
            if found:
                return found
    return []


def _told_before(session: Session, case: CaseRow) -> set[int]:
    ids = session.scalars(
        select(OutboxRow.person_id).where(OutboxRow.case_id == case.id, OutboxRow.person_id.is_not(None))
    )
    return {person_id for person_id in ids if person_id is not None}


def _again(case: CaseRow, reach: Reach) -> Message:
    return compose_again(
        reference=case.reference,
        category=Label(case.category),
        severity=Severity(case.severity),
        due_at=case.due_at,
        link_base=reach.link_base,
    )
