"""Registers: one pupil's permissions before a picture is used, the import of a roll, and how old everything is."""

from __future__ import annotations

import streamlit as st

from dashboard import desk
from dashboard.components.views import view_in_address
from dashboard.registers.look_up import lookup
from dashboard.registers.state import state
from dashboard.registers.wizard import wizard
from pipelines.register_import import may_import

_VIEWS = {"look-up": lookup, "import": wizard, "state": state}


def show() -> None:
    """Show the page."""
    with st.container(width=900):
        st.title("Registers")
        names = {"look-up": "Look up a pupil", "import": "Import", "state": "How fresh they are"}
        if not may_import(home=desk.home(), viewer=desk.viewer()):
            del names["import"]
        _VIEWS[view_in_address(names, label="What to do")]()


show()
