"""How fast people answer what is said about the school: from opening a case to taking it in hand, and to its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import Row, select

from casework.figures import OUR_OWN_POSTS, group_of
from data.store.tables import CaseRow
from data.words import CloseReason, Label
from pipelines.audit_record import needs_role
from pipelines.home import Home
from pipelines.reputation import OPENS
from pipelines.seeing import visible


@dataclass(frozen=True, slots=True)
class Response:
    """Of cases opened in a time: how many, how many were taken in hand and closed, after how many hours (median)."""

    cases: int
    taken: int
    taken_hours: float | None
    closed: int
    closed_hours: float | None
    replied: int


def response_times(*, home: Home, viewer: str, over: timedelta) -> tuple[Response, Response]:
    """Return how the last `over` went, and the same time before it, of the cases that the viewer may see."""
    now = home.clock()
    about_us = [label.value for label in Label if group_of(label) != OUR_OWN_POSTS]
    with home.store.reading() as session:
        needs_role(session, home, viewer, OPENS, "see response times")
        rows = session.execute(
            select(CaseRow.opened_at, CaseRow.acknowledged_at, CaseRow.closed_at, CaseRow.close_reason).where(
                *visible(session, home, viewer),
                CaseRow.category.in_(about_us),
                CaseRow.opened_at >= now - 2 * over,
            )
        ).all()
    cut = now - over
    return _of([row for row in rows if row[0] >= cut]), _of([row for row in rows if row[0] < cut])


def _of(rows: Sequence[Row[datetime, datetime | None, datetime | None, str | None]]) -> Response:
    taken = [_hours(opened, at) for opened, at, _, _ in rows if at]
    closed = [_hours(opened, at) for opened, _, at, _ in rows if at]
    return Response(
        cases=len(rows),
        taken=len(taken),
        taken_hours=median(taken) if taken else None,
        closed=len(closed),
        closed_hours=median(closed) if closed else None,
        replied=sum(reason == CloseReason.REPLIED.value for _, _, _, reason in rows),
    )


def _hours(begin: datetime, end: datetime) -> float:
    return (end - begin) / timedelta(hours=1)
