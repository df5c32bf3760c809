"""Draws a chart as a PNG picture, with the fonts we ship; no browser is opened and nothing is fetched."""

from __future__ import annotations

import json
from importlib.resources import as_file, files

import typst

from casework.documents.chart import Chart, as_svg
from casework.documents.glyphs import displayable
from data.errors import StoreError

_WIDE = 800
_LOOKS = """<style>
text { font-family: "DejaVu Sans"; fill: #26292b; }
.gn-c-title { font-size: 15px; font-weight: bold; } .gn-c-small { font-size: 11px; } .gn-c-strong { font-weight: bold; }
.gn-c-good, .gn-c-dot { fill: #0b5c6b; } .gn-c-neutral { fill: #5b666a; } .gn-c-ground { fill: #e4e9ea; }
.gn-c-bad { fill: #b3401f; } .gn-c-bad-ground { fill: #f8e3db; }
.gn-c-edge { stroke: #5b666a; } .gn-c-edge-bad { stroke: #b3401f; }
.gn-c-grid { stroke: #c9d0d2; } .gn-c-usual { stroke: #26292b; stroke-width: 1.5; stroke-dasharray: 6 4; }
.gn-c-marker { stroke: #7a3ea8; stroke-width: 2; stroke-dasharray: 2 3; }
</style>"""


def as_png(chart: Chart, *, note: str) -> bytes:
    """Return the chart as a picture on white; `note` stands beneath it (whose figures these are, and of when)."""
    svg = as_svg(chart, width=_WIDE, key="picture").replace("<defs>", f"{_LOOKS}<defs>", 1)
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
