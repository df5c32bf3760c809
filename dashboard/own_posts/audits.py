"""The daily audits of what the school published, and signing them off."""

from __future__ import annotations

import streamlit as st

from dashboard import desk
from dashboard.components.audit_counts import audit_counts
from dashboard.components.badge import badge
from dashboard.components.empty_state import empty_state
from dashboard.components.facts import facts
from dashboard.components.moments import london
from dashboard.components.person_name import called, names
from dashboard.components.problem import refusal
from dashboard.own_posts.calendar import calendar
from data.errors import InputError
from pipelines.audit_record import AuditRecord, audits, sign_off

_REFUSED = "audit-refused"


def sign_offs() -> None:
    """Show the calendar, then the audits that wait, then those that are signed off."""
    refused = st.session_state.pop(_REFUSED, None)
    if isinstance(refused, InputError):
        refusal(refused)
    calendar()
    found = audits(home=desk.home())
    if not found:
        empty_state(
            "No audit has run yet",
            next_step="One runs each day while `goodname run` is going; `goodname audit` runs one now.",
            icon="event_busy",
        )
        return
    waiting = [entry for entry in found if entry.signed_at is None]
    st.markdown(_waiting(len(waiting)))
    for entry in waiting:
        _audit(entry, is_first=entry is waiting[0])
    signed = [entry for entry in found if entry.signed_at is not None]
    if signed:
        with st.expander(f"Signed off ({len(signed)})"):
            for entry in signed:
                _audit(entry, is_first=False)


def _waiting(audits_waiting: int) -> str:
    if not audits_waiting:
        return "Every audit is signed off."
    return f"**{audits_waiting} {'audit waits' if audits_waiting == 1 else 'audits wait'}** to be signed off."


def _signed(entry: AuditRecord) -> str | None:
    if entry.signed_at is None:
        return None
    by = f" by {called(entry.signed_by, names())}" if entry.signed_by else ""
    return f"{london(entry.signed_at)}{by}"


def _audit(entry: AuditRecord, *, is_first: bool) -> None:
    with st.container(border=True, key=f"audit-{entry.number}"):
        if entry.signed_at:
            mark = badge("Signed off", icon="task_alt", color="green")
        else:
            mark = badge("Not signed off", icon="pending_actions", color="orange")
        st.markdown(f"**Audit {entry.number}** {mark}")
        facts(
            [
                ("Ran", london(entry.audited_at)),
                ("Looks back to", london(entry.since)),
                ("Signed off", _signed(entry)),
                *((words, str(number)) for words, number in audit_counts(entry.counts)),
            ]
        )
        if entry.exceptions:
            st.markdown(f"**Exceptions: {len(entry.exceptions)}**")
            for sentence in entry.exceptions:
                st.text(sentence)
        if entry.signed_at is None:
            st.text_area(
                "What becomes of the exceptions" if entry.exceptions else "In your words, if you wish",
                key=f"words-{entry.number}",
                max_chars=2000,
            )
            st.button(
                "Sign off",
                key=f"main-sign-{entry.number}" if is_first else f"sign-{entry.number}",
                type="primary" if is_first else "secondary",
                icon=":material/draw:",
                on_click=_sign,
                args=(entry.number,),
            )


def _sign(number: int) -> None:
    try:
        sign_off(home=desk.home(), viewer=desk.viewer(), number=number, words=st.session_state[f"words-{number}"])
    except InputError as error:
        st.session_state[_REFUSED] = error
        return
    st.toast("Signed off", icon=":material/check:")
