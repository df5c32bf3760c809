"""Puts our few style rules on the page."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_STYLE = Path(__file__).with_name("style.css")


def apply_style() -> None:
    """Add `style.css`, which lies beside this file; nothing is loaded from elsewhere."""
    st.html(_STYLE)
