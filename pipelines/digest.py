"""The weekly digest: how much criticism and praise came, and what was not read, in counts and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casework.holds import due_for
from casework.matters import OPEN
from casework.telling import by_roles
from casework.working_time import LONDON
from data.store import outbox
from data.store.tables import CaseRow, ExaminationRow
from data.words import Sentiment, Severity
from pipelines.home import Home
from pipelines.reach import reach_of

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class WeekCounts:
    """What the last seven days brought that needs nobody by itself, and what still waits."""

    criticism: int
    praise: int
    not_read: int
    open_cases: int
    overdue: int


def send_digest(*, home: Home) -> int:
    """Queue this week's digest for those who get it, once a week, in cover hours; return how many are told."""
    now = home.clock()
    with home.store.writing() as session:
        reach = reach_of(session, home)
        if not reach.hours.is_covered(now):
            return 0
        counts = week_counts(session, home.school_id, now=now)
        year, week, _ = now.astimezone(LONDON).isocalendar()
        told = 0
        for person in by_roles(reach.people, reach.table.digest.told):
            told += outbox.queue(
                session,
                home.school_id,
                case_id=None,
                person_id=person.person_id,
                channel="email",
                recipient=person.email,
                subject="Goodname: the week in numbers",
                body=digest_text(counts, reach.link_base),
                dedupe_key=f"digest:{year}-W{week:02}:{person.username}",
                now=now,
            )
        return told


def week_counts(session: Session, school_id: int, *, now: datetime) -> WeekCounts:
    """Count what the digest says."""
    lately = (ExaminationRow.school_id == school_id, ExaminationRow.examined_at > now - WEEK)
    rows = session.execute(
        select(ExaminationRow.sentiment, func.count())
        .where(*lately, ExaminationRow.severity == Severity.S4.value)
        .group_by(ExaminationRow.sentiment)
    )
    by_sentiment: Mapping[str, int] = {sentiment: number for sentiment, number in rows}  # noqa: C416 - a row is no pair to mypy
    unread = sum(1 for unread in session.scalars(select(ExaminationRow.unread).where(*lately)) if unread)
    is_open = (CaseRow.school_id == school_id, CaseRow.status.in_(OPEN))
    return WeekCounts(
        criticism=by_sentiment.get(Sentiment.NEGATIVE.value, 0),
        praise=by_sentiment.get(Sentiment.POSITIVE.value, 0),
        not_read=unread,
        open_cases=session.scalar(select(func.count()).where(*is_open)) or 0,
        overdue=session.scalar(
            select(func.count()).where(*is_open, due_for(knowing=False) < now, CaseRow.acknowledged_at.is_(None))
        )
        or 0,
    )


def digest_text(counts: WeekCounts, link_base: str) -> str:
    """Return the digest's words: counts alone."""
    return (
        "The last seven days, in numbers.\n\n"
        f"Posts that criticise the school and need nobody by themselves: {counts.criticism}\n"
        f"Posts that praise it: {counts.praise}\n"
        f"Posts of which something was not read: {counts.not_read}\n"
        f"Cases open now: {counts.open_cases}, of which nobody has looked at in time: {counts.overdue}\n\n"
        f"Read them here: {link_base}\n"
    )
