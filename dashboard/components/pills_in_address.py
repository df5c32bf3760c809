"""A choice of several words that the page's address keeps, so that a filtered page can be linked to.

Streamlit's own binding would put the labels into the address; the stored keys are shorter and never change.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

from data.words import Word

W = TypeVar("W", bound=Word)


def pills_in_address(
    label: str,
    words: type[W],
    *,
    key: str,
    default: Sequence[W],
    on_change: Callable[[], None],
    shown: Callable[[W], str] = lambda word: word.label,
) -> list[W]:
    """Show the words to choose from; return those chosen. What an address says that is none of them is ignored."""
    known = {word.value: word for word in words}
    if key not in st.session_state:
        asked = st.query_params.get(key)
        given = [value for value in (asked or "").split(",") if value in known]
        st.session_state[key] = given or [word.value for word in default]
    chosen = st.pills(
        label,
        list(known),
        selection_mode="multi",
        format_func=lambda value: shown(known[value]),
        key=key,
        on_change=on_change,
        wrap=True,
        persist_state="session",
    )
    if set(chosen) == {word.value for word in default}:
        st.query_params.pop(key, None)
    else:
        st.query_params[key] = ",".join(value for value in known if value in chosen)
    return [known[value] for value in chosen]
