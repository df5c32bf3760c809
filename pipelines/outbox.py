"""What became of the alerts: a failed delivery is shown, never hidden, and a case's subject does not learn of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from casework import holds
from data.errors import InputError
from data.store import schools
from data.store.outbox import ACKNOWLEDGED_BEFORE, KEPT_OUT
from data.store.tables import CaseRow, OutboxRow, PersonRow
from data.words import OutboxStatus, Role
from pipelines.desk import Area, areas
from pipelines.home import Home
from pipelines.seeing import visible

TROUBLE_SHOWN_FOR = timedelta(days=7)
_AS_IT_SHOULD_BE = (KEPT_OUT, ACKNOWLEDGED_BEFORE)
_NOT_TOLD = (OutboxStatus.FAILED, OutboxStatus.SKIPPED)


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """One alert on its way. `username` None: there was nobody to send it to. `last_error` holds no personal data.

    `is_kept_out`: it was for somebody who is kept from the case; who that is is not said, and nobody is to tell them.
    """

    reference: str | None
    username: str | None
    channel: str
    status: OutboxStatus
    attempts: int
    last_error: str | None
    created_at: datetime
    sent_at: datetime | None
    next_attempt_at: datetime | None
    is_kept_out: bool = False

    @property
    def is_needless(self) -> bool:
        """Whether it was stopped because somebody had acknowledged the case before."""
        return self.last_error == ACKNOWLEDGED_BEFORE

    @property
    def is_in_trouble(self) -> bool:
        """Whether somebody was not told, or not yet because an attempt failed."""
        return self.status in _NOT_TOLD or (self.status is OutboxStatus.QUEUED and self.last_error is not None)


@dataclass(frozen=True, slots=True)
class OutboxPage:
    """One page of the outbox, newest first; `by_status` counts all alerts that the viewer may know of.

    `not_told` counts those that did not reach somebody whom they should have reached.
    """

    entries: tuple[OutboxEntry, ...]
    by_status: Mapping[OutboxStatus, int]
    not_told: int


def list_outbox(
    *,
    home: Home,
    viewer: str,
    statuses: Sequence[OutboxStatus] = tuple(OutboxStatus),
    limit: int = 50,
    offset: int = 0,
) -> OutboxPage:
    """Return the alerts that `viewer` (a user name) may know of: none about a case that they do not see.

    Raises `InputError` for somebody who is not listed, or whose roles see no cases.
    """
    with home.store.reading() as session:
        seen = _visible(session, home, viewer)
        counts = session.execute(select(OutboxRow.status, func.count()).where(*seen).group_by(OutboxRow.status)).all()
        rows = session.execute(
            select(OutboxRow, CaseRow.reference, PersonRow.username)
            .outerjoin(CaseRow, CaseRow.id == OutboxRow.case_id)
            .outerjoin(PersonRow, PersonRow.id == OutboxRow.person_id)
            .where(*seen, OutboxRow.status.in_([status.value for status in statuses]))
            .order_by(OutboxRow.id.desc())
            .limit(limit)
            .offset(offset)
        ).all()
        return OutboxPage(
            tuple(_entry(row, reference, username) for row, reference, username in rows),
            {OutboxStatus(status): number for status, number in counts},
            session.scalar(
                select(func.count()).where(
                    *seen,
                    OutboxRow.status.in_([status.value for status in _NOT_TOLD]),
                    func.coalesce(OutboxRow.last_error, "").not_in(_AS_IT_SHOULD_BE),
                )
            )
            or 0,
        )


def delivery_trouble(*, home: Home) -> str | None:
    """Return why alerts lately did not reach people, or None; it says nothing of any case, so that ICT may see it."""
    with home.store.reading() as session:
        return session.scalars(
            select(OutboxRow.last_error)
            .where(
                OutboxRow.school_id == home.school_id,
                OutboxRow.last_error.is_not(None),
                OutboxRow.last_error.not_in(_AS_IT_SHOULD_BE),
                OutboxRow.status.in_([OutboxStatus.QUEUED.value, *(status.value for status in _NOT_TOLD)]),
                OutboxRow.created_at > home.clock() - TROUBLE_SHOWN_FOR,
            )
            .order_by(OutboxRow.id.desc())
            .limit(1)
        ).first()


def _visible(session: Session, home: Home, viewer: str) -> list[ColumnElement[bool]]:
    person = schools.person(session, home.school_id, viewer)
    if person is None or not person.active:
        raise InputError("this user name is not on the list of people: add it with `goodname user add`")
    if Area.ALERTS not in areas(Role(role) for role in person.roles):
        raise InputError("this role does not see alerts about cases")
    # Of a locked case an alert shows nothing, so that whoever was told of it sees that the message went out.
    theirs = select(CaseRow.id).where(*visible(session, home, viewer, locked_too=True))
    found: list[ColumnElement[bool]] = [
        OutboxRow.school_id == home.school_id,
        or_(OutboxRow.case_id.is_(None), OutboxRow.case_id.in_(theirs)),
    ]
    if not holds.knows(Role(role) for role in person.roles):
        # That the leads for safeguarding were paged of what looks like a hold would say that a child is protected.
        knowing = [p.id for p in schools.people(session, home.school_id) if holds.knows(Role(r) for r in p.roles)]
        apart = select(CaseRow.id).where(CaseRow.hold_severity.is_not(None))
        found.append(
            or_(
                OutboxRow.case_id.is_(None),
                OutboxRow.case_id.not_in(apart),
                OutboxRow.person_id.is_(None),
                OutboxRow.person_id.not_in(knowing),
            )
        )
    return found


def _entry(row: OutboxRow, reference: str | None, username: str | None) -> OutboxEntry:
    is_kept_out = row.last_error == KEPT_OUT
    return OutboxEntry(
        reference=reference,
        username=None if is_kept_out else username,
        channel=row.channel,
        status=OutboxStatus(row.status),
        attempts=row.attempts,
        last_error=row.last_error,
        created_at=row.created_at,
        sent_at=row.sent_at,
        next_attempt_at=row.next_attempt_at,
        is_kept_out=is_kept_out,
    )
