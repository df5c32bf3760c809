"""In whose hands the case is, and how it moves on: the claim, the owner, the status, the severity."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard import desk
from dashboard.case import acting
from dashboard.components.moments import near
from dashboard.queue.now import plain
from data.words import CaseStatus, CloseReason, Severity
from pipelines import case_acts, hands
from pipelines.case_desk import CaseDesk
from pipelines.case_views import CaseView
from pipelines.cases import DISMISSED, change_status


def claimed(view: CaseView) -> None:
    """Claim the case for whoever looks at it; when a colleague has it, say so and let it be taken over."""
    reference = view.summary.reference
    holder = hands.claim(home=desk.home(), viewer=desk.viewer(), reference=reference)
    if holder is None:
        return
    now = desk.home().clock()
    with st.container(border=True, key="case-held"):
        st.text(f"{holder.told} has this case open since {near(holder.since, now=now)}. You can read it meanwhile.")
        st.button("Take over", key="case-take-over", icon=":material/back_hand:", on_click=_take_over, args=(view,))


def owner(view: CaseView) -> None:
    """Show whose the case is, and let it be given on."""
    summary = view.summary
    found = {
        one.username: one
        for one in hands.colleagues(home=desk.home(), viewer=desk.viewer(), reference=summary.reference)
    }
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        if not summary.is_yours:
            st.button(
                "Take it", key="case-take", icon=":material/person_add:", on_click=_give, args=(view, desk.viewer())
            )
        with st.popover("Give to", icon=":material/person_raised_hand:"):
            chosen = st.selectbox(
                "Those who may see it",
                list(found),
                index=None,
                format_func=lambda name: (
                    f"{plain(found[name].name)} ({', '.join(role.label for role in found[name].roles)})"
                ),
                key=f"give-{summary.reference}",
                placeholder="Choose",
            )
            if chosen is not None:
                st.button("Give", key="case-give", on_click=_give, args=(view, chosen))


def status(view: CaseView, around: CaseDesk) -> None:
    """Let the status change, with a reason."""
    summary = view.summary
    reference = summary.reference
    st.header("Change the status")
    chosen = st.selectbox(
        "Status",
        [status.value for status in CaseStatus],
        index=list(CaseStatus).index(summary.status),
        format_func=lambda value: CaseStatus(value).label,
        key=f"status-{reference}",
    )
    if chosen == CaseStatus.CLOSED.value:
        reasons = [
            reason.value
            for reason in CloseReason
            if reason is not CloseReason.MERGED and (around.may_dismiss or reason not in DISMISSED)
        ]
        st.selectbox(
            "Why it is closed",
            reasons,
            index=None,
            format_func=lambda value: CloseReason(value).label,
            placeholder="Choose a reason",
            key=f"reason-{reference}",
        )
    st.text_area(
        "In your words",
        key=f"words-{reference}",
        max_chars=2000,
        help="Kept encrypted with the case. It never goes into an alert.",
    )
    st.button(
        "Save", key=f"main-save-{reference}", type="primary", icon=":material/check:", on_click=_save, args=(view,)
    )


def severity(view: CaseView, around: CaseDesk) -> None:
    """Let the severity be raised, or lowered by those who may."""
    summary = view.summary
    with st.popover("Change the severity", icon=":material/priority_high:"):
        offered = [s for s in Severity if s is not summary.severity and (s < summary.severity or around.may_dismiss)]
        if not offered:
            st.caption("It is as grave as can be.")
            return
        st.selectbox(
            "Severity",
            [one.value for one in offered],
            format_func=lambda value: Severity(value).label,
            key=f"severity-{summary.reference}",
        )
        st.text_input("Why", key=f"severity-why-{summary.reference}", max_chars=500)
        st.button("Change it", key="case-severity", on_click=_change_severity, args=(view,))


def _take_over(view: CaseView) -> None:
    reference = view.summary.reference
    act = partial(desk.ask, hands.claim, reference=reference, take_over=True)
    acting.do(act, "You have taken the case over.")


def _give(view: CaseView, username: str | None) -> None:
    summary = view.summary
    act = partial(
        desk.ask,
        hands.assign,
        reference=summary.reference,
        username=username,
        seen=summary.changed_at,
    )
    acting.do(act, "It is yours." if username == desk.viewer() else "It was given on.")


def _save(view: CaseView) -> None:
    summary = view.summary
    reference = summary.reference
    status = CaseStatus(st.session_state[f"status-{reference}"])
    reason = st.session_state.get(f"reason-{reference}")
    act = partial(
        desk.ask,
        change_status,
        reference=reference,
        status=status,
        reason=CloseReason(reason) if reason else None,
        words=st.session_state[f"words-{reference}"],
        as_of=summary.changed_at,
    )
    if acting.do(act, f"Saved: {status.label}"):
        st.session_state[f"words-{reference}"] = ""


def _change_severity(view: CaseView) -> None:
    summary = view.summary
    chosen = Severity(st.session_state[f"severity-{summary.reference}"])
    act = partial(
        desk.ask,
        case_acts.change_severity,
        reference=summary.reference,
        severity=chosen,
        words=st.session_state[f"severity-why-{summary.reference}"],
        as_of=summary.changed_at,
    )
    acting.do(act, f"Severity: {chosen.value}")
