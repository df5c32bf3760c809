"""Policy: the school's rules in words, and from which score a post counts."""

from __future__ import annotations

import streamlit as st

from dashboard.components.views import view_in_address
from dashboard.policy.rules import rules
from dashboard.policy.thresholds import thresholds


def show() -> None:
    """Show the page."""
    with st.container(width=900):
        st.title("Policy")
        chosen = view_in_address({"rules": "Our rules", "thresholds": "Thresholds"}, label="What to see")
        {"rules": rules, "thresholds": thresholds}[chosen]()


show()
