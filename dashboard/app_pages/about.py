"""About our monitoring: the public statement, as the settings stand now, to read and to publish."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import streamlit as st

from dashboard import desk
from dashboard.components.safe_html import safe
from pipelines.transparency import statement


def show() -> None:
    """Show the page."""
    with st.container(width=760):
        st.title("About our monitoring")
        made = statement(home=desk.home())
        st.caption(
            "For parents and the public. It is made from the settings and changes with them: publish it again after a "
            "change, on the school's web site, beside the privacy notice."
        )
        st.download_button(
            "Download the statement",
            made,
            file_name="about-our-monitoring.md",
            mime="text/markdown",
            key="main-download-statement",
            type="primary",
            icon=":material/download:",
            on_click="ignore",
        )
        st.html("".join(as_html(made)))


def as_html(words: str) -> Iterator[str]:
    """Yield the statement as HTML, without its title; every line is escaped."""
    lines = [line for line in words.splitlines() if line and not line.startswith("# ")]
    for is_list, group in groupby(lines, key=lambda line: line.startswith("- ")):
        if is_list:
            yield f'<ul class="gn-points">{"".join(f"<li>{safe(line[2:])}</li>" for line in group)}</ul>'
            continue
        for line in group:
            heading = line.startswith("## ")
            yield f"<h2>{safe(line[3:])}</h2>" if heading else f"<p>{safe(line)}</p>"


show()
