"""One case of the queue: how grave, what about, where, since when, until when, and the post's beginning if wanted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import streamlit as st

from dashboard.components.badge import badge
from dashboard.components.deadline import Deadline, deadline
from dashboard.components.moments import lasting
from dashboard.components.safe_html import safe
from dashboard.components.severity_badge import severity_badge
from data.words import CaseStatus, Platform
from pipelines.cases import CaseSummary


def case_card(case: CaseSummary, *, now: datetime, show_text: bool) -> bool:
    """Show the card; return whether its button was pressed."""
    due = deadline(case.due_at, status=case.status, now=now)
    with st.container(border=True, key=f"card-{case.reference}"):
        what, act = st.columns([5, 1], vertical_alignment="top")
        with what:
            st.markdown(" ".join(_badges(case, due)))
            st.markdown(
                f"**{case.category.label}** · {_where(case)} · {case.reference}  \n"
                f":small[{_since(case, now)}. {due.words}.]"
            )
            st.html(excerpt(case, show_text=show_text))
        with act:
            return st.button("Open case", key=f"open-{case.reference}", width="stretch")


def excerpt(case: CaseSummary, *, show_text: bool) -> str:
    """Return the beginning of the case's first post as HTML, or the words that stand for it while text is hidden."""
    if not show_text:
        return '<div class="gn-hidden">Text hidden</div>'
    if not case.excerpt:
        return '<div class="gn-hidden">The post has no words, or they are no longer kept.</div>'
    return f'<div class="gn-excerpt" dir="auto">{safe(case.excerpt)}</div>'


def _badges(case: CaseSummary, due: Deadline) -> Iterator[str]:
    yield severity_badge(case.severity)
    if due.mark:
        yield due.mark
    if case.status is not CaseStatus.OPEN:
        yield badge(case.status.label, icon="pending", color="gray")
    if case.may_be_another_school:
        yield badge("May be another school", icon="help", color="violet")
    if case.has_unread:
        yield badge("Not read in part", icon="visibility_off", color="orange")


def _where(case: CaseSummary) -> str:
    posts = f"{case.posts} posts" if case.posts > 1 else "1 post"
    return f"{Platform(case.platform).label} · {posts}"


def _since(case: CaseSummary, now: datetime) -> str:
    return f"Opened {lasting(now - case.opened_at)} ago"
