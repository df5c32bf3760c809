"""A chart as a value: what it shows in a sentence, its figures as rows, and its picture as SVG.

The same drawing stands on the page and in the downloaded picture. Kinds of bars differ by pattern as well as by colour;
whoever cannot see the picture has the sentence and the rows.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import escape

_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 8, 44, 26
_ROW, _NAME = 46, 18
_UNTITLED = 20
_FOURTHS = (4, 8, 12, 16, 20, 24, 32, 40)


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a drawing: words, lines, and for each kind of bar its colour and its ground."""

    words: str
    grid: str
    good: str
    neutral: str
    neutral_ground: str
    bad: str
    bad_ground: str
    marker: str
    font: str = "sans-serif"

    def style(self) -> str:
        """Return the style sheet that stands inside the drawing."""
        return (
            f"<style>text{{font-family:{self.font};fill:{self.words}}}"
            ".gn-c-title{font-size:15px;font-weight:bold}.gn-c-small{font-size:12px}.gn-c-strong{font-weight:bold}"
            f".gn-c-good,.gn-c-dot{{fill:{self.good}}}.gn-c-neutral{{fill:{self.neutral}}}"
            f".gn-c-ground{{fill:{self.neutral_ground}}}.gn-c-bad{{fill:{self.bad}}}"
            f".gn-c-bad-ground{{fill:{self.bad_ground}}}.gn-c-edge{{stroke:{self.neutral}}}"
            f".gn-c-edge-bad{{stroke:{self.bad}}}.gn-c-grid{{stroke:{self.grid}}}"
            f".gn-c-usual{{stroke:{self.words};stroke-width:1.5;stroke-dasharray:6 4}}"
            f".gn-c-marker{{stroke:{self.marker};stroke-width:2;stroke-dasharray:2 3}}</style>"
        )


LIGHT = Palette(
    words="#26292b", grid="#c9d0d2", good="#0b5c6b", neutral="#5b666a", neutral_ground="#e4e9ea", bad="#b3401f",
    bad_ground="#f8e3db", marker="#7a3ea8",
)  # fmt: skip
DARK = Palette(
    words="#e9eded", grid="#465054", good="#6fc3d6", neutral="#b5bfc2", neutral_ground="#333c3f", bad="#f0916f",
    bad_ground="#47261a", marker="#c9a0ee",
)  # fmt: skip


class Look(StrEnum):
    """How a series is drawn; each differs from the others without its colour."""

    SOLID = "solid"
    DOTTED = "dotted"
    STRIPED = "striped"


@dataclass(frozen=True, slots=True)
class Series:
    """One row of figures along the chart; None is "nothing known", not nought."""

    name: str
    values: tuple[float | None, ...]
    look: Look = Look.SOLID


@dataclass(frozen=True, slots=True)
class Chart:
    """`along` names the places from left to right; `usual` is the school's own baseline; `marker` a place between them.

    `in_rows`: each series in a row of its own instead of one upon the other. `dots`: figures as dots, not as bars.
    """

    title: str
    sentence: str
    corner: str
    along: tuple[str, ...]
    series: tuple[Series, ...]
    usual: float | None = None
    marker: float | None = None
    in_rows: bool = False
    dots: bool = False
    highest: float | None = None

    def rows(self) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        """Return the figures as header and rows, for a table or a spreadsheet."""
        header = (self.corner, *(series.name for series in self.series))
        return header, [
            (place, *(figure(series.values[number]) for series in self.series))
            for number, place in enumerate(self.along)
        ]


def figure(value: float | None) -> str:
    """Return a figure as people read it; an unknown one says so."""
    if value is None:
        return "none"
    return f"{value:.0f}" if float(value).is_integer() else f"{value:.1f}"


def as_svg(chart: Chart, *, width: int, palette: Palette = LIGHT, titled: bool = True) -> str:
    """Return the chart as SVG of this width; it needs nothing from outside itself."""
    height = _TOP + _ROW * len(chart.series) + _BOTTOM if chart.in_rows else 250
    body = "".join(_in_rows(chart, width, height) if chart.in_rows else _together(chart, width, height))
    title = f'<text class="gn-c-title" x="0" y="16">{escape(chart.title)}</text>' if titled else ""
    top = 0 if titled else _UNTITLED
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 {top} {width} {height - top}" width="{width}" '
        f'height="{height - top}">{palette.style()}{title}{_PATTERNS}{body}</svg>'
    )


_PATTERNS = (
    '<defs><pattern id="dotted" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<rect class="gn-c-ground" width="6" height="6"/><circle class="gn-c-neutral" cx="3" cy="3" r="1.6"/></pattern>'
    '<pattern id="striped" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect class="gn-c-bad-ground" width="6" height="6"/><rect class="gn-c-bad" width="3" height="6"/></pattern></defs>'
)


