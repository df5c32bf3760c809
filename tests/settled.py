"""A post as collected, with what detectors are taken to have said of it, settled as the pipeline settles it."""

from __future__ import annotations

from sqlalchemy import select

from data.records import Examination, Finding, Post, RawItem, School, Unread
from data.store import posts
from data.store.tables import CasePostRow, CaseRow, PostRow
from data.words import TEXT_LABELS, Label, Level, Sentiment
from pipelines.attend import settle
from pipelines.home import Home


def said(label: Label, subtype: str | None = None, level: Level = Level.ALERT, pupils: tuple[str, ...] = ()) -> Finding:
    """Return a finding as a detector would word it."""
    return Finding(label, 0.91, level, "It says so.", "test", "1", subtype, pupil_ids=pupils)


def settled(
    home: Home,
    school: School,
    post: Post,
    *findings: Finding,
    relevant: bool = True,
    relevance: float = 0.9,
    sentiment: Sentiment = Sentiment.NEGATIVE,
    unread: tuple[Unread, ...] = (),
    source: str = "manual",
) -> str | None:
    """Store the post, settle it, and return the reference of the case it is in, or None when it opened none."""
    examination = Examination(post, relevant, relevance, sentiment, dict.fromkeys(TEXT_LABELS, 0.5), findings, unread)
    with home.store.writing() as session:
        mapped = posts.Mapped(post, RawItem(source, {"id": post.id}), 1)
        posts.store_posts(session, home.school_id, source, [mapped], now=home.clock())
        row = session.scalars(
            select(PostRow).where(PostRow.native_id == post.id, PostRow.platform == post.platform.value)
        ).one()
        settle(session, home, school, row, examination)
        return session.scalars(
            select(CaseRow.reference)
            .join(CasePostRow, CasePostRow.case_id == CaseRow.id)
            .where(CasePostRow.post_id == row.id)
            .order_by(CaseRow.id.desc())
        ).first()
