"""Breaches: own posts that broke a rule, until somebody says how each ended; and the DPO's decision."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from dashboard import desk
from dashboard.components.badge import badge
from dashboard.components.empty_state import empty_state
from dashboard.components.facts import facts
from dashboard.components.moments import lasting, london
from dashboard.components.person_name import called, names
from dashboard.components.problem import refusal, told
from data.errors import InputError
from data.words import BreachDecision, BreachOutcome, Platform
from pipelines.breach_log import Breach, breach_log, decide, say_outcome

_REFUSED, _TOLD = "breach-refused", "breach-told"


def breaches(*, decides: bool) -> None:
    """Show the breach log; `decides`: the viewer says whether the regulator is told."""
    refused, done = st.session_state.pop(_REFUSED, None), st.session_state.pop(_TOLD, None)
    if isinstance(refused, InputError):
        refusal(refused)
    if done:
        told(done)
    everything = st.toggle("Show those that ended too", key="breaches-all")
    found = breach_log(home=desk.home(), viewer=desk.viewer(), open_only=not everything)
    if not found:
        empty_state(
            "No breach waits for an outcome",
            next_step="The next daily audit may find one. What was read is under **Calendar and sign-off**.",
            icon="check_circle",
        )
    known = names()
    for at, line in enumerate(found):
        _breach(at, line, known, decides=decides)


def _breach(at: int, line: Breach, known: Mapping[str, str], *, decides: bool) -> None:
    with st.container(border=True):
        if line.outcome:
            mark = badge(f"Ended: {line.outcome.label}", icon="task_alt", color="green")
        else:
            mark = badge("No outcome yet", icon="pending_actions", color="red")
        st.markdown(f"**{', '.join(label.label for label in line.labels)}** {mark}")
        facts(
            [
                ("Case", line.case),
                ("Where", f"{Platform(line.platform).label} {line.account or ''}".strip()),
                ("Found", london(line.found_at)),
                ("Owner", called(line.owner, known) if line.owner else None),
                ("Owner told", london(line.owner_told_at) if line.owner_told_at else None),
                ("Looked at again", line.recheck),
                ("Outcome", _ended(line, known)),
                ("DPO's decision", _decision(line)),
            ]
        )
        with st.container(horizontal=True):
            if st.button("Open case", key=f"breach-open-{at}"):
                st.switch_page("app_pages/case.py", query_params={"ref": line.case})
        if line.outcome is None:
            _ask(
                f"outcome-{at}",
                "Say how it ended",
                {outcome.value: outcome.label for outcome in BreachOutcome},
                lambda said, words: say_outcome(
                    home=desk.home(),
                    viewer=desk.viewer(),
                    reference=line.case,
                    outcome=BreachOutcome(said),
                    words=words,
                ),
            )
        if decides and line.child_exposed and line.decision is None:
            _ask(
                f"decision-{at}",
                "Decide whether the regulator is told",
                {decision.value: decision.label for decision in BreachDecision},
                lambda said, words: decide(
                    home=desk.home(),
                    viewer=desk.viewer(),
                    reference=line.case,
                    decision=BreachDecision(said),
                    words=words,
                ),
            )


def _ended(line: Breach, known: Mapping[str, str]) -> str | None:
    if line.outcome_at is None:
        return None
    by = f" by {called(line.outcome_by, known)}" if line.outcome_by else ""
    return f"{london(line.outcome_at)}{by}"


def _decision(line: Breach) -> str | None:
    if not line.child_exposed:
        return None
    if line.decision is not None:
        return f"{line.decision.label} ({london(line.decided_at)})" if line.decided_at else line.decision.label
    if line.decide_by is None:
        return "To be decided"
    now = desk.home().clock()
    left = lasting(line.decide_by - now)
    late = f"{left} late" if line.decide_by < now else f"in {left}"
    return f"To be decided by {london(line.decide_by)} ({late})"


def _ask(key: str, title: str, choices: dict[str, str], act: Callable[[str, str], object]) -> None:
    with st.expander(title), st.form(key, border=False):
        st.selectbox(
            "What", list(choices), index=None, format_func=lambda value: choices[value], key=f"{key}-what",
            placeholder="Choose",
        )  # fmt: skip
        st.text_area("In your words", key=f"{key}-words", max_chars=2000, help="Kept encrypted with the case.")
        st.form_submit_button("Record", key=f"{key}-record", on_click=_record, args=(key, act))


def _record(key: str, act: Callable[[str, str], object]) -> None:
    what = st.session_state[f"{key}-what"]
    if what is None:
        st.session_state[_REFUSED] = InputError("choose what it was before you record it")
        return
    try:
        act(what, st.session_state[f"{key}-words"])
    except InputError as error:
        st.session_state[_REFUSED] = error
        return
    st.session_state[_TOLD] = "Recorded."
