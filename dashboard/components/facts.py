"""A short list of terms and what holds for each; any value is shown as text and as nothing else."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from dashboard.components.safe_html import safe


def facts(pairs: Iterable[tuple[str, str | None]]) -> None:
    """Show the pairs whose value is known."""
    rows = "".join(f"<dt>{safe(term)}</dt><dd dir='auto'>{safe(value)}</dd>" for term, value in pairs if value)
    if rows:
        st.html(f'<dl class="gn-facts">{rows}</dl>')
