"""Escalations: every case that went to somebody outside, its newest step, its clock, what came of it."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from dashboard import desk
from dashboard.components.badge import badge
from dashboard.components.clock import clock_badge, clock_words
from dashboard.components.empty_state import empty_state
from dashboard.components.moments import london
from dashboard.components.pages import Pages
from dashboard.components.safe_html import safe
from dashboard.components.views import view_in_address
from pipelines.escalation_board import Climb, Climbs, Stage, climbs

PER_PAGE = 25
_EMPTY = {
    Stage.OPEN: "A case stands here once a step of its ladder is recorded on it, or when it is about staff.",
    Stage.CLOSED: "A case that was escalated and then closed stands here.",
}


def show() -> None:
    """Show the page."""
    with st.container(width=900):
        st.title("Escalations")
        st.markdown("A child in danger now: **999**. No step of the ladder is left out silently.")
        stage = Stage(view_in_address({word.value: word.label for word in Stage}, label="Which escalations"))
        pages = Pages(f"escalations-page-{stage.value}", PER_PAGE)
        found = _read(stage, pages)
        if pages.beyond(found.total):
            found = _read(stage, pages)
        if not found.lines:
            empty_state("No escalation here", next_step=_EMPTY[stage], icon="stairs")
            return
        now = desk.home().clock()
        late = sum(line.due_at is not None and line.due_at < now for line in found.lines)
        st.markdown(f"**{found.total}** {'case' if found.total == 1 else 'cases'}, the most pressing clock first.")
        if late:
            st.warning(
                f"The time of {late} of those below is over: open the case and take the next step, or say why not.",
                icon=":material/alarm:",
            )
        for place, line in enumerate(found.lines):
            _line(line, place, now)
        pages.numbers(found.total)


def _read(stage: Stage, pages: Pages) -> Climbs:
    return climbs(home=desk.home(), viewer=desk.viewer(), stage=stage, limit=pages.size, offset=pages.offset())


def _line(line: Climb, place: int, now: datetime) -> None:
    with st.container(border=True, key=f"climb-{place}"):
        what, act = st.columns([5, 1], vertical_alignment="top")
        with what:
            step = f"Step {line.rung.value}" if line.rung is not None else "No step yet"
            marks = [badge(step, icon="stairs", color="violet"), clock_badge(line.due_at, now=now)]
            if line.outcome:
                marks.append(badge("Has an outcome", icon="task_alt", color="green"))
            st.markdown(" ".join(mark for mark in marks if mark))
            st.html(_words(line, now))
        with act:
            if st.button(
                "Open case",
                key=f"main-climb-{place}" if place == 0 else f"climb-open-{place}",
                type="primary" if place == 0 else "secondary",
                width="stretch",
            ):
                st.switch_page("app_pages/case.py", query_params={"ref": line.reference})


def _words(line: Climb, now: datetime) -> str:
    stood = line.rung.label if line.rung is not None else "Nobody has recorded a step of the ladder"
    route = f" ({line.route.label})" if line.route else ""
    when = f" · {london(line.stepped_at)}" if line.stepped_at else ""
    clock = f"<br>{safe(clock_words(line.clock, line.due_at, now=now))}" if line.due_at else ""
    outcome = f"<br>Outcome: {safe(line.outcome)}" if line.outcome else ""
    return (
        f"<div><strong>{safe(line.category.label)}</strong></div>"
        f'<div class="gn-small">{safe(stood + route)}{safe(when)}<br>'
        f'<span class="gn-ref">{safe(line.reference)}</span> · '
        f"{safe(line.status.label)} · steps recorded: {line.steps}{clock}{outcome}</div>"
    )


show()
