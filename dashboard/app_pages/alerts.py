"""The outbox: who was told that a case exists, and what did not go out. No alert says what is in a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard import desk
from dashboard.components.empty_state import empty_state
from dashboard.components.moments import london
from dashboard.components.outbox_status import outbox_status
from dashboard.components.pages import Pages
from dashboard.components.person_name import called, names
from dashboard.components.pills_in_address import pills_in_address
from dashboard.components.safe_html import safe
from data.words import OutboxStatus
from pipelines.outbox import OutboxEntry, OutboxPage, list_outbox

PAGES = Pages("alerts-page", 50)


def show() -> None:
    """Show the page."""
    with st.container(width=900):
        st.title("Alerts")
        chosen = pills_in_address("Status", OutboxStatus, key="alerts", default=(), on_change=_to_first_page)
        statuses = chosen or list(OutboxStatus)
        found = _read(statuses)
        if PAGES.beyond(_counted_of(found, statuses)):
            found = _read(statuses)
        if found.not_told:
            st.error(
                f"{_counted(found.not_told)} not delivered. Tell the people yourself, and mend what their rows say.",
                icon=":material/mail_off:",
            )
            st.button(
                "Show those not delivered",
                key="main-alerts",
                type="primary",
                icon=":material/mail_off:",
                on_click=_show_trouble,
            )
        if not found.entries:
            empty_state(
                "No alert here", next_step="An alert goes out when a case opens or becomes graver.", icon="drafts"
            )
        known = names()
        for place, entry in enumerate(found.entries):
            _row(entry, place, known)
        PAGES.numbers(_counted_of(found, statuses))


def _read(statuses: Sequence[OutboxStatus]) -> OutboxPage:
    return list_outbox(
        home=desk.home(), viewer=desk.viewer(), statuses=statuses, limit=PAGES.size, offset=PAGES.offset()
    )


def _counted_of(found: OutboxPage, statuses: Sequence[OutboxStatus]) -> int:
    return sum(found.by_status.get(status, 0) for status in statuses)


def _counted(alerts: int) -> str:
    return "1 alert was" if alerts == 1 else f"{alerts} alerts were"


def _to_first_page() -> None:
    PAGES.go_to(1)


def _row(entry: OutboxEntry, place: int, known: Mapping[str, str]) -> None:
    with st.container(border=True, key=f"alert-card-{place}"):
        what, act = st.columns([5, 1], vertical_alignment="center")
        with what:
            st.markdown(outbox_status(entry))
            st.html(_words(entry, known))
        with act:
            if entry.reference and st.button("Open case", key=f"alert-{place}", width="stretch"):
                st.switch_page("app_pages/case.py", query_params={"ref": entry.reference})


def _words(entry: OutboxEntry, known: Mapping[str, str]) -> str:
    to = called(entry.username, known) if entry.username else "nobody"
    if entry.is_kept_out:
        to = "somebody who is kept from this case: do not tell them"
    about = f'<span class="gn-ref">{safe(entry.reference)}</span>' if entry.reference else "Not about one case"
    times = f"{entry.attempts} {'attempt' if entry.attempts == 1 else 'attempts'}"
    parts = [
        f"Queued {london(entry.created_at)}",
        f"sent {london(entry.sent_at)}" if entry.sent_at else "not sent",
        times,
        f"next attempt {london(entry.next_attempt_at)}" if entry.next_attempt_at else "",
    ]
    problem = f"<br>Last problem: {safe(entry.last_error)}" if entry.last_error and not entry.is_kept_out else ""
    return (
        f"<div>{about} · to {safe(to)}, by {safe(entry.channel)}</div>"
        f'<div class="gn-small">{safe(" · ".join(part for part in parts if part))}{problem}</div>'
    )


def _show_trouble() -> None:
    st.session_state["alerts"] = [OutboxStatus.FAILED.value, OutboxStatus.SKIPPED.value]
    _to_first_page()


show()
