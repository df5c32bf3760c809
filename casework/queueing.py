"""Puts messages about cases into the outbox; in a burst of cases a person is told of many by one message."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casework.alerts import Message, Recipient, compose_several
from casework.holds import shown
from data.store import outbox
from data.store.tables import CaseRow, OutboxRow
from data.words import OutboxStatus, Severity

if TYPE_CHECKING:
    from casework.telling import Reach

BURST, BURST_WITHIN = 8, timedelta(minutes=30)
"""How many cases a person is told of one by one in this time; S1 is never gathered."""


def queue_for(
    session: Session,
    case: CaseRow,
    person: Recipient,
    message: Message,
    reach: Reach,
    *,
    key: str,
    due: datetime,
    now: datetime,
    truly: bool = True,
) -> bool:
    """Queue a mail for one person; in a burst of cases other than S1 it is told together with others.

    `truly`: whether the message says how grave the case is, or that it is a hold.
    """
    may_wait = reach.quiet and shown(case, knowing=truly).severity is not Severity.S1
    gathered = may_wait and person.email is not None and _in_burst(session, case.school_id, person, now)
    queued = queue_once(
        session, case, person, message, channel="email", recipient=person.email, key=key, due=due, now=now
    )
    if queued and gathered:
        outbox.gather(session, case.school_id, key)
        _several(session, case.school_id, person, reach, due=due, now=now)
    return queued


def _in_burst(session: Session, school_id: int, person: Recipient, now: datetime) -> bool:
    lately = session.scalar(
        select(func.count()).where(
            OutboxRow.school_id == school_id,
            OutboxRow.person_id == person.person_id,
            OutboxRow.created_at > now - BURST_WITHIN,
            OutboxRow.status != OutboxStatus.SKIPPED.value,
        )
    )
    return (lately or 0) >= BURST


def _several(
    session: Session, school_id: int, person: Recipient, reach: Reach, *, due: datetime, now: datetime
) -> None:
    message = compose_several(link_base=reach.link_base)
    window = int(now.timestamp() // BURST_WITHIN.total_seconds())
    outbox.queue(
        session,
        school_id,
        case_id=None,
        person_id=person.person_id,
        channel="email",
        recipient=person.email,
        subject=message.subject,
        body=message.body,
        dedupe_key=f"several:{person.username}:{window}",
        now=now,
        due=max(due, now + BURST_WITHIN),
    )


def queue_once(
    session: Session,
    case: CaseRow,
    person: Recipient | None,
    message: Message,
    *,
    channel: str,
    recipient: str | None,
    key: str,
    due: datetime,
    now: datetime,
) -> bool:
    """Queue a message of the case once; `person` None: for a channel, or for nobody, which is shown as skipped."""
    return outbox.queue(
        session,
        case.school_id,
        case_id=case.id,
        person_id=person.person_id if person else None,
        channel=channel,
        recipient=recipient,
        subject=message.subject,
        body=message.body,
        dedupe_key=key,
        now=now,
        due=due,
    )
