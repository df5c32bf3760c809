"""What stands where nothing is: what that means, and what to do next."""

from __future__ import annotations

import streamlit as st


def empty_state(headline: str, *, next_step: str, icon: str = "inbox") -> None:
    """Show that there is nothing here, and what a person could do. Both texts are our own."""
    with st.container(border=True, horizontal_alignment="center"):
        st.markdown(f"**:material/{icon}: {headline}**")
        st.markdown(next_step)
