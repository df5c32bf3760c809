"""The queue: cases by severity, then age, with filters that the address keeps (it never holds a name or a word)."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from dashboard import desk
from dashboard.components.case_card import case_card
from dashboard.components.empty_state import empty_state
from dashboard.components.pills_in_address import pills_in_address
from data.words import CaseStatus, Severity
from pipelines.cases import QueuePage, list_cases

PER_PAGE = 25
PAGE = "page"
_NOT_CLOSED = tuple(status for status in CaseStatus if status is not CaseStatus.CLOSED)


def show() -> None:
    """Show the page."""
    with st.container(width=900):
        st.title("Queue")
        counts = st.container(horizontal=True)
        severities, statuses, show_text = _filters()
        found = _page_of(severities, statuses)
        with counts:
            # Counted over all severities: a filter must not make the gravest cases look as if there were none.
            _counts(_listed(list(Severity), statuses, 1).by_severity)
        _cards(found, show_text=show_text)
        pages = _pages(found)
        if pages > 1:
            st.pagination(pages, key=PAGE, persist_state="session")


def _filters() -> tuple[list[Severity], list[CaseStatus], bool]:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        severities = pills_in_address(
            "Severity",
            Severity,
            key="severity",
            default=(),
            on_change=_to_first_page,
            shown=lambda severity: severity.value,
        )
        statuses = pills_in_address("Status", CaseStatus, key="status", default=_NOT_CLOSED, on_change=_to_first_page)
        show_text = st.toggle(
            "Show text",
            key="show-text",
            persist_state="session",
            help="Show the beginning of each post here. It can be hurtful to read; what you are shown is recorded.",
        )
    return severities or list(Severity), statuses or list(CaseStatus), show_text


def _to_first_page() -> None:
    st.session_state[PAGE] = 1


def _page_of(severities: list[Severity], statuses: list[CaseStatus]) -> QueuePage:
    number = st.session_state.get(PAGE, 1)
    found = _listed(severities, statuses, number)
    if not found.cases and found.total:
        # Cases were closed since: the page asked for is no longer there, so the last one stands for it.
        st.session_state[PAGE] = _pages(found)
        found = _listed(severities, statuses, _pages(found))
    return found


def _listed(severities: list[Severity], statuses: list[CaseStatus], number: int) -> QueuePage:
    return list_cases(
        home=desk.home(),
        viewer=desk.viewer(),
        severities=severities,
        statuses=statuses,
        limit=PER_PAGE,
        offset=(number - 1) * PER_PAGE,
    )


def _pages(found: QueuePage) -> int:
    return -(-found.total // PER_PAGE)


def _counts(by_severity: Mapping[Severity, int]) -> None:
    for severity in Severity:
        st.metric(severity.label, by_severity.get(severity, 0), border=True)


def _cards(found: QueuePage, *, show_text: bool) -> None:
    if not found.cases:
        empty_state(
            "No case fits these filters",
            next_step="Choose more severities or statuses above. Whether every source was read is under **Sources**.",
            icon="check_circle",
        )
        return
    if show_text:
        desk.note_reading([case.reference for case in found.cases])
    now = desk.home().clock()
    for case in found.cases:
        if case_card(case, now=now, show_text=show_text):
            st.switch_page("app_pages/case.py", query_params={"ref": case.reference})


show()
