"""A small table whose cells are text and nothing else; one that is too wide scrolls within itself."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.components.safe_html import safe


def plain_table(caption: str, heading: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Show the rows under their heading; `caption` names the table to a screen reader."""
    st.html(table_html(caption, heading, rows))


def table_html(caption: str, heading: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return the table as HTML; every cell is escaped."""
    head = "".join(f'<th scope="col">{safe(name)}</th>' for name in heading)
    body = "".join(f"<tr>{''.join(f'<td dir=auto>{safe(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return (
        f'<div class="gn-table" role="region" tabindex="0" aria-label="{safe(caption)}"><table>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
