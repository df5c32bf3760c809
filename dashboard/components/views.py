"""One of several views of a page, kept in its address, so that a view can be linked to and the back button works."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st


def view_in_address(views: Mapping[str, str], *, label: str, key: str = "view") -> str:
    """Show the views to choose from (key -> name); return the key of the one chosen, the first at first."""
    if st.session_state.get(key) not in views:
        asked = st.query_params.get(key)
        st.session_state[key] = asked if asked in views else next(iter(views))
    chosen = st.segmented_control(
        label,
        list(views),
        format_func=lambda view: views[view],
        key=key,
        label_visibility="collapsed",
        width="stretch",
        required=True,
    )
    shown = str(chosen or next(iter(views)))
    if shown == next(iter(views)):
        st.query_params.pop(key, None)
    else:
        st.query_params[key] = shown
    return shown
