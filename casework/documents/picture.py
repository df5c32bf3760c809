"""Draws a chart as a PNG picture, with the fonts we ship; no browser is opened and nothing is fetched."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import as_file, files

import typst

from casework.documents.chart import LIGHT, Chart, as_svg
from casework.documents.glyphs import displayable
from data.errors import StoreError

_WIDE = 800
_PALETTE = replace(LIGHT, font="DejaVu Sans")


def as_png(chart: Chart, *, note: str) -> bytes:
    """Return the chart as a picture on white; `note` stands beneath it (whose figures these are, and of when)."""
    svg = as_svg(chart, width=_WIDE, palette=_PALETTE)
    data = json.dumps({"svg": displayable(svg), "note": displayable(note)})
    with as_file(files("casework.documents")) as folder:
        try:
            made = typst.compile(
                str(folder / "picture.typ"),
                root=str(folder),
                format="png",
                ppi=192,
                font_paths=[str(folder / "fonts")],
                ignore_system_fonts=True,
                sys_inputs={"data": data},
            )
        except typst.TypstError as error:
            raise StoreError("the picture could not be drawn; this is a fault of ours: take the CSV instead") from error
    assert isinstance(made, bytes)
    return made
