"""The outbox: a message is a row before it is sent, in the transaction that stores its cause."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from data.store.posts import insert
from data.store.tables import OutboxRow
from data.words import OutboxStatus

MOST_ATTEMPTS = 60
_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(hours=1)
_CLAIM = timedelta(minutes=2)

CHASE = ":chase"
"""Part of the key of every message that goes out because nobody acknowledged."""
ACKNOWLEDGED_BEFORE = "not sent: somebody acknowledged the case before"
KEPT_OUT = "not sent: this person is kept from the case"
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
    due: datetime | None = None,
) -> bool:
    """Queue a message once, to go out at `due` (now, when not given); return False when `dedupe_key` was queued before.

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
            next_attempt_at=(due or now) if recipient else None,
        )
        .on_conflict_do_nothing()
        .returning(OutboxRow.id)
    )
    return found is not None


def claim(
    session: Session, school_id: int, *, limit: int, now: datetime, channel: str | None = None
) -> Sequence[OutboxRow]:
    """Take messages that are due, oldest first, so that nobody else sends them for the next two minutes.

    `channel` None: those of every channel.
    """
    chosen = () if channel is None else (OutboxRow.channel == channel,)
    rows = session.scalars(
        select(OutboxRow)
        .where(
            OutboxRow.school_id == school_id,
            OutboxRow.status == OutboxStatus.QUEUED.value,
            OutboxRow.next_attempt_at <= now,
            *chosen,
        )
        .order_by(OutboxRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        row.attempts += 1
        row.next_attempt_at = now + _CLAIM
    return rows


def sent(session: Session, row_id: int, *, now: datetime, status: OutboxStatus = OutboxStatus.SENT) -> None:
    """Note that the server took the message (`sent`), or that it stands where people read it (`delivered`)."""
    row = session.get_one(OutboxRow, row_id)
    # Somebody may have acknowledged the case while the message was on its way.
    row.status = row.status if row.status == OutboxStatus.ACKNOWLEDGED.value else status.value
    row.sent_at, row.next_attempt_at, row.last_error = now, None, None


def gather(session: Session, school_id: int, dedupe_key: str) -> None:
    """Note that a queued message is not sent by itself: one message tells of many."""
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.school_id == school_id, OutboxRow.dedupe_key == dedupe_key)
        .values(status=OutboxStatus.GATHERED.value, next_attempt_at=None)
    )


def acknowledge(session: Session, case_id: int, person_id: int) -> None:
    """Note that a person acknowledged what they were told of a case; what chased others is no longer sent."""
    told = (OutboxStatus.QUEUED.value, OutboxStatus.SENT.value, OutboxStatus.DELIVERED.value)
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.case_id == case_id, OutboxRow.person_id == person_id, OutboxRow.status.in_(told))
        .values(status=OutboxStatus.ACKNOWLEDGED.value, next_attempt_at=None)
    )
    _stop(session, OutboxRow.case_id == case_id, OutboxRow.dedupe_key.contains(CHASE), why=ACKNOWLEDGED_BEFORE)


def keep_from(session: Session, case_id: int, person_ids: Collection[int]) -> None:
    """Stop what waits to be sent to people who are now kept from the case, and to channels they may read."""
    kept = OutboxRow.person_id.in_(list(person_ids)) | OutboxRow.person_id.is_(None)
    _stop(session, OutboxRow.case_id == case_id, kept, why=KEPT_OUT)


def _stop(session: Session, *which: ColumnElement[bool], why: str) -> None:
    session.execute(
        update(OutboxRow)
        .where(*which, OutboxRow.status == OutboxStatus.QUEUED.value)
        .values(status=OutboxStatus.SKIPPED.value, next_attempt_at=None, last_error=why)
    )


def failed(
    session: Session, row_id: int, *, error: str, permanent: bool, now: datetime, not_before: datetime | None = None
) -> OutboxStatus:
    """Note that the message did not go out: it is tried again, ever more slowly, until that is pointless.

    `not_before`: the channel asked not to be tried sooner.
    """
    row = session.get_one(OutboxRow, row_id)
    row.last_error = error
    if permanent or row.attempts >= MOST_ATTEMPTS:
        row.status, row.next_attempt_at = OutboxStatus.FAILED.value, None
    else:
        again = now + min(_FIRST_WAIT * (1 << min(row.attempts - 1, 10)), _LONGEST_WAIT)
        row.next_attempt_at = max(again, not_before) if not_before else again
    return OutboxStatus(row.status)


def next_due(session: Session, school_id: int) -> datetime | None:
    """Return when the next queued message may be tried, or None when none waits."""
    return session.scalars(
        select(OutboxRow.next_attempt_at)
        .where(OutboxRow.school_id == school_id, OutboxRow.status == OutboxStatus.QUEUED.value)
        .order_by(OutboxRow.next_attempt_at)
        .limit(1)
    ).first()
