"""Is this reportable? Asked before any draft. Fair criticism, opinion or true: two clicks close the case."""

from __future__ import annotations

from functools import partial

import streamlit as st

from casework.reportable import CHOICES, Concern
from dashboard import desk
from dashboard.case import acting, parts
from data.words import CaseStatus, CloseReason
from pipelines import sorting_desk
from pipelines.case_desk import CaseDesk
from pipelines.case_views import CaseView
from pipelines.cases import DISMISSED


def concern_of(reference: str) -> Concern | None:
    """Return what the person said that the post is, or None while nobody said."""
    value = st.session_state.get(f"concern-{reference}")
    return Concern(value) if value else None


def reportable(view: CaseView, around: CaseDesk) -> None:
    """Ask, give the advice that belongs to the answer, and lead on."""
    summary = view.summary
    if summary.status is CaseStatus.CLOSED or around.is_locked:
        return
    reference = summary.reference
    with st.container(border=True, key="case-reportable"):
        st.markdown(f"**Is this reportable?** Say first what it is. Most often here: {_small(around.likely[0].label)}.")
        said = concern_of(reference)
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            st.selectbox(
                "What it is",
                [concern.value for concern in Concern if concern is not Concern.FAIR],
                index=None,
                format_func=lambda value: Concern(value).label,
                placeholder="Choose",
                key=f"concern-{reference}",
                persist_state="session",
            )
            st.button(
                "It is fair criticism, an opinion, or true",
                key="case-fair",
                icon=":material/balance:",
                on_click=_ask_fair,
                args=(reference,),
            )
        if st.session_state.get(_fair(reference)):
            _closings(view, around)
        elif said is not None:
            choice = CHOICES[said]
            if choice.advice:
                st.markdown(f":material/info: {choice.advice}")
            if around.may_remove:
                st.button(
                    "Have it removed",
                    key="case-to-removal",
                    icon=":material/arrow_forward:",
                    on_click=parts.go_to,
                    args=("removal",),
                )


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]


def _closings(view: CaseView, around: CaseDesk) -> None:
    choice = CHOICES[Concern.FAIR]
    st.markdown(f":material/info: {choice.advice}")
    with st.container(horizontal=True, gap="small"):
        for reason in choice.closes_with:
            if reason in DISMISSED and not around.may_dismiss:
                continue
            st.button(f"Close: {reason.label}", key=f"close-{reason.value}", on_click=_close, args=(view, reason))


def _ask_fair(reference: str) -> None:
    st.session_state[_fair(reference)] = not st.session_state.get(_fair(reference))
    st.session_state[f"concern-{reference}"] = None


def _fair(reference: str) -> str:
    return f"fair-{reference}"


def _close(view: CaseView, reason: CloseReason) -> None:
    summary = view.summary
    assert summary.changed_at is not None
    act = partial(
        desk.ask,
        sorting_desk.close,
        cases={summary.reference: summary.changed_at},
        reason=reason,
    )
    if acting.do(act, f"Closed: {reason.label}. It can be undone for ten minutes."):
        st.session_state.pop(_fair(summary.reference), None)
