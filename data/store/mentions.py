"""Counts what was written about the school, by source and sentiment. Nothing here reads who wrote it.

Posts are counted by when they were published, by when they came in where the platform did not say; those about another
school are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from data.store.tables import CasePostRow, ExaminationRow, PostRow
from data.words import Direction, Platform, Sentiment


@dataclass(frozen=True, slots=True)
class Counted:
    """Posts of one platform and one sentiment; `rated` of them gave stars, `stars` together."""

    platform: Platform
    sentiment: Sentiment
    posts: int
    rated: int
    stars: float


@dataclass(frozen=True, slots=True)
class Said:
    """The words of one post, with nothing that says who wrote it. `in_case`: a case holds it."""

    post_id: int
    platform: Platform
    sentiment: Sentiment
    text: str
    at: datetime
    in_case: bool


def count(session: Session, school_id: int, *, begin: datetime, end: datetime) -> tuple[Counted, ...]:
    """Count the mentions from `begin` up to, not including, `end`."""
    found: dict[tuple[str, str], tuple[int, int, float]] = {}
    # Two searches, because one over "published, else collected" could use no index.
    for when in (
        and_(PostRow.published_at >= begin, PostRow.published_at < end),
        and_(PostRow.published_at.is_(None), PostRow.collected_at >= begin, PostRow.collected_at < end),
    ):
        rows = session.execute(
            select(
                PostRow.platform,
                ExaminationRow.sentiment,
                func.count(),
                func.count(PostRow.rating),
                func.coalesce(func.sum(PostRow.rating), 0.0),
            )
            .join(ExaminationRow, ExaminationRow.post_id == PostRow.id)
            .where(*_about_us(school_id), when)
            .group_by(PostRow.platform, ExaminationRow.sentiment)
        )
        for platform, sentiment, posts, rated, stars in rows:
            before = found.get((platform, sentiment), (0, 0, 0.0))
            found[platform, sentiment] = (before[0] + posts, before[1] + rated, before[2] + float(stars or 0))
    return tuple(Counted(Platform(p), Sentiment(s), *numbers) for (p, s), numbers in sorted(found.items()))


def words_since(session: Session, school_id: int, *, begin: datetime, limit: int) -> Sequence[Said]:
    """Return the words of the newest mentions since `begin`, newest first, at most `limit`."""
    in_case = select(CasePostRow.post_id).where(CasePostRow.post_id == PostRow.id).exists()
    found: list[Said] = []
    # Undated posts are few: sorted by an expression, they are found by having no date instead of by when they came in.
    came_in = func.coalesce(PostRow.collected_at, PostRow.published_at)
    for moment, undated, order in (
        (PostRow.published_at, False, PostRow.published_at),
        (PostRow.collected_at, True, came_in),
    ):
        rows = session.execute(
            select(PostRow.id, PostRow.platform, ExaminationRow.sentiment, PostRow.text, moment, in_case)
            .join(ExaminationRow, ExaminationRow.post_id == PostRow.id)
            .where(*_about_us(school_id), moment >= begin, PostRow.text != "")
            .where(*((PostRow.published_at.is_(None),) if undated else ()))
            .order_by(order.desc(), PostRow.id.desc())
            .limit(limit)
        )
        found += [
            Said(post_id, Platform(platform), Sentiment(sentiment), text, at, in_case=bool(held))
            for post_id, platform, sentiment, text, at, held in rows
            if at is not None
        ]
    return sorted(found, key=lambda said: (said.at, said.post_id), reverse=True)[:limit]


def watched_since(session: Session, school_id: int) -> datetime | None:
    """Return when the first post came in, or None when none has."""
    return session.scalar(select(func.min(PostRow.collected_at)).where(PostRow.school_id == school_id))


def newest(session: Session, school_id: int) -> datetime | None:
    """Return when the newest post came in, or None when none has."""
    return session.scalar(select(func.max(PostRow.collected_at)).where(PostRow.school_id == school_id))


def _about_us(school_id: int) -> list[ColumnElement[bool]]:
    return [
        PostRow.school_id == school_id,
        PostRow.direction == Direction.MENTION.value,
        ExaminationRow.relevant.is_(True),
    ]
