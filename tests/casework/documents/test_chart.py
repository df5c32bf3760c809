"""Charts: the same figures as picture, sentence and rows; nothing in them runs, and colour never stands alone."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET

import pytest
from PIL import Image

from casework.documents.chart import DARK, LIGHT, Chart, Look, Palette, Series, as_svg, figure
from casework.documents.picture import as_png

HOSTILE = "</text><script>alert(1)</script>"


def chart(**more: object) -> Chart:
    given: dict[str, object] = {
        "title": "Posts about us each week",
        "sentence": "This week so far: 3 posts.",
        "corner": "Week beginning",
        "along": ("2 Nov", "9 Nov"),
        "series": (Series("Positive", (1.0, 2.0)), Series("Negative", (0.0, None), Look.STRIPED)),
    }
    return Chart(**{**given, **more})  # type: ignore[arg-type]  # fields by name


def drawn(svg: str, tag: str) -> list[ET.Element]:
    return list(ET.fromstring(svg).iter(f"{{http://www.w3.org/2000/svg}}{tag}"))


@pytest.mark.parametrize("width", [800, 280])
@pytest.mark.parametrize("rows", [False, True], ids=["stacked", "in rows"])
def test_it_is_one_whole_drawing_at_both_widths(width: int, rows: bool) -> None:
    svg = as_svg(chart(in_rows=rows, usual=None if rows else 2.0, marker=0.5), width=width)
    words = [text.text or "" for text in drawn(svg, "text")]
    assert "Posts about us each week" in words
    assert "event" in words
    for element in drawn(svg, "rect"):
        assert float(element.get("width", "0")) >= 0
        assert float(element.get("height", "0")) >= 0
    assert all(float(text.get("x", "0")) <= width for text in drawn(svg, "text"))


def test_kinds_differ_by_more_than_colour() -> None:
    fills = {element.get("fill") or element.get("class") for element in drawn(as_svg(chart(), width=800), "rect")}
    assert {"gn-c-good", "url(#striped)"} <= fills


def test_the_usual_week_is_a_line_with_its_figure() -> None:
    svg = as_svg(chart(usual=2.5), width=800)
    assert "usual: 2.5" in svg
    assert svg.count('class="gn-c-usual"') == 2


def test_rows_hold_every_figure_and_an_unknown_one_is_not_nought() -> None:
    header, rows = chart().rows()
    assert header == ("Week beginning", "Positive", "Negative")
    assert rows == [("2 Nov", "1", "0"), ("9 Nov", "2", "none")]


@pytest.mark.parametrize(("value", "words"), [(3.0, "3"), (3.25, "3.2"), (None, "none"), (0.0, "0")])
def test_figures(value: float | None, words: str) -> None:
    assert figure(value) == words


def test_words_stay_words() -> None:
    svg = as_svg(chart(title=HOSTILE, along=(HOSTILE, HOSTILE), series=(Series(HOSTILE, (1.0, 1.0)),)), width=800)
    assert drawn(svg, "script") == []
    assert HOSTILE in [text.text for text in drawn(svg, "text")]


def test_nothing_is_loaded_from_outside() -> None:
    svg = as_svg(chart(), width=800).replace("http://www.w3.org/2000/svg", "")
    assert "http" not in svg
    assert "href" not in svg


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("palette", "ground"), [(LIGHT, "#ffffff"), (DARK, "#14181a")], ids=["light", "dark"])
def test_words_and_bars_stand_out_from_their_ground(palette: Palette, ground: str) -> None:
    assert contrast(palette.words, ground) >= 4.5
    for mark in (palette.good, palette.neutral, palette.bad, palette.marker):
        assert contrast(mark, ground) >= 3, mark


def test_the_picture_is_a_png_that_opens() -> None:
    picture = Image.open(io.BytesIO(as_png(chart(), note="Larkmere Primary School & Nursery")))
    assert picture.format == "PNG"
    assert picture.width > 1200
    assert len(picture.convert("RGB").getcolors(1 << 20) or []) > 10
