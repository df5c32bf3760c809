"""A link to a page of ours that is not one of Streamlit's: sign-in, the account."""

from __future__ import annotations

import streamlit as st

from dashboard.components.safe_html import safe


def own_link(words: str, *, path: str) -> None:
    """Show the link; it opens in the same tab. `path` and `words` are our own."""
    st.html(f'<p class="gn-link"><a href="{safe(path)}">{safe(words)}</a></p>')
