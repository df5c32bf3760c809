"""The card in hand: how grave, why it is there, its words when wanted, and every act with its key.

Every button is named after its card, so that a key pressed while the next card comes never acts on another.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

import streamlit as st

from casework.permissions import answers_for
from dashboard import desk
from dashboard.components.badge import badge
from dashboard.components.case_card import badges, line
from dashboard.components.findings_list import short_reasons
from dashboard.components.moments import near
from dashboard.components.post_card import post_html
from dashboard.components.safe_html import safe
from dashboard.queue import acts, state
from dashboard.queue.state import Panel
from data.words import CaseStatus, Severity
from pipelines.case_views import CaseSummary
from pipelines.cases import DISMISSED
from pipelines.covering import without_slurs
from pipelines.glance import glance
from pipelines.hands import colleagues
from pipelines.preferences import Preferences
from pipelines.sorting_desk import last_act


def card_in_hand(cases: Sequence[CaseSummary], place: int, *, total: int, now: datetime, liked: Preferences) -> None:
    """Show the card at `place` and act on it."""
    case = cases[place]
    words = state.shows_words(by_default=not liked.blur)
    with st.container(border=True, key="queue-in-hand"):
        st.html(
            f'<p class="gn-small" role="status">Card {place + 1} of {len(cases)} on this page, '
            f"{total} in all: {safe(case.reference)}</p>"
        )
        st.markdown(" ".join(badges(case, now)) + "  \n" + line(case, now))
        _post(case, words=words, liked=liked)
        if case.held_by is not None:
            _held(case, now)
            _moves(cases, place)
            return
        _moves(cases, place)
        _acts(case, words=words)
        _panel(case)


def _post(case: CaseSummary, *, words: bool, liked: Preferences) -> None:
    seen = glance(home=desk.home(), viewer=desk.viewer(), reference=case.reference, words=words)
    if seen.locked:
        st.warning(
            "This may point to illegal imagery. Do not open its address. Open the case: it says whom to call.",
            icon=":material/lock:",
        )
        return
    short_reasons(seen.findings)
    if seen.post is None:
        st.html('<div class="gn-hidden">Text hidden</div>')
        return
    desk.note_reading([case.reference])
    post = without_slurs(seen.post) if liked.hide_slurs else seen.post
    with st.container(key="queue-words-shown"):
        st.html(post_html(post, seen.findings, masked=True))


def _held(case: CaseSummary, now: datetime) -> None:
    assert case.held_by is not None
    st.markdown(badge("Somebody is working on it", icon="person_edit", color="violet"))
    st.text(f"{case.held_by.told}, since {near(case.held_by.since, now=now)}.")
    st.button(
        "Take over",
        key=f"now-take-over-{case.reference}",
        on_click=acts.take_over,
        args=(case,),
        icon=":material/back_hand:",
    )


def _moves(cases: Sequence[CaseSummary], place: int) -> None:
    here = cases[place].reference
    with st.container(horizontal=True, gap="small", key="queue-moves"):
        if place + 1 < len(cases):
            after = cases[place + 1].reference
            st.button(
                "Next",
                key=f"main-next-{here}",
                shortcut="J",
                type="primary",
                on_click=state.take_in_hand,
                args=(after,),
            )
        if place > 0:
            before = cases[place - 1].reference
            st.button("Previous", key=f"now-previous-{here}", shortcut="K", on_click=state.take_in_hand, args=(before,))
        if st.button("Open", key=f"now-open-{here}", shortcut="O", icon=":material/open_in_full:"):
            st.switch_page("app_pages/case.py", query_params={"ref": here})
        undoable = last_act(home=desk.home(), viewer=desk.viewer())
        if undoable is not None:
            st.button(
                "Undo",
                key=f"now-undo-{here}",
                shortcut="U",
                icon=":material/undo:",
                help=f"{undoable.words}, {undoable.cases} in all",
                on_click=acts.undo,
            )


def _acts(case: CaseSummary, *, words: bool) -> None:
    with st.container(horizontal=True, gap="small", key="queue-acts"):
        if not case.locked:
            label = "Hide text" if words else "Show text"
            turn = partial(state.turn_words, on=not words)
            st.button(label, key=f"now-words-{case.reference}", shortcut="T", on_click=acts.work_on, args=(case, turn))
        is_chosen = case.reference in state.chosen()
        if case.status is not CaseStatus.CLOSED:
            st.button(
                "Let go" if is_chosen else "Choose",
                key=f"now-choose-{case.reference}",
                shortcut="X",
                on_click=state.choose,
                args=(case,),
            )
            if not case.is_yours:
                st.button("Take it", key=f"now-take-{case.reference}", shortcut="A", on_click=acts.take, args=(case,))
            _opens(case, "Give to", Panel.GIVE, "G")
            _opens(case, "Escalate", Panel.ESCALATE, "E")
            if case.may_dismiss:
                _opens(case, "Dismiss", Panel.DISMISS, "D")
    if case.status is not CaseStatus.CLOSED and not case.locked and not case.may_dismiss:
        st.caption(f"Put aside only by: {answers_for(case.category)}.")


def _opens(case: CaseSummary, label: str, which: Panel, key: str) -> None:
    then = partial(state.open_panel, which)
    st.button(
        f"{label} ...", key=f"now-{which}-{case.reference}", shortcut=key, on_click=acts.work_on, args=(case, then)
    )


def _panel(case: CaseSummary) -> None:
    match state.panel():
        case Panel.DISMISS if case.may_dismiss:
            with st.container(border=True, key="queue-panel"):
                st.markdown("**Dismiss: why?** It can be undone for ten minutes.")
                for number, reason in enumerate(DISMISSED, start=1):
                    _choice(case, number, reason.label, partial(acts.dismiss, acts.seen(case), reason))
                _stop(case)
        case Panel.ESCALATE:
            _escalate(case)
        case Panel.GIVE:
            with st.container(border=True, key="queue-panel"):
                st.markdown("**Give it to whom?** Those who may see it:")
                found = colleagues(home=desk.home(), viewer=desk.viewer(), reference=case.reference)
                for number, one in enumerate(found, start=1):
                    role = ", ".join(role.label for role in one.roles)
                    _choice(case, number, f"{plain(one.name)} ({role})", partial(acts.give, case, one.username))
                _stop(case)


def _escalate(case: CaseSummary) -> None:
    graver = [severity for severity in Severity if severity < case.severity]
    with st.container(border=True, key="queue-panel"):
        st.markdown("**Escalate.** People are told at once; it cannot be undone, only lowered again with a reason.")
        for number, severity in enumerate(reversed(graver), start=1):
            _choice(case, number, f"Raise to {severity.label}", partial(acts.raise_to, case, severity))
        if st.button(
            "The steps of this case (platform, helpline, authorities)",
            key=f"panel-steps-{case.reference}",
            shortcut=str(len(graver) + 1),
        ):
            state.close_panel()
            st.switch_page("app_pages/case.py", query_params={"ref": case.reference, "part": "steps"})
        _stop(case)


def _choice(case: CaseSummary, number: int, label: str, act: partial[None]) -> None:
    # Digits are the keys of the first nine; whatever comes after is reached by Tab.
    key = f"panel-{case.reference}-{number}"
    st.button(label, key=key, shortcut=str(number) if number <= 9 else None, on_click=act)  # noqa: PLR2004 - digits


def _stop(case: CaseSummary) -> None:
    st.button(
        "Cancel", key=f"panel-cancel-{case.reference}", shortcut="Esc", type="tertiary", on_click=state.close_panel
    )


def plain(name: str) -> str:
    """Return a name as a button's label shows it and as nothing else: labels are read as Markdown."""
    return "".join(character if character.isalnum() or character in " -'." else " " for character in name)
