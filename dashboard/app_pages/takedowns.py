"""Takedowns: every removal request, until when the platform has time, what came of it, and how often removal works."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from dashboard import desk
from dashboard.components.badge import Color, badge
from dashboard.components.clock import clock_badge, clock_words
from dashboard.components.empty_state import empty_state
from dashboard.components.moments import london
from dashboard.components.pages import Pages
from dashboard.components.plain_table import plain_table
from dashboard.components.safe_html import safe
from dashboard.components.views import view_in_address
from data.removal_words import RequestOutcome, UrlState
from pipelines.takedown_board import Board, Rate, RequestLine, Stand, board

PER_PAGE = 25
LOOKS: dict[RequestOutcome, tuple[str, Color]] = {
    RequestOutcome.DRAFTED: ("edit_note", "orange"),
    RequestOutcome.SENT: ("outgoing_mail", "blue"),
    RequestOutcome.REMOVED: ("task_alt", "green"),
    RequestOutcome.PARTLY: ("rule", "orange"),
    RequestOutcome.REFUSED: ("block", "red"),
    RequestOutcome.NO_ANSWER: ("sentiment_dissatisfied", "red"),
    RequestOutcome.WITHDRAWN: ("undo", "gray"),
}
_EMPTY = {
    Stand.WAITING: "No request waits for an answer. One stands here once you note on its case that it was sent.",
    Stand.DRAFTED: "No draft waits to be sent. Draft one on the case of the post.",
    Stand.ANSWERED: "No request was answered yet. Note an answer on the case of the post.",
}


def show() -> None:
    """Show the page."""
    with st.container(width=900):
        st.title("Takedowns")
        st.markdown("Goodname drafts a request and keeps its clock; **a person sends it**.")
        stand = Stand(view_in_address({word.value: word.label for word in Stand}, label="Which requests"))
        pages = Pages(f"takedowns-page-{stand.value}", PER_PAGE)
        found = _read(stand, pages)
        if pages.beyond(found.by_stand.get(stand, 0)):
            found = _read(stand, pages)
        _in_a_line(found)
        _lines(found, stand, pages)
        _rates(found.rates)


def _read(stand: Stand, pages: Pages) -> Board:
    return board(home=desk.home(), viewer=desk.viewer(), stand=stand, limit=pages.size, offset=pages.offset())


def _in_a_line(found: Board) -> None:
    counts = [f"{word.label}: **{found.by_stand.get(word, 0)}**" for word in Stand]
    st.markdown(" · ".join(counts))
    if found.late:
        st.warning(
            f"{found.late} {'request has' if found.late == 1 else 'requests have'} had no answer in the platform's "
            "time: look at the post again, then take the next step of the ladder on its case.",
            icon=":material/alarm:",
        )


def _lines(found: Board, stand: Stand, pages: Pages) -> None:
    if not found.lines:
        empty_state("Nothing here", next_step=_EMPTY[stand], icon="outgoing_mail")
        return
    now = desk.home().clock()
    for place, line in enumerate(found.lines):
        _line(line, place, now)
    pages.numbers(found.by_stand.get(stand, 0))


def _line(line: RequestLine, place: int, now: datetime) -> None:
    with st.container(border=True, key=f"request-{line.request}"):
        what, act = st.columns([5, 1], vertical_alignment="top")
        with what:
            icon, color = LOOKS[line.outcome]
            marks = [badge(line.outcome.label, icon=icon, color=color), clock_badge(line.answer_due_at, now=now)]
            if line.state in (UrlState.REINSTATED, UrlState.REMOVED, UrlState.EDITED) and line.state:
                marks.append(_state(line.state))
            st.markdown(" ".join(mark for mark in marks if mark))
            st.html(_words(line, now))
        with act:
            if st.button(
                "Open case",
                key=f"main-request-{place}" if place == 0 else f"request-open-{place}",
                type="primary" if place == 0 else "secondary",
                width="stretch",
            ):
                st.switch_page("app_pages/case.py", query_params={"ref": line.reference})


def _state(state: UrlState) -> str:
    looks: dict[UrlState, tuple[str, Color]] = {
        UrlState.REMOVED: ("visibility_off", "green"),
        UrlState.EDITED: ("edit", "violet"),
        UrlState.REINSTATED: ("replay", "red"),
    }
    icon, color = looks[state]
    return badge(f"The post now: {state.label}", icon=icon, color=color)


def _words(line: RequestLine, now: datetime) -> str:
    when = f"drafted {london(line.drafted_at)}"
    if line.answered_at:
        when = f"answered {london(line.answered_at)}"
    elif line.sent_at:
        when = f"sent {london(line.sent_at)}"
    clock = (
        f"<br>{safe(clock_words('The platform has until', line.answer_due_at, now=now))}" if line.answer_due_at else ""
    )
    return (
        f"<div><strong>{safe(line.platform.label)}</strong>: {safe(line.ground.label)}</div>"
        f'<div class="gn-small">{safe(line.route)} · filed by: {safe(line.filer.label.lower())}<br>'
        f'<span class="gn-ref">{safe(line.reference)}</span> · {safe(when)}{clock}</div>'
    )


def _rates(rates: Sequence[Rate]) -> None:
    st.subheader("How often removal works")
    if not rates:
        st.markdown("Nothing was reported in the last year, so there is no rate yet.")
        return
    reported, removed = sum(rate.reported for rate in rates), sum(rate.removed for rate in rates)
    share = _share(removed, reported)
    st.markdown(
        f"In the last year **{removed} of {reported}** reported addresses were removed and stayed away ({share})."
    )
    plain_table(
        "Removal rate by platform, last year",
        ("Platform", "Reported", "Removed", "Rate", "Median time"),
        [
            (
                rate.platform.label,
                str(rate.reported),
                str(rate.removed),
                _share(rate.removed, rate.reported),
                f"{rate.median_hours:.0f} hours" if rate.median_hours is not None else "none yet",
            )
            for rate in rates
        ],
        stacks=True,
    )
    st.caption(
        "For comparison: the Professionals Online Safety Helpline had 94.2% of 4,064 addresses removed in 2024 "
        "(SWGfL, annual report)."
    )


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}"


show()
