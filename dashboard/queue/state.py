"""What the queue remembers of one browser session: the card in hand, the cards chosen, the open panel, a refusal."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import streamlit as st

from dashboard.components.pages import Pages
from data.errors import GoodnameError
from pipelines.case_views import CaseSummary
from pipelines.sorting_desk import Seen

PAGES = Pages("page", 25, kept=True)
_NOW, _PLACE, _PANEL, _CHOSEN, _WORDS, _REFUSED, _TOLD = (
    "queue-now", "queue-place", "queue-panel", "queue-chosen", "queue-words", "queue-refused", "queue-told",
)  # fmt: skip


class Panel(StrEnum):
    """What is asked before an act is done."""

    DISMISS = "dismiss"
    ESCALATE = "escalate"
    GIVE = "give"
    DISMISS_CHOSEN = "dismiss-chosen"
    MERGE = "merge"


def in_hand(cases: Sequence[CaseSummary]) -> int:
    """Return the place of the card in hand among `cases`; when it is gone, the card that took its place."""
    references = [case.reference for case in cases]
    now = st.session_state.get(_NOW)
    place = references.index(now) if now in references else min(st.session_state.get(_PLACE, 0), len(cases) - 1)
    st.session_state[_NOW], st.session_state[_PLACE] = references[place], place
    return place


def take_in_hand(reference: str) -> None:
    """Make this card the one in hand."""
    st.session_state[_NOW] = reference
    close_panel()


def go_to_first_page() -> None:
    """Begin at the first card of the first page."""
    PAGES.go_to(1)
    st.session_state.pop(_NOW, None)
    st.session_state[_PLACE] = 0
    close_panel()


def panel() -> Panel | None:
    """Return what is being asked now."""
    return st.session_state.get(_PANEL)


def open_panel(which: Panel) -> None:
    """Ask this; asked again, stop asking."""
    st.session_state[_PANEL] = None if panel() is which else which


def close_panel() -> None:
    """Stop asking."""
    st.session_state[_PANEL] = None


def chosen() -> Seen:
    """Return the chosen cards as they were seen when chosen."""
    return dict(st.session_state.get(_CHOSEN, {}))


def choose(case: CaseSummary) -> None:
    """Choose the card, or let it go when it was chosen."""
    kept = dict(chosen())
    if kept.pop(case.reference, None) is None:
        assert case.changed_at is not None
        kept[case.reference] = case.changed_at
    st.session_state[_CHOSEN] = kept


def choose_none() -> None:
    """Let all chosen cards go."""
    st.session_state[_CHOSEN] = {}
    close_panel()


def shows_words(*, by_default: bool) -> bool:
    """Return whether posts' words are shown now."""
    return bool(st.session_state.get(_WORDS, by_default))


def turn_words(*, on: bool) -> None:
    """Show posts' words, or hide them."""
    st.session_state[_WORDS] = on


def refuse(error: GoodnameError) -> None:
    """Keep what went wrong, to be shown once."""
    st.session_state[_REFUSED] = error


def refused() -> GoodnameError | None:
    """Return what went wrong in the last act, once."""
    error: GoodnameError | None = st.session_state.pop(_REFUSED, None)
    return error


def tell(words: str, *, icon: str) -> None:
    """Keep what was done, to be shown once: a callback of a fragment may draw nothing itself."""
    st.session_state[_TOLD] = (words, icon)


def told() -> tuple[str, str] | None:
    """Return what the last act did and its icon, once."""
    done: tuple[str, str] | None = st.session_state.pop(_TOLD, None)
    return done
