"""One case of the queue: how grave, what about, where, since when, until when, and the post's beginning if wanted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from dashboard.components.badge import badge
from dashboard.components.deadline import deadline
from dashboard.components.moments import lasting
from dashboard.components.safe_html import safe
from dashboard.components.severity_badge import severity_badge
from data.words import CaseStatus, Platform
from pipelines.case_views import CaseSummary


def badges(case: CaseSummary, now: datetime) -> Iterator[str]:
    """Give the badges of the case, as Markdown, the gravest first."""
    yield severity_badge(case.severity)
    due = deadline(case.due_at, status=case.status, now=now)
    if due.mark:
        yield due.mark
    if case.status is not CaseStatus.OPEN:
        yield badge(case.status.label, icon="pending", color="gray")
    if case.locked:
        yield badge("Locked", icon="lock", color="red")
    if case.is_yours:
        yield badge("Yours", icon="person", color="blue")
    elif case.owner is not None:
        yield badge(f"With: {', '.join(role.label for role in case.owner_roles)}", icon="person", color="gray")
    if case.held_by is not None:
        yield badge("Somebody is working on it", icon="person_edit", color="violet")
    if case.may_be_another_school:
        yield badge("May be another school", icon="help", color="violet")
    if case.has_unread:
        yield badge("Not read in part", icon="visibility_off", color="orange")


def line(case: CaseSummary, now: datetime) -> str:
    """Return what the case is about and its times, as Markdown of our own words."""
    due = deadline(case.due_at, status=case.status, now=now)
    posts = f"{case.posts} posts" if case.posts > 1 else "1 post"
    return (
        f"**{case.category.label}** · {Platform(case.platform).label} · {posts} · {case.reference}  \n"
        f":small[Opened {lasting(now - case.opened_at)} ago. {due.words}.]"
    )


def excerpt(case: CaseSummary) -> str:
    """Return the beginning of the case's first post as HTML."""
    if not case.excerpt:
        return '<div class="gn-hidden">The post has no words, or they are no longer kept.</div>'
    return f'<div class="gn-excerpt" dir="auto">{safe(case.excerpt)}</div>'
