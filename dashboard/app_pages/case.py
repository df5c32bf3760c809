"""One case: its posts with the words marked and why, its timeline, and the one thing to do next."""

from __future__ import annotations

import streamlit as st

from dashboard import desk
from dashboard.components.badge import badge
from dashboard.components.deadline import deadline
from dashboard.components.empty_state import empty_state
from dashboard.components.facts import facts
from dashboard.components.moments import london
from dashboard.components.post_card import post_card
from dashboard.components.problem import problem
from dashboard.components.severity_badge import severity_badge
from dashboard.components.timeline import timeline
from data.errors import InputError
from data.words import CaseStatus, CloseReason
from pipelines.cases import CaseView, change_status

_REFUSED = "case-refused"


def show() -> None:
    """Show the page."""
    with st.container(width=1280):
        if st.button("Back to the queue", icon=":material/arrow_back:", type="tertiary"):
            st.switch_page("app_pages/queue.py")
        reference = st.query_params.get("ref")
        if not reference:
            empty_state("No case was asked for", next_step="Open one from the queue.", icon="folder_off")
            return
        try:
            view = desk.look_at(reference)
        except InputError as error:
            problem(error)
            return
        _case(view)


def _case(view: CaseView) -> None:
    summary = view.summary
    due = deadline(summary.due_at, status=summary.status, now=desk.home().clock())
    st.title(summary.category.label)
    marks = [severity_badge(summary.severity), badge(summary.status.label, icon="pending", color="gray"), due.mark]
    if summary.may_be_another_school:
        marks.append(badge("May be another school", icon="help", color="violet"))
    if summary.has_unread:
        marks.append(badge("Not read in part", icon="visibility_off", color="orange"))
    st.markdown(" ".join(mark for mark in marks if mark))
    left, right = st.columns([2, 1], gap="large")
    with left:
        st.subheader("Posts" if len(view.posts) > 1 else "The post")
        for entry in view.posts:
            post_card(entry)
    with right:
        _act(view)
        st.subheader("About this case")
        facts(
            [
                ("Reference", summary.reference),
                ("Opened", london(summary.opened_at)),
                ("Deadline", due.words),
                ("Closed", london(view.closed_at) if view.closed_at else None),
                ("Closed as", view.close_reason.label if view.close_reason else None),
                ("Kept from", _kept_from(view.kept_from)),
            ]
        )
        st.subheader("Timeline")
        timeline(view.timeline)


def _act(view: CaseView) -> None:
    reference = view.summary.reference
    st.subheader("Change the status")
    status = st.selectbox(
        "Status",
        [status.value for status in CaseStatus],
        index=list(CaseStatus).index(view.summary.status),
        format_func=lambda value: CaseStatus(value).label,
        key=f"status-{reference}",
    )
    if status == CaseStatus.CLOSED.value:
        st.selectbox(
            "Why it is closed",
            [reason.value for reason in CloseReason],
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
        "Save",
        key=f"main-save-{reference}",
        type="primary",
        icon=":material/check:",
        on_click=_save,
        args=(reference,),
    )
    refused = st.session_state.pop(_REFUSED, None)
    if isinstance(refused, InputError):
        problem(refused)


def _save(reference: str) -> None:
    status, reason = CaseStatus(st.session_state[f"status-{reference}"]), st.session_state.get(f"reason-{reference}")
    try:
        change_status(
            home=desk.home(),
            viewer=desk.viewer(),
            reference=reference,
            status=status,
            reason=CloseReason(reason) if reason else None,
            words=st.session_state[f"words-{reference}"],
        )
    except InputError as error:
        st.session_state[_REFUSED] = error
        return
    desk.look_again()
    st.session_state[f"words-{reference}"] = ""
    st.toast(f"Saved: {status.label}", icon=":material/check:")


def _kept_from(people: int) -> str | None:
    if not people:
        return None
    who = "1 person who is" if people == 1 else f"{people} people who are"
    return f"{who} or may be its subject"


show()
