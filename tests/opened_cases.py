"""Cases for tests of what people see: a post, what detectors are taken to have said of it, and the case it opens."""

from __future__ import annotations

from sqlalchemy import select

from casework.cases import deny, take_up
from casework.triage import Triage
from casework.working_time import WorkingTime
from data.records import Examination, Finding, Post, RawItem, Span, Unread
from data.store.posts import Mapped, store_examination, store_posts
from data.store.tables import PostRow
from data.words import Label, Level, Platform, Sentiment, Severity, Where
from pipelines.home import Home


def mention(post_id: str, text: str, platform: Platform = Platform.X, **more: object) -> Post:
    """Return a post somebody wrote about the school."""
    return Post(id=post_id, platform=platform, text=text, **more)  # type: ignore[arg-type]  # fields by name


def said(
    label: Label,
    *spans: Span,
    where: Where = Where.TEXT,
    level: Level = Level.ALERT,
    reason: str = "It says so.",
    subtype: str | None = None,
    pupil_ids: tuple[str, ...] = (),
) -> Finding:
    """Return a finding as a detector would word it."""
    return Finding(
        label=label,
        score=0.91,
        level=level,
        reason=reason,
        detector="test",
        version="1",
        where=where,
        spans=spans,
        subtype=subtype,
        pupil_ids=pupil_ids,
    )


def open_case(
    home: Home,
    post: Post,
    *findings: Finding,
    severity: Severity = Severity.S2,
    may_be_another_school: bool = False,
    unread: tuple[Unread, ...] = (),
    denied: tuple[str, ...] = (),
) -> str:
    """Store the post as collected now, with the findings; return the reference of the case it opens or joins."""
    now, label = home.clock(), findings[0].label if findings else Label.ABUSIVE
    examination = Examination(
        post=post,
        relevant=not may_be_another_school,
        relevance=0.9,
        sentiment=Sentiment.NEGATIVE,
        scores={label: 0.91},
        findings=findings,
        unread=unread,
        severity=severity,
    )
    with home.store.writing() as session:
        source = post.platform.value if post.platform.value in ("x", "reddit", "mumsnet") else "manual"
        mapped = Mapped(post, RawItem(source, {"id": post.id}), 1)
        store_posts(session, home.school_id, source, [mapped], now=now)
        row = session.scalars(select(PostRow).where(PostRow.native_id == post.id)).one()
        store_examination(session, home.cipher, home.school_id, row, examination, now=now)
        opened = take_up(
            session,
            home.cipher,
            home.school_id,
            row=row,
            examination=examination,
            outcome=Triage(severity, label, may_be_another_school),
            hours=WorkingTime(),
            now=now,
        )
        deny(session, opened.case, dict.fromkeys(denied, "named in the post, or may be"))
        return opened.case.reference
