"""One pupil's photo permissions, as far as the viewer's roles say why; and recording what a parent decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard import desk
from dashboard.components.badge import Color, badge
from dashboard.components.empty_state import empty_state
from dashboard.components.problem import refusal, told
from data.errors import InputError
from data.words import PermissionStatus
from pipelines.pupil_search import PupilFound, find_pupils, may_decide
from pipelines.register_desk import PermissionLine, PupilSeen, decide, look_up
from pipelines.sweep import run_sweeps

_WORDS, _FOUND, _PUPIL, _SEEN, _REFUSED, _TOLD = (
    f"look-up-{part}" for part in ("words", "found", "pupil", "seen", "refused", "told")
)
ANSWERS: Mapping[str, tuple[str, str, Color]] = {
    "yes": ("Yes", "check_circle", "green"),
    "no": ("No", "block", "red"),
    "hold": ("Hold, ask first", "pause_circle", "orange"),
}


def lookup() -> None:
    """Show the search, the pupil chosen, and where roles allow the form for a decision."""
    refused = st.session_state.pop(_REFUSED, None)
    if isinstance(refused, InputError):
        refusal(refused)
    done = st.session_state.pop(_TOLD, None)
    if done:
        told(done)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("A piece of the name", key=_WORDS, max_chars=80, placeholder="At least two letters")
        st.button("Find", key="main-find-pupil", type="primary", icon=":material/search:", on_click=_find)
    found: list[PupilFound] | None = st.session_state.get(_FOUND)
    if found is None:
        st.caption("Yes or no for each purpose, before a picture is used. Each search and each look is recorded.")
        return
    if not found:
        empty_state("Nobody found", next_step="Try a shorter piece of the name, or import the roll.", icon="person_off")
        return
    for at, pupil in enumerate(found):
        _row(at, pupil)
    seen: PupilSeen | None = st.session_state.get(_SEEN)
    if seen is not None:
        _pupil(seen)


def _row(at: int, pupil: PupilFound) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        left = ", has left" if pupil.has_left else ""
        st.text(f"{pupil.name} ({pupil.school_class or 'no class'}{left})")
        st.button("Look", key=f"look-{at}", on_click=_look, args=(pupil.pupil_id,))


def _pupil(seen: PupilSeen) -> None:
    st.subheader("Permissions")
    with st.container(border=True):
        st.text(f"{seen.name}, {seen.school_class or 'no class'}")
        if seen.protected:
            st.error("Must never be shown or named anywhere.", icon=":material/shield:")
        for line in seen.permissions:
            _permission(line)
        if seen.roll_warning:
            st.warning(seen.roll_warning, icon=":material/history:")
    if may_decide(home=desk.home(), viewer=desk.viewer()):
        _decision(seen.permissions)


def _permission(line: PermissionLine) -> None:
    words, icon, color = ANSWERS[line.answer]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(badge(words, icon=icon, color=color), width="content")
        st.text(f"{line.label}{f': {line.why}' if line.why else ''}", width="content")


def _decision(lines: Sequence[PermissionLine]) -> None:
    names = {line.purpose: line.label for line in lines}
    with st.expander("Record what a parent decided"), st.form("decision", border=False):
        st.multiselect("For what", list(names), format_func=lambda key: names[key], key="decision-purposes")
        st.selectbox(
            "Decision",
            [status.value for status in PermissionStatus],
            format_func=lambda value: PermissionStatus(value).label,
            key="decision-status",
        )
        st.date_input("From which day", key="decision-since", format="DD/MM/YYYY", max_value="today")
        st.text_input("How the school was told", key="decision-source", max_chars=200, placeholder="Letter, form, call")
        st.form_submit_button("Record", icon=":material/edit_note:", on_click=_decide)


def _find() -> None:
    st.session_state.pop(_SEEN, None)
    try:
        st.session_state[_FOUND] = find_pupils(home=desk.home(), viewer=desk.viewer(), words=st.session_state[_WORDS])
    except InputError as error:
        st.session_state.pop(_FOUND, None)
        st.session_state[_REFUSED] = error


def _look(pupil_id: str) -> None:
    try:
        st.session_state[_SEEN] = look_up(home=desk.home(), pupil_id=pupil_id, viewer=desk.viewer())
    except InputError as error:
        st.session_state[_REFUSED] = error


def _decide() -> None:
    seen: PupilSeen = st.session_state[_SEEN]
    purposes = st.session_state["decision-purposes"]
    if not purposes:
        st.session_state[_REFUSED] = InputError("say for which purposes the decision is")
        return
    try:
        asked = decide(
            home=desk.home(),
            pupil_id=seen.pupil_id,
            viewer=desk.viewer(),
            purposes=purposes,
            status=PermissionStatus(st.session_state["decision-status"]),
            since=st.session_state["decision-since"],
            source=st.session_state["decision-source"] or "told to the office",
        )
        swept = run_sweeps(home=desk.home(), viewer=desk.viewer()) if asked else []
    except InputError as error:
        st.session_state[_REFUSED] = error
        return
    listed = sum(len(sweep.listed) for sweep in swept)
    st.session_state[_TOLD] = "Recorded." + (
        f" What is published was searched: {listed} posts to take down, under Own posts." if asked else ""
    )
    _look(seen.pupil_id)
