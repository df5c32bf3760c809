"""Today: what needs you now, yesterday in one line, what the school published, and whether every source was read."""

from __future__ import annotations

import streamlit as st

from dashboard import desk
from dashboard.components.badge import badge
from dashboard.components.deadline import deadline
from dashboard.components.empty_state import empty_state
from dashboard.components.moments import lasting, near
from dashboard.components.problem import refusal
from dashboard.components.severity_badge import severity_badge
from data.errors import InputError
from data.words import RunStatus, Severity
from pipelines.case_acts import acknowledge
from pipelines.health import source_states
from pipelines.outbox import delivery_trouble
from pipelines.today import Today, Waiting, today

_REFUSED, _RING = "today-refused", "today-ring"


def show() -> None:
    """Show the page."""
    with st.container(width=900):
        st.title("Today")
        day = today(home=desk.home(), viewer=desk.viewer())
        refused = st.session_state.pop(_REFUSED, None)
        if isinstance(refused, InputError):
            refusal(refused)
        ring = st.session_state.pop(_RING, ())
        if ring:
            st.info("Acknowledged. Whom to ring now:", icon=":material/call:")
            for line in ring:
                st.text(line)
        _health()
        with st.container(horizontal=True):
            st.metric("Overdue", day.overdue, border=True)
            st.metric("Not acknowledged", day.unacknowledged, border=True, help="Open S1 and S2 cases.")
            st.metric("Yours", day.yours, border=True)
        _needs(day)
        _deadlines(day)
        _yesterday(day)


def _health() -> None:
    trouble = delivery_trouble(home=desk.home())
    if trouble:
        st.error(f"Alerts do not reach everybody: {trouble}.", icon=":material/mail_off:")
    in_use = [state for state in source_states(home=desk.home()) if state.enabled]
    ready = sum(state.status is RunStatus.OK for state in in_use)
    words = f"{ready} of {len(in_use)} switched-on sources are ready."
    if ready < len(in_use) or not in_use:
        st.warning(f"{words} What is not read is not seen: see **Sources**.", icon=":material/sensors_off:")
    else:
        st.markdown(f":material/sensors: {words}")


def _needs(day: Today) -> None:
    st.header("What needs you now")
    if not day.needs_you:
        empty_state(
            "Nothing waits for you",
            next_step="No case is overdue, unacknowledged or yours. All open ones are in the **Queue**.",
            icon="check_circle",
        )
        return
    for case in day.needs_you:
        _card(case)
    with st.container(horizontal=True):
        if st.button("Open the queue", key="main-queue", type="primary", icon=":material/inbox:"):
            st.switch_page("app_pages/queue.py")


def _card(case: Waiting) -> None:
    due = deadline(case.due_at, status=case.status, now=desk.home().clock())
    with st.container(border=True, key=f"today-{case.reference}"):
        marks = [severity_badge(case.severity), due.mark]
        if case.is_yours:
            marks.append(badge("Yours", icon="person", color="blue"))
        if not case.is_acknowledged:
            marks.append(badge("Not acknowledged", icon="notifications_active", color="orange"))
        st.markdown(" ".join(mark for mark in marks if mark))
        st.markdown(f"**{case.category.label}** · {case.reference}  \n:small[{due.words}.]")
        with st.container(horizontal=True):
            if st.button("Open case", key=f"open-{case.reference}"):
                st.switch_page("app_pages/case.py", query_params={"ref": case.reference})
            if not case.is_acknowledged:
                st.button("Acknowledge", key=f"ack-{case.reference}", on_click=_acknowledge, args=(case.reference,))


def _acknowledge(reference: str) -> None:
    try:
        done = acknowledge(home=desk.home(), viewer=desk.viewer(), reference=reference)
    except InputError as error:
        st.session_state[_REFUSED] = error
        return
    st.session_state[_RING] = done.ring
    st.toast(f"Acknowledged: {reference}", icon=":material/check:")


def _deadlines(day: Today) -> None:
    if not day.next_deadlines:
        return
    st.header("Next deadlines")
    now = desk.home().clock()
    for case in day.next_deadlines:
        due = deadline(case.due_at, status=case.status, now=now)
        st.markdown(
            f"{severity_badge(case.severity)} **{case.category.label}** · {case.reference} · {due.words}{_cover(case)}"
        )


def _cover(case: Waiting) -> str:
    """Return how much time of the school's own is left, which a night or a weekend does not shorten."""
    if case.cover_left is None or case.severity is Severity.S1:
        return ""
    if not case.cover_left:
        return "; the school is closed until then"
    return f"; {lasting(case.cover_left)} of it while the school is open"


def _yesterday(day: Today) -> None:
    st.header("Yesterday")
    st.markdown(
        f"{day.posts_yesterday} posts came in, {day.cases_yesterday} cases were opened and "
        f"{day.closed_yesterday} closed (those you may see)."
    )
    st.header("Our own accounts")
    unread = f"; {day.own_posts_unread} of them are not examined yet" if day.own_posts_unread else ", all examined"
    st.markdown(
        f"{day.own_posts} posts of our own were read since yesterday{unread}."
        if day.own_posts
        else "No post of our own was read since yesterday. Whether our accounts were reached is under **Sources**."
    )
    _audit(day)


def _audit(day: Today) -> None:
    audit = day.last_audit
    if audit is None:
        st.markdown(":material/event_busy: No audit of our own posts has run yet.")
        return
    when = near(audit.audited_at, now=desk.home().clock())
    exceptions = len(audit.exceptions)
    seen = "no exceptions" if not exceptions else f"{exceptions} exceptions to answer for"
    if exceptions == 1:
        seen = "1 exception to answer for"
    if audit.signed_at is None:
        signed = badge("Not signed off", icon="signature", color="orange")
    else:
        signed = badge("Signed off", icon="task_alt", color="green")
    st.markdown(f"The last audit ran {when}: {seen}. {signed}")


show()
