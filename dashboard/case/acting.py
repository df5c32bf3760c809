"""Does what a button of the case's page asks: done and told in a word, or refused and told why."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard import desk
from dashboard.components.problem import refusal
from data.errors import GoodnameError

_REFUSED = "case-refused"


def do(act: Callable[[], object], told: str) -> bool:
    """Run the use-case; return whether it was done. What the page knew of the case is asked anew."""
    try:
        act()
    except GoodnameError as error:
        st.session_state[_REFUSED] = error
        return False
    finally:
        desk.look_again()
    st.toast(told, icon=":material/check:")
    return True


def refuse(error: GoodnameError) -> None:
    """Keep what went wrong, to be shown once."""
    st.session_state[_REFUSED] = error


def show_refusal() -> None:
    """Show what went wrong in the last act, once."""
    refused = st.session_state.pop(_REFUSED, None)
    if isinstance(refused, GoodnameError):
        refusal(refused)
