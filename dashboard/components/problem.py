"""What went wrong, as the sentence that the error itself is."""

from __future__ import annotations

import streamlit as st

from data.errors import GoodnameError


def problem(error: GoodnameError) -> None:
    """Show the error's message; it says how to mend it and holds nothing personal."""
    message = str(error)
    st.error(f"{message[:1].upper()}{message[1:]}.", icon=":material/error:")
