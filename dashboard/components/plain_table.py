"""A small table whose cells are text and nothing else; one that is too wide scrolls within itself."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.components.safe_html import safe


def plain_table(caption: str, heading: Sequence[str], rows: Sequence[Sequence[str]], *, stacks: bool = False) -> None:
    """Show the rows under their heading; `caption` names the table to a screen reader.

    `stacks`: on a phone each row stands as a block with its headings inside, for cells that hold sentences.
    """
    st.html(table_html(caption, heading, rows, stacks=stacks))


def table_html(caption: str, heading: Sequence[str], rows: Sequence[Sequence[str]], *, stacks: bool = False) -> str:
    """Return the table as HTML; every cell is escaped."""
    # The roles are said because a browser may forget them when a row is drawn as a block.
    head = "".join(f'<th scope="col" role="columnheader">{safe(name)}</th>' for name in heading)
    body = "".join(f'<tr role="row">{_cells(heading if stacks else (), row)}</tr>' for row in rows)
    kind = "gn-table gn-stacks" if stacks else "gn-table"
    return (
        f'<div class="{kind}" role="region" tabindex="0" aria-label="{safe(caption)}"><table role="table">'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead><tbody role="rowgroup">{body}</tbody></table></div>'
    )


def _cells(named: Sequence[str], row: Sequence[str]) -> str:
    # Only our own headings are written into an attribute: those of a file may hold anything.
    names = [f' data-of="{safe(name)}"' for name in named] or [""] * len(row)
    return "".join(f'<td role="cell" dir="auto"{name}>{safe(cell)}</td>' for name, cell in zip(names, row, strict=True))
