"""Opens cases, adds posts to them, and moves them on; each change is a line of the case's timeline."""

from __future__ import annotations

import secrets as randomness
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import breaches, holds, matters, undeclared
from casework.holds import FOR_SAFEGUARDING
from casework.targets import store_targets, targets_of
from casework.triage import ABOUT_A_CHILD, Triage
from casework.working_time import CHILD_LIMIT, WorkingTime
from data.errors import InputError
from data.records import Examination, StaffMember
from data.store import audit, outbox
from data.store.cipher import Cipher
from data.store.tables import CaseEventRow, CasePostRow, CaseRow, DenialRow, PersonRow, PostRow
from data.words import CaseStatus, CloseReason, Direction, Severity

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_ACKNOWLEDGE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Opened:
    """The case a post went into. `tell`: it is new, or became graver, so people must be told."""

    case: CaseRow
    is_new: bool
    tell: bool


def take_up(
    session: Session,
    cipher: Cipher,
    school_id: int,
    *,
    row: PostRow,
    examination: Examination,
    outcome: Triage,
    hours: WorkingTime,
    now: datetime,
    staff: Sequence[StaffMember] = (),
) -> Opened:
    """Put a post that opens a case into a new one, or into the open case it belongs to (`casework.matters`).

    `staff` is whom a post may name: two posts about different people are never one matter.
    """
    assert outcome.category is not None
    assert outcome.severity is not None
    targets = targets_of(examination, staff, cipher, school_id)
    match = matters.find_open(session, school_id, row, category=outcome.category, targets=targets, now=now)
    due = deadline(outcome, examination, hours, now)
    hold = None
    if outcome.as_hold is not None:
        plain = Triage(outcome.as_hold, outcome.category)
        hold = holds.Shown(outcome.as_hold, deadline(plain, examination, hours, now))
    if match is None:
        case = CaseRow(
            school_id=school_id,
            reference=new_reference(),
            category=outcome.category.value,
            severity=outcome.severity.value,
            status=CaseStatus.OPEN.value,
            may_be_another_school=outcome.may_be_another_school,
            has_unread=bool(examination.unread),
            thread_key=matters.thread_key(row),
            opened_at=now,
            due_at=due,
            changed_at=now,
        )
        holds.keep_apart(case, hold)
        session.add(case)
        session.flush()
        add_post(session, case, row, now)
        store_targets(session, case, targets)
        note(session, cipher, case, actor="goodname", action="opened", at=now)
        return Opened(case, is_new=True, tell=True)
    case = match.case
    if session.get(CasePostRow, (case.id, row.id)) is None:
        add_post(session, case, row, now)
        case.grown += 1
        note(session, cipher, case, actor="goodname", action="post added", at=now, reason=match.why.value)
    store_targets(session, case, targets)
    before, joins = holds.shown(case, knowing=False), hold or holds.Shown(outcome.severity, due)
    seen_graver = joins.severity < before.severity
    graver = seen_graver or outcome.severity < Severity(case.severity)
    if graver:
        case.severity, case.category = outcome.severity.value, outcome.category.value
        case.due_at = holds.earlier(case.due_at, due)
        # Whoever acknowledged the lesser matter has not seen this one.
        case.acknowledged_at = case.acknowledged_by = None
        action, reason = f"severity raised to {outcome.severity.value}", None if hold is None else FOR_SAFEGUARDING
        note(session, cipher, case, actor="goodname", action=action, at=now, reason=reason)
    holds.keep_apart(
        case, holds.Shown(joins.severity, holds.earlier(before.due_at, joins.due_at)) if seen_graver else before
    )
    case.may_be_another_school = case.may_be_another_school and outcome.may_be_another_school
    case.has_unread = case.has_unread or bool(examination.unread)
    case.changed_at = now
    return Opened(case, is_new=False, tell=graver)


