"""One case: is it reportable, its posts with the words marked and why, and everything that can be done about it."""

from __future__ import annotations

import streamlit as st

from dashboard import desk
from dashboard.case import acting, parts
from dashboard.case.documents import documents
from dashboard.case.hands import claimed, owner, severity, status
from dashboard.case.held import held
from dashboard.case.posts import posts
from dashboard.case.record import record
from dashboard.case.removal import removal
from dashboard.case.reportable import reportable
from dashboard.case.steps import steps
from dashboard.components.badge import badge
from dashboard.components.deadline import deadline
from dashboard.components.empty_state import empty_state
from dashboard.components.facts import facts
from dashboard.components.moments import london
from dashboard.components.problem import problem
from dashboard.components.severity_badge import severity_badge
from dashboard.components.timeline import timeline
from data.errors import InputError
from pipelines.case_desk import CaseDesk, case_desk
from pipelines.case_views import CaseView
from pipelines.hands import release
from pipelines.sorting_desk import last_act, undo

_LAST = "case-last"


def show() -> None:
    """Show the page."""
    with st.container(width=1280):
        reference = st.query_params.get("ref")
        if st.button("Back to the queue", icon=":material/arrow_back:", type="tertiary", shortcut="B"):
            _leave(reference)
        if not reference:
            st.title("Case")
            empty_state("No case was asked for", next_step="Open one from the queue.", icon="folder_off")
            return
        if st.session_state.get(_LAST) not in (None, reference):
            parts.forget()
        st.session_state[_LAST] = reference
        try:
            view = desk.look_at(reference)
            around = case_desk(home=desk.home(), viewer=desk.viewer(), reference=reference)
        except InputError as error:
            st.title("Case")
            acting.show_refusal()
            problem(error)
            st.markdown("Check the link, or ask whoever gave it to you. The cases that you see are in the **Queue**.")
            return
        _case(view, around)


def _leave(reference: str | None) -> None:
    if reference:
        try:
            release(home=desk.home(), viewer=desk.viewer(), reference=reference)
        except InputError:
            # The case is no longer there for them, nor is their claim of any use.
            desk.look_again()
    st.switch_page("app_pages/queue.py")


def _case(view: CaseView, around: CaseDesk) -> None:
    _head(view)
    acting.show_refusal()
    claimed(view)
    _undoable()
    for line in view.whom_to_call:
        st.error(line, icon=":material/call:")
    reportable(view, around)
    match parts.part(around):
        case "removal":
            removal(view, around)
        case "steps":
            steps(view, around)
        case "documents":
            documents(view, around)
        case "record":
            record(view, around)
        case _:
            left, right = st.columns([2, 1], gap="large")
            with left:
                posts(view, around)
            with right:
                _beside(view, around)


def _head(view: CaseView) -> None:
    summary = view.summary
    due = deadline(summary.due_at, status=summary.status, now=desk.home().clock())
    st.title(summary.category.label)
    marks = [severity_badge(summary.severity), badge(summary.status.label, icon="pending", color="gray"), due.mark]
    if summary.is_yours:
        marks.append(badge("Yours", icon="person", color="blue"))
    if summary.may_be_another_school:
        marks.append(badge("May be another school", icon="help", color="violet"))
    if summary.has_unread:
        marks.append(badge("Not read in part", icon="visibility_off", color="orange"))
    if summary.locked:
        marks.append(badge("Locked", icon="lock", color="red"))
    st.markdown(" ".join(mark for mark in marks if mark))
    st.caption(f"{summary.reference} · {due.words}")


def _undoable() -> None:
    act = last_act(home=desk.home(), viewer=desk.viewer())
    if act is not None:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(f"Your last act: {act.words} ({'1 case' if act.cases == 1 else f'{act.cases} cases'}).")
            st.button("Undo", key="case-undo", shortcut="U", icon=":material/undo:", on_click=_undo)


def _undo() -> None:
    acting.do(lambda: undo(home=desk.home(), viewer=desk.viewer()), "Undone.")


def _beside(view: CaseView, around: CaseDesk) -> None:
    summary = view.summary
    owner(view)
    status(view, around)
    severity(view, around)
    held(summary.reference)
    st.header("About this case")
    due = deadline(summary.due_at, status=summary.status, now=desk.home().clock())
    facts(
        [
            ("Reference", summary.reference),
            ("Opened", london(summary.opened_at)),
            ("Deadline", due.words),
            ("Closed", london(view.closed_at) if view.closed_at else None),
            ("Closed as", view.close_reason.label if view.close_reason else None),
            ("CPOMS reference", around.cpoms_ref),
            *around.related,
            ("Kept from", _kept_from(view.kept_from)),
        ]
    )
    st.header("Timeline")
    timeline(view.timeline, names=around.roles_by_name)


def _kept_from(people: int) -> str | None:
    if not people:
        return None
    who = "1 person who is" if people == 1 else f"{people} people who are"
    return f"{who} or may be its subject"


show()
