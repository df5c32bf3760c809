"""Shows a long list in part until all of it is wanted: a surge can bring fifty posts into one case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import streamlit as st

AT_FIRST = 10
T = TypeVar("T")


def shown(entries: Sequence[T], *, key: str) -> Sequence[T]:
    """Return the entries to show now, with a switch above them when there are more."""
    if len(entries) <= AT_FIRST or st.toggle(f"Show all {len(entries)}, not the first {AT_FIRST} alone", key=key):
        return entries
    return entries[:AT_FIRST]
