"""What happens when a removed post is seen again: at its own address, or as a new post with nearly the same words.

A case that was closed comes back into people's hands, and those who were told of it are told; a new case says that its
words were removed before. Nothing is concluded about who wrote it.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.alerts import Recipient, compose_back
from casework.cases import note
from casework.following import WATCHED_AFTER_REMOVAL
from casework.holds import shown
from casework.matters import Why, find_similar
from casework.queueing import queue_for
from casework.telling import Matter, Reach, first_chase, next_reading, tell, told_of
from data.store.cipher import Cipher
from data.store.tables import CaseRow, OutboxRow
from data.words import CaseStatus, CloseReason, Label, Severity

REPOSTED = "reposted"


def come_back(session: Session, cipher: Cipher, case: CaseRow, matter: Matter, reach: Reach, *, now: datetime) -> int:
    """Open the case again when it was closed, and tell those who were told before; return how many are told."""
    if case.status == CaseStatus.CLOSED.value:
        case.status, case.close_reason, case.closed_at = CaseStatus.OPEN.value, None, None
        note(session, cipher, case, actor="goodname", action="reopened: a removed post is back", at=now)
    case.acknowledged_at = case.acknowledged_by = None
    case.changed_at = case.told_at = now
    people = _told_before(session, case, matter, reach)
    if not people:
        return tell(session, case, matter, reach, now=now)
    latest = now
    for person in people:
        truly = matter.may_tell_truly(person)
        severity = shown(case, knowing=truly).severity
        due = now if severity is Severity.S1 or not reach.quiet else next_reading(severity, matter.labels, reach, now)
        message = compose_back(
            reference=case.reference, category=Label(case.category), severity=severity, link_base=reach.link_base
        )
        key = f"{case.reference}:back:{int(now.timestamp())}:{person.username}"
        queue_for(session, case, person, message, reach, key=key, due=due, now=now, truly=truly)
        latest = max(latest, due)
    case.chase_step, case.chase_at = 0, first_chase(Severity(case.severity), reach.hours, latest)
    return len(people)


def note_repost(session: Session, cipher: Cipher, case: CaseRow, *, now: datetime) -> bool:
    """Say in a new case's timeline that nearly the same words were removed before; return False when they were not."""
    removed = (
        CaseRow.status == CaseStatus.CLOSED.value,
        CaseRow.close_reason == CloseReason.REMOVED.value,
        CaseRow.closed_at > now - WATCHED_AFTER_REMOVAL,
    )
    if not any(match.why is Why.WORDS for match in find_similar(session, case.school_id, case, removed, now=now)):
        return False
    # Which case it was is not said: whoever sees this one may be kept from that.
    action = "nearly the same words were removed before"
    note(session, cipher, case, actor="goodname", action=action, at=now, reason=REPOSTED)
    return True


def _told_before(session: Session, case: CaseRow, matter: Matter, reach: Reach) -> list[Recipient]:
    ids = set(session.scalars(select(OutboxRow.person_id).where(OutboxRow.case_id == case.id)))
    everybody = {person.username for person in told_of(matter, reach, Severity(case.severity))}
    return [
        p
        for p in reach.people
        if p.username not in matter.denied and p.email and (p.person_id in ids or p.username in everybody)
    ]
