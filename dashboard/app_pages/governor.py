"""Governors: the term in counts, what was and was not covered, and questions to ask. Small counts are withheld."""

from __future__ import annotations

import streamlit as st

from casework.documents.blocks import Block, Callout, Grid, Lines, Pairs, Words
from dashboard import desk
from dashboard.components.facts import facts
from dashboard.components.moments import london
from dashboard.components.plain_table import plain_table
from pipelines.governor_view import termly
from pipelines.periods import terms

_TERM = "governor-term"
_FIT = 3
"""Columns that fit side by side on a phone."""


def show() -> None:
    """Show the page."""
    with st.container(width=900):
        st.title("For governors")
        names = [term.name for term in terms(home=desk.home())]
        chosen = st.selectbox("Term", names, key=_TERM)
        found = termly(home=desk.home(), viewer=desk.viewer(), term=chosen)
        term = found.term
        st.caption(
            f"{term.begin.day} {term.begin:%B %Y} to {term.end.day} {term.end:%B %Y}. "
            f"Counted {london(found.counted_at)}. "
            "Counts only: fewer than five, or what would give such a count away, is withheld (*)."
        )
        with st.container(horizontal=True):
            for name, value in found.document.glance:
                st.metric(name, _short(value), border=True)
        if st.button("Make the report", key="main-governor", type="primary", icon=":material/summarize:"):
            st.switch_page("app_pages/reports.py")
        for section in found.document.sections:
            st.subheader(section.heading)
            for block in section.blocks:
                _block(section.heading, block)


def _short(value: str) -> str:
    # The whole sentence stands above; a tile has room for a sign.
    return "*" if value.startswith("fewer than") else value


def _block(heading: str, block: Block) -> None:
    if isinstance(block, Grid):
        plain_table(f"{heading}: {block.header[0]}", block.header, block.rows, stacks=len(block.header) > _FIT)
    elif isinstance(block, Pairs):
        facts(block.rows)
    elif isinstance(block, Lines):
        st.markdown("\n".join(f"- {item}" for item in block.items))
    elif isinstance(block, Callout):
        st.warning(block.text, icon=":material/warning:")
    elif isinstance(block, Words):
        st.caption(block.text.replace("*", r"\*"))


show()
