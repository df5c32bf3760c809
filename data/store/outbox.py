"""The outbox: a message is a row before it is sent, in the transaction that stores its cause."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.store.posts import insert
from data.store.tables import OutboxRow
from data.words import OutboxStatus

MOST_ATTEMPTS = 60
_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(hours=1)
_CLAIM = timedelta(minutes=2)

NO_ADDRESS = "nobody to send it to: nobody with a fitting role has an e-mail address"


def queue(
    session: Session,
    school_id: int,
    *,
    case_id: int | None,
    person_id: int | None,
    channel: str,
    recipient: str | None,
    subject: str,
    body: str,
    dedupe_key: str,
    now: datetime,
) -> bool:
    """Queue a message once; return False when the same one (`dedupe_key`) was queued before.

    Without a recipient the row is stored as skipped, so that people see that nobody was told.
    """
    found = session.scalar(
        insert(session, OutboxRow)
        .values(
            school_id=school_id,
            case_id=case_id,
            person_id=person_id,
            channel=channel,
            recipient=recipient,
            subject=subject,
            body=body,
            dedupe_key=dedupe_key,
            status=(OutboxStatus.QUEUED if recipient else OutboxStatus.SKIPPED).value,
            attempts=0,
            last_error=None if recipient else NO_ADDRESS,
            created_at=now,
            next_attempt_at=now if recipient else None,
        )
        .on_conflict_do_nothing()
        .returning(OutboxRow.id)
    )
    return found is not None


def claim(session: Session, school_id: int, *, limit: int, now: datetime) -> Sequence[OutboxRow]:
    """Take messages that are due, oldest first, so that nobody else sends them for the next two minutes."""
    rows = session.scalars(
        select(OutboxRow)
        .where(
            OutboxRow.school_id == school_id,
            OutboxRow.status == OutboxStatus.QUEUED.value,
            OutboxRow.next_attempt_at <= now,
        )
        .order_by(OutboxRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        row.attempts += 1
        row.next_attempt_at = now + _CLAIM
    return rows


def sent(session: Session, row_id: int, *, now: datetime) -> None:
    """Note that the mail server took the message."""
    row = session.get_one(OutboxRow, row_id)
    row.status, row.sent_at, row.next_attempt_at, row.last_error = OutboxStatus.SENT.value, now, None, None


def failed(session: Session, row_id: int, *, error: str, permanent: bool, now: datetime) -> OutboxStatus:
    """Note that the message did not go out: it is tried again, ever more slowly, until that is pointless."""
    row = session.get_one(OutboxRow, row_id)
    row.last_error = error
    if permanent or row.attempts >= MOST_ATTEMPTS:
        row.status, row.next_attempt_at = OutboxStatus.FAILED.value, None
    else:
        row.next_attempt_at = now + min(_FIRST_WAIT * (1 << min(row.attempts - 1, 10)), _LONGEST_WAIT)
    return OutboxStatus(row.status)


def next_due(session: Session, school_id: int) -> datetime | None:
    """Return when the next queued message may be tried, or None when none waits."""
    return session.scalars(
        select(OutboxRow.next_attempt_at)
        .where(OutboxRow.school_id == school_id, OutboxRow.status == OutboxStatus.QUEUED.value)
        .order_by(OutboxRow.next_attempt_at)
        .limit(1)
    ).first()
