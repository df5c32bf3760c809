"""What went wrong, as the sentence that the error itself is."""

from __future__ import annotations

import streamlit as st

from data.errors import GoodnameError

_ICON = ":material/error:"


def problem(error: GoodnameError) -> None:
    """Show the error's message; it says how to mend it and holds nothing personal."""
    st.error(_sentence(error), icon=_ICON)


def refusal(error: GoodnameError) -> None:
    """Show why what somebody just asked for was not done: here, and where they look now, which may be far below."""
    problem(error)
    st.toast(_sentence(error), icon=_ICON, duration="long")


def told(words: str) -> None:
    """Show that what somebody just asked for was done: here, and where they look now."""
    st.success(words, icon=":material/check:")
    st.toast(words, icon=":material/check:")


def _sentence(error: GoodnameError) -> str:
    message = str(error)
    return f"{message[:1].upper()}{message[1:]}."