def _together(chart: Chart, width: int, height: int) -> Iterator[str]:
    totals = [sum(series.values[n] or 0 for series in chart.series) for n in range(len(chart.along))]
    known = [value for series in chart.series for value in series.values if value is not None]
    highest = chart.highest or _nice(max((*(known if chart.dots else totals), chart.usual or 0, 1)))
    base, plot = height - _BOTTOM, height - _BOTTOM - _TOP - 8
    step = (width - _LEFT - _RIGHT) / max(1, len(chart.along))

    def up(value: float) -> float:
        return base - plot * min(value, highest) / highest

    for tick in _ticks(highest):
        yield f'<line class="gn-c-grid" x1="{_LEFT}" x2="{width - _RIGHT}" y1="{up(tick):.1f}" y2="{up(tick):.1f}"/>'
        yield f'<text class="gn-c-small" x="{_LEFT - 6}" y="{up(tick) + 4:.1f}" text-anchor="end">{figure(tick)}</text>'
    yield from _legend(chart, width)
    for number in range(len(chart.along)):
        left, floor = _LEFT + step * number, 0.0
        for series in chart.series:
            value = series.values[number]
            if value is None or (value == 0 and not chart.dots):
                continue
            if chart.dots:
                middle = left + step / 2
                yield f'<circle class="gn-c-dot" cx="{middle:.1f}" cy="{up(value):.1f}" r="4.5"/>'
                continue
            top = up(floor + value)
            yield (
                f'<rect {_fill(series.look)} x="{left + step * 0.14:.1f}" y="{top:.1f}" width="{step * 0.72:.1f}" '
                f'height="{max(0.5, up(floor) - top):.1f}"/>'
            )
            floor += value
    yield from _axis(chart, width, height, step)
    if chart.usual is not None:
        at = up(chart.usual)
        yield f'<line class="gn-c-usual" x1="{_LEFT}" x2="{width - _RIGHT}" y1="{at:.1f}" y2="{at:.1f}"/>'
        yield f'<line class="gn-c-usual" x1="{width - 100}" x2="{width - 78}" y1="30" y2="30"/>'
        yield f'<text class="gn-c-small" x="{width - 72}" y="34">usual: {figure(chart.usual)}</text>'


def _in_rows(chart: Chart, width: int, height: int) -> Iterator[str]:
    highest = _nice(max([value or 0 for series in chart.series for value in series.values], default=1) or 1)
    step = (width - _LEFT - _RIGHT) / max(1, len(chart.along))
    for row, series in enumerate(chart.series):
        top = _TOP - 14 + row * _ROW
        base, room = top + _ROW - 2, _ROW - _NAME - 6
        total = figure(sum(value or 0 for value in series.values))
        yield f'<text class="gn-c-small" x="{_LEFT}" y="{top + 12}">{escape(series.name)}: {total}</text>'
        yield f'<line class="gn-c-grid" x1="{_LEFT}" x2="{width - _RIGHT}" y1="{base}" y2="{base}"/>'
        for number, value in enumerate(series.values):
            if not value:
                continue
            tall = max(1.0, room * value / highest)
            yield (
                f'<rect {_fill(series.look)} x="{_LEFT + step * (number + 0.14):.1f}" y="{base - tall:.1f}" '
                f'width="{step * 0.72:.1f}" height="{tall:.1f}"/>'
            )
    yield from _axis(chart, width, height, step)


def _axis(chart: Chart, width: int, height: int, step: float) -> Iterator[str]:
    every = max(1, math.ceil(54 / step))
    for number, place in enumerate(chart.along):
        if number % every == 0:
            left = _LEFT + step * number + 2
            yield f'<text class="gn-c-small" x="{left:.1f}" y="{height - 8}">{escape(place)}</text>'
    if chart.marker is not None:
        at = _LEFT + step * chart.marker
        side = "end" if at > width / 2 else "start"
        yield f'<line class="gn-c-marker" x1="{at:.1f}" x2="{at:.1f}" y1="{_TOP - 8}" y2="{height - _BOTTOM}"/>'
        yield (
            f'<text class="gn-c-small gn-c-strong" x="{at + (-5 if side == "end" else 5):.1f}" y="{_TOP + 2}" '
            f'text-anchor="{side}">event</text>'
        )


def _legend(chart: Chart, width: int) -> Iterator[str]:
    if len(chart.series) < 2:  # noqa: PLR2004 - one series needs no key
        return
    room = min(110, (width - (104 if chart.usual is not None else 4)) / len(chart.series))
    for number, series in enumerate(chart.series):
        left = room * number
        yield f'<rect {_fill(series.look)} x="{left:.1f}" y="24" width="12" height="12"/>'
        yield f'<text class="gn-c-small" x="{left + 17:.1f}" y="34">{escape(series.name)}</text>'


def _fill(look: Look) -> str:
    if look is Look.SOLID:
        return 'class="gn-c-good"'
    return f'fill="url(#{look.value})" class="gn-c-{"edge-bad" if look is Look.STRIPED else "edge"}"'


def _nice(value: float) -> float:
    """Return a figure at or above `value` of which a quarter is whole."""
    power = 10 ** max(0, math.floor(math.log10(value)) - 1)
    return float(next((step * power for step in _FOURTHS if step * power >= value), 100 * power))


def _ticks(highest: float) -> Sequence[float]:
    parts = 5 if highest == 5 else 4  # noqa: PLR2004 - a rating has five stars
    ticks = [highest * part / parts for part in range(parts + 1)]
    return ticks if all(tick.is_integer() for tick in ticks) else (0.0, highest)
