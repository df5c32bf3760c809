"""Where each source stands: cursor, health and run reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.records import Cursor, RunReport
from data.store.tables import RunRow, SourceRow
from data.store.types import plain
from data.words import RunStatus


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """The three times of a source and how its last attempt ended."""

    source: str
    status: RunStatus | None
    detail: str | None = None
    last_attempt_at: datetime | None = None
    last_success_at: datetime | None = None
    last_new_item_at: datetime | None = None
    next_allowed_at: datetime | None = None


_COUNTS = (
    "attempted", "fetched", "new", "duplicate", "edited", "gone", "unparsed", "not_read", "findings", "cases", "alerts",
)  # fmt: skip


def cursor_of(session: Session, school_id: int, source: str) -> Cursor:
    """Return the stored cursor of `source`; empty when it was never asked."""
    row = session.get(SourceRow, (school_id, source))
    return row.cursor if row is not None else {}


def store_cursor(session: Session, school_id: int, source: str, cursor: Cursor) -> None:
    """Store where `source` stopped."""
    _row(session, school_id, source).cursor = plain(dict(cursor))


def store_run(session: Session, school_id: int, report: RunReport, *, next_allowed_at: datetime | None) -> None:
    """Store how an attempt ended, and what that means for the source's three times."""
    values: dict[str, Any] = asdict(report)
    session.add(
        RunRow(
            school_id=school_id,
            source=report.source,
            status=report.status.value,
            detail=report.detail,
            started_at=report.started_at,
            finished_at=report.finished_at,
            counts={name: values[name] for name in _COUNTS},
        )
    )
    row = _row(session, school_id, report.source)
    row.status, row.detail = report.status.value, report.detail
    row.last_attempt_at = report.finished_at
    row.next_allowed_at = next_allowed_at
    row.failures = 0 if report.status in (RunStatus.OK, RunStatus.RATE_LIMITED) else row.failures + 1
    if report.status is RunStatus.OK:
        row.last_success_at = report.finished_at
    if report.new:
        row.last_new_item_at = report.finished_at


def ask_later(session: Session, school_id: int, source: str, *, until: datetime) -> None:
    """Store that `source` asked to wait until then, whoever asked it; an even later time that stands there holds."""
    row = _row(session, school_id, source)
    row.next_allowed_at = max(until, row.next_allowed_at or until)


def failures_of(session: Session, school_id: int, source: str) -> int:
    """Return how many attempts at `source` in a row have failed."""
    row = session.get(SourceRow, (school_id, source))
    return row.failures if row is not None else 0


def health(session: Session, school_id: int) -> Sequence[SourceHealth]:
    """Return the health of every source that was ever asked."""
    rows = session.scalars(select(SourceRow).where(SourceRow.school_id == school_id).order_by(SourceRow.source))
    return [
        SourceHealth(
            source=row.source,
            status=RunStatus(row.status) if row.status else None,
            detail=row.detail,
            last_attempt_at=row.last_attempt_at,
            last_success_at=row.last_success_at,
            last_new_item_at=row.last_new_item_at,
            next_allowed_at=row.next_allowed_at,
        )
        for row in rows
    ]


def _row(session: Session, school_id: int, source: str) -> SourceRow:
    row = session.get(SourceRow, (school_id, source))
    if row is None:
        row = SourceRow(school_id=school_id, source=source, cursor={}, failures=0)
        session.add(row)
        session.flush()
    return row
