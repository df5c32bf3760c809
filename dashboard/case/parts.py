"""The parts of a case's page, one at a time; the address keeps which one, so that it can be linked to."""

from __future__ import annotations

import streamlit as st

from pipelines.case_desk import CaseDesk

_LABELS = {
    "post": "Post",
    "removal": "Removal",
    "steps": "Steps",
    "documents": "Documents",
    "record": "Record",
}
_KEY = "case-part"


def part(around: CaseDesk) -> str:
    """Let a part be chosen and return it; a part that is not for this viewer or this case is not offered."""
    offered = ["post"]
    if around.may_remove:
        offered.append("removal")
    if around.steps:
        offered.append("steps")
    if around.documents:
        offered.append("documents")
    offered.append("record")
    wanted = st.query_params.get("part")
    if st.session_state.get(_KEY) not in offered:
        st.session_state[_KEY] = wanted if wanted in offered else "post"
    chosen = st.segmented_control(
        "Part of the case",
        offered,
        format_func=lambda value: _LABELS[value],
        key=_KEY,
        label_visibility="collapsed",
        required=True,
    )
    which = chosen or "post"
    if which == "post":
        st.query_params.pop("part", None)
    else:
        st.query_params["part"] = which
    return which


def go_to(which: str) -> None:
    """Show this part next."""
    st.session_state[_KEY] = which


def forget() -> None:
    """Begin another case with its post."""
    st.session_state.pop(_KEY, None)
