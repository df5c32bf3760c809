"""The cards of one page of the queue, in order, and what can be done to several of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

import streamlit as st

from dashboard.components.case_card import badges, excerpt, line
from dashboard.queue import acts, state
from dashboard.queue.state import Panel
from pipelines.case_views import CaseSummary
from pipelines.cases import DISMISSED
from pipelines.covering import covered


def rows(cases: Sequence[CaseSummary], place: int, *, now: datetime, words: bool, hide_slurs: bool) -> None:
    """Show the cards; the one in hand is marked."""
    chosen = state.chosen()
    for number, case in enumerate(cases):
        picked = ":material/check_box: **Chosen** · " if case.reference in chosen else ""
        if number == place:
            with st.container(border=True, key=f"card-now-{case.reference}"):
                st.markdown(f":material/arrow_right: {picked}**In hand, above** · {case.reference}")
            continue
        with st.container(border=True, key=f"card-{case.reference}", gap="small"):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.markdown(picked + " ".join(badges(case, now)) + "  \n" + line(case, now), width="stretch")
                st.button(
                    "Take in hand",
                    key=f"look-{case.reference}",
                    type="tertiary",
                    on_click=state.take_in_hand,
                    args=(case.reference,),
                )
                if st.button("Open case", key=f"open-{case.reference}"):
                    st.switch_page("app_pages/case.py", query_params={"ref": case.reference})
            if words:
                told = excerpt(case)
                st.html(covered(told) if hide_slurs else told)


def bulk_bar() -> None:
    """Show what can be done to the chosen cards, when some are."""
    cases = state.chosen()
    if not cases:
        return
    with st.container(border=True, key="queue-bulk"):
        st.markdown(f"**{len(cases)} chosen** · " + ", ".join(cases))
        with st.container(horizontal=True, gap="small"):
            if len(cases) > 1:
                ask = partial(state.open_panel, Panel.MERGE)
                st.button("Merge them ...", key="bulk-merge", shortcut="M", icon=":material/merge:", on_click=ask)
            ask = partial(state.open_panel, Panel.DISMISS_CHOSEN)
            st.button("Dismiss them ...", key="bulk-dismiss", shortcut="Shift+D", on_click=ask)
            st.button("Let all go", key="bulk-none", shortcut="Shift+X", type="tertiary", on_click=state.choose_none)
        match state.panel():
            case Panel.DISMISS_CHOSEN:
                st.markdown("**Dismiss all of them: why?** It can be undone for ten minutes.")
                for number, reason in enumerate(DISMISSED, start=1):
                    act = partial(acts.dismiss, cases, reason)
                    st.button(reason.label, key=f"bulk-{number}", shortcut=str(number), on_click=act)
                _cancel()
            case Panel.MERGE:
                st.markdown(
                    "**Make one case of them?** All posts go into the gravest and oldest; the others are closed as "
                    "merged. It can be undone for ten minutes."
                )
                act = partial(acts.merge, cases)
                st.button("Merge", key="bulk-merge-now", shortcut="Enter", on_click=act)
                _cancel()


def _cancel() -> None:
    st.button("Cancel", key="bulk-cancel", shortcut="Esc", type="tertiary", on_click=state.close_panel)
