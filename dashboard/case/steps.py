"""The ladder of the case: each step, whether it is open, and what was done or why it was left out."""

from __future__ import annotations

from functools import partial

import streamlit as st

from casework.ladder import Rung, Step
from dashboard import desk
from dashboard.case import acting
from dashboard.components.badge import Color, badge
from dashboard.components.moments import london
from pipelines.case_desk import CaseDesk
from pipelines.case_views import CaseView
from pipelines.removal import escalate

_LOOKS: dict[str, tuple[str, str, Color]] = {
    "done": ("Done", "check_circle", "green"),
    "skipped": ("Left out", "skip_next", "gray"),
    "now": ("Now", "play_circle", "blue"),
    "waiting": ("Waiting", "hourglass_top", "orange"),
    "closed": ("Closed now", "lock_clock", "red"),
    "later": ("Later", "more_horiz", "gray"),
}


def steps(view: CaseView, around: CaseDesk) -> None:
    """Show every step in order; no step is left out without a reason."""
    st.header("Steps")
    if around.lado_by is not None:
        st.markdown(f":material/alarm: **LADO (or the nation's own officer) by {london(around.lado_by)}**")
    for step in around.steps:
        _step(view.summary.reference, step, around)


def _step(reference: str, step: Step, around: CaseDesk) -> None:
    words, icon, color = _LOOKS[step.state]
    with st.container(border=True, key=f"step-{step.rung.value}"):
        st.markdown(f"{step.rung.value}. **{step.rung.label}** " + badge(words, icon=icon, color=color))
        told = step.why
        if step.until is not None and step.state == "waiting":
            told = f"{told} Until {london(step.until)}.".strip()
        if told:
            st.caption(told)
        if step.state in ("done", "skipped", "closed"):
            return
        with st.popover("Take this step", icon=":material/stairs:"):
            missing = [
                one.rung for one in around.steps if one.rung < step.rung and one.state not in ("done", "skipped")
            ]
            for earlier in missing:
                st.text_input(
                    f"Why step {earlier.value} is left out ({earlier.label})",
                    key=f"left-{reference}-{step.rung.value}-{earlier.value}",
                    max_chars=500,
                )
            given = "CPOMS reference" if step.rung is Rung.RECORD else "Their reference or log number"
            st.text_input(given, key=f"their-{reference}-{step.rung.value}", max_chars=200)
            st.text_input("What came of it, without names", key=f"came-{reference}-{step.rung.value}", max_chars=500)
            st.button(
                "Record this step",
                key=f"take-{step.rung.value}",
                on_click=_take,
                args=(reference, step.rung, tuple(missing)),
            )


def _take(reference: str, rung: Rung, missing: tuple[Rung, ...]) -> None:
    left_out = {earlier: st.session_state[f"left-{reference}-{rung.value}-{earlier.value}"] for earlier in missing}
    act = partial(
        desk.ask,
        escalate,
        reference=reference,
        rung=rung,
        outcome=st.session_state[f"came-{reference}-{rung.value}"].strip() or None,
        authority_reference=st.session_state[f"their-{reference}-{rung.value}"].strip() or None,
        left_out={earlier: why for earlier, why in left_out.items() if why.strip()},
    )
    acting.do(act, f"Recorded: {rung.label}")
