"""The queue: cases by severity, then age, with filters that the address keeps (it never holds a name or a word).

One card is in hand: everything can be done to it by keyboard. The others stand below it.
"""

from __future__ import annotations

import streamlit as st

from dashboard import desk
from dashboard.components.empty_state import empty_state
from dashboard.components.problem import problem
from dashboard.components.safe_html import safe
from dashboard.queue import acts, state
from dashboard.queue.now import card_in_hand
from dashboard.queue.rows import bulk_bar, rows
from dashboard.queue.state import PAGES
from dashboard.queue.views import Filters, filters
from data.words import Severity
from pipelines.case_views import QueuePage
from pipelines.cases import list_cases
from pipelines.preferences import A_LOT, preferences, read_this_hour
from pipelines.sorting_desk import last_act

_RESTED = "queue-rested"


def show() -> None:
    """Show the page."""
    with st.container(width=900):
        st.title("Queue")
        _cards(filters(preferences(home=desk.home(), viewer=desk.viewer())))


@st.fragment
def _cards(chosen: Filters) -> None:
    desk.check_sitter()
    liked = preferences(home=desk.home(), viewer=desk.viewer())
    found = _page_of(chosen)
    error = state.refused()
    if error is not None:
        problem(error)
    if done := state.told():
        st.toast(done[0], icon=done[1])
    if liked.remind:
        _reminder()
    _counts(found)
    if not found.cases:
        empty_state(
            "No case here",
            next_step="None is open, or none fits the filters. Whether every source was read is under **Sources**.",
            icon="check_circle",
        )
        if last_act(home=desk.home(), viewer=desk.viewer()) is not None:
            st.button("Undo", key="queue-undo", shortcut="U", icon=":material/undo:", on_click=acts.undo)
        return
    place, now = state.in_hand(found.cases), desk.home().clock()
    card_in_hand(found.cases, place, total=found.total, now=now, liked=liked)
    bulk_bar()
    words = state.shows_words(by_default=not liked.blur)
    if words:
        desk.note_reading([case.reference for case in found.cases])
    rows(found.cases, place, now=now, words=words, hide_slurs=liked.hide_slurs)
    PAGES.numbers(found.total)


def _page_of(chosen: Filters) -> QueuePage:
    found = _listed(chosen, PAGES.number)
    if not found.cases and found.total:
        # Cases were closed since: the page asked for is no longer there, so the last one stands for it.
        last = PAGES.count(found.total)
        PAGES.go_to(last)
        found = _listed(chosen, last)
    return found


def _listed(chosen: Filters, number: int) -> QueuePage:
    return list_cases(
        home=desk.home(),
        viewer=desk.viewer(),
        severities=chosen.severities,
        statuses=chosen.statuses,
        only=chosen.only,
        categories=chosen.about,
        limit=PAGES.size,
        offset=PAGES.offset(number),
    )


def _counts(found: QueuePage) -> None:
    rows_ = "".join(
        f"<li><strong>{found.by_severity.get(severity, 0)}</strong> {safe(severity.label)}</li>"
        for severity in Severity
    )
    st.html(f'<ul class="gn-counts" aria-label="Cases by severity">{rows_}</ul>')


def _reminder() -> None:
    """Say after a lot of reading that somebody else could go on; said once an hour at most."""
    rested = st.session_state.get(_RESTED)
    now = desk.home().clock()
    if rested is not None and (now - rested).total_seconds() < 3600:  # noqa: PLR2004 - an hour
        return
    read = read_this_hour(home=desk.home(), viewer=desk.viewer())
    if read < A_LOT:
        return
    with st.container(border=True, key="queue-rest"):
        st.markdown(
            f":material/self_improvement: **You have read posts of {read} cases within the hour.** Such words weigh on "
            "anybody. Rest from them, or give some to a colleague; what is S1 is told to others too."
        )
        st.button("Not again this hour", key="rested", on_click=_rest, type="tertiary")


def _rest() -> None:
    st.session_state[_RESTED] = desk.home().clock()


show()
