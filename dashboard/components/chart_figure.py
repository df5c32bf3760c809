"""A chart with its words: the picture, a sentence, the figures as a table, and both to take away."""

from __future__ import annotations

from base64 import b64encode
from functools import partial

import streamlit as st

from casework.documents.chart import DARK, LIGHT, Chart, Palette, as_svg
from casework.documents.picture import as_png
from casework.documents.spreadsheet import as_csv
from dashboard import desk
from dashboard.components.moments import london
from dashboard.components.plain_table import plain_table
from dashboard.components.safe_html import safe

_WIDE, _NARROW = 800, 280


def chart_figure(chart: Chart, *, key: str) -> None:
    """Show the chart. `key` names the files to download and keeps charts of one page apart."""
    home = desk.home()
    st.subheader(chart.title)
    st.html(chart_html(chart, palette=DARK if st.context.theme.type == "dark" else LIGHT))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            "Picture",
            # It is drawn on a thread of its own, where nobody sits at the desk.
            partial(picture_of, chart, school=home.config.school.name, counted=london(home.clock())),
            file_name=f"{key}.png",
            mime="image/png",
            key=f"{key}-png",
            icon=":material/image:",
            on_click="ignore",
            help=f"{chart.title}, as a PNG picture",
        )
        st.download_button(
            "CSV",
            partial(spreadsheet_of, chart),
            file_name=f"{key}.csv",
            mime="text/csv",
            key=f"{key}-csv",
            icon=":material/table_view:",
            on_click="ignore",
            help=f"The figures of: {chart.title}",
        )
    with st.expander("The figures as a table"):
        header, rows = chart.rows()
        plain_table(chart.title, header, rows)


def chart_html(chart: Chart, *, palette: Palette) -> str:
    """Return the chart for a wide and for a narrow screen, of which one is shown, and its sentence."""
    words = safe(f"{chart.title}. {chart.sentence}")
    pictures = "".join(
        f'<img class="{kind}" alt="{words}" src="data:image/svg+xml;base64,{_encoded(chart, width, palette)}">'
        for kind, width in (("gn-wide", _WIDE), ("gn-narrow", _NARROW))
    )
    return f'<figure class="gn-figure">{pictures}<figcaption>{safe(chart.sentence)}</figcaption></figure>'


def _encoded(chart: Chart, width: int, palette: Palette) -> str:
    return b64encode(as_svg(chart, width=width, palette=palette, titled=False).encode()).decode()


def picture_of(chart: Chart, *, school: str, counted: str) -> bytes:
    """Return the chart as PNG, with whose figures they are and of when."""
    return as_png(chart, note=f"{school}. {chart.sentence} Counted on {counted}.")


def spreadsheet_of(chart: Chart) -> bytes:
    """Return the figures as CSV in which no cell can begin a formula."""
    header, rows = chart.rows()
    return as_csv(header, rows)