def add_post(session: Session, case: CaseRow, row: PostRow, now: datetime) -> None:
    """Put a post into the case, and mark its words so that others like it are found."""
    session.add(CasePostRow(case_id=case.id, post_id=row.id, school_id=case.school_id, added_at=now))
    session.flush()
    matters.mark_text(session, row)


def deadline(outcome: Triage, examination: Examination, hours: WorkingTime, now: datetime) -> datetime | None:
    """Return when the first look is due (DESIGN.md section 2); a matter about a child at most 24 hours from now."""
    match outcome.severity:
        case Severity.S1:
            return now + _ACKNOWLEDGE
        case Severity.S2:
            own = examination.post.direction is Direction.OWN
            due = hours.add_cover(now, timedelta(hours=1 if own else 2))
        case Severity.S3:
            due = hours.end_of_next_working_day(now)
        case _:
            return None
    return min(due, now + CHILD_LIMIT) if outcome.category in ABOUT_A_CHILD else due


def deny(session: Session, case: CaseRow, subjects: Mapping[str, str]) -> frozenset[str]:
    """Put people on the case's deny list; return the user names of everybody on it.

    What waits to be sent to somebody who is newly on it is not sent.
    """
    rows = session.scalars(select(PersonRow).where(PersonRow.school_id == case.school_id)).all()
    known = {row.person_id for row in session.scalars(select(DenialRow).where(DenialRow.case_id == case.id))}
    fresh = [person for person in rows if person.username in subjects and person.id not in known]
    for person in fresh:
        session.add(
            DenialRow(case_id=case.id, person_id=person.id, school_id=case.school_id, why=subjects[person.username])
        )
    if fresh:
        session.flush()
        outbox.keep_from(session, case.id, [person.id for person in fresh])
    kept = known | {person.id for person in fresh}
    return frozenset(person.username for person in rows if person.id in kept)


def denied(session: Session, case: CaseRow) -> frozenset[str]:
    """Return the user names of everybody on the case's deny list."""
    return deny(session, case, {})


def move(
    session: Session,
    cipher: Cipher,
    case: CaseRow,
    *,
    status: CaseStatus,
    reason: CloseReason | None,
    words: str,
    actor: str,
    now: datetime,
) -> None:
    """Give the case another status with a reason in words; closing also needs one of the closing reasons.

    Raises `InputError` when a reason is missing, or when a breach on an own account has no outcome yet.
    """
    if not words.strip():
        raise InputError("say in a few words why the status changes")
    if status is CaseStatus.CLOSED:
        if reason is None:
            raise InputError("choose why the case is closed")
        undeclared.close(session, case, reason=reason)
        breaches.close(session, cipher, case, reason=reason, words=words, actor=actor, now=now)
    case.status = status.value
    case.close_reason = reason.value if reason and status is CaseStatus.CLOSED else None
    case.closed_at = now if status is CaseStatus.CLOSED else None
    case.changed_at = now
    action = f"status: {status.value}"
    note(session, cipher, case, actor=actor, action=action, at=now, reason=case.close_reason, words=words)
    audit.record(
        session,
        cipher,
        case.school_id,
        actor=actor,
        action=f"case:{status.value}",
        at=now,
        reason=case.close_reason,
        details={"case": case.reference},
    )


def note(
    session: Session,
    cipher: Cipher,
    case: CaseRow,
    *,
    actor: str,
    action: str,
    at: datetime,
    reason: str | None = None,
    words: str | None = None,
) -> None:
    """Add a line to the case's timeline; what a person wrote is sealed."""
    sealed = cipher.seal(words, case.school_id, "case_events", "note", case.id) if words else None
    session.add(
        CaseEventRow(
            school_id=case.school_id,
            case_id=case.id,
            at=at,
            actor=actor,
            action=action,
            reason=reason,
            note_sealed=sealed,
        )
    )


def new_reference() -> str:
    """Return a random reference that is easy to read out: no 0/O, 1/I/L or U."""
    code = "".join(randomness.choice(_ALPHABET) for _ in range(8))
    return f"GN-{code[:4]}-{code[4:]}"
