"""Withholds small counts, and a second where one could be worked out, so that nobody is recognised in a table.

A cell under five is withheld, nought too. Published totals can give a withheld cell away, so further cells are withheld
until no withheld cell, total or not, has only one value that fits everything published. All withheld cells look alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

SMALLEST = 5
WITHHELD = "fewer than 5, or withheld"
MARK = "*"
_ROUNDED_TO = 5

Counts = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its totals in the last row and column; None is withheld."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int | None, ...], ...]

    def shown(self) -> tuple[tuple[str, ...], ...]:
        """Return the cells as a reader sees them."""
        return tuple(tuple(MARK if cell is None else str(cell) for cell in row) for row in self.cells)


def protect(counts: Counts, rows: Sequence[str], columns: Sequence[str], *, hide_total: bool = False) -> Table:
    """Return the table of `counts` by (row, column) with totals, so that no withheld cell can be worked out."""
    inner = np.array([[counts.get((row, column), 0) for column in columns] for row in rows], dtype=np.int64)
    inner = inner.reshape(len(rows), len(columns))
    full = np.block([[inner, inner.sum(axis=1, keepdims=True)], [inner.sum(axis=0), inner.sum()]]).astype(np.int64)
    hidden = full < SMALLEST
    if hide_total or not rows or not columns:
        hidden[-1, :] = True
    while not hidden.all() and (known := _worked_out(full, hidden)) is not None:
        hidden[_partner(full, hidden, known)] = True
    return Table(
        (*rows, "All"),
        (*columns, "All"),
        tuple(
            tuple(None if hidden[r, c] else int(full[r, c]) for c in range(full.shape[1])) for r in range(full.shape[0])
        ),
    )


def protect_lists(*lists: Mapping[str, int]) -> tuple[tuple[dict[str, int | None], int | None], ...]:
    """Return each list of counts with its total. All are cuts of the same matters, so that their totals are one number.

    A list tells far more than a table whose many small cells would take the others with them.
    """
    hide_total = False
    while True:
        tables = [
            protect({(n, ""): c for n, c in counts.items()}, list(counts), [""], hide_total=hide_total)
            for counts in lists
        ]
        totals = [table.cells[-1][0] for table in tables]
        if hide_total or all(total is None for total in totals) or None not in totals:
            break
        hide_total = True
    return tuple(
        ({name: row[0] for name, row in zip(table.rows[:-1], table.cells[:-1], strict=True)}, table.cells[-1][0])
        for table in tables
    )


def mark(count: int | None) -> str:
    """Return a protected count as a reader sees it."""
    return MARK if count is None else str(count)


def figure(value: float, count: int, *, places: int = 1) -> str:
    """Return a figure that rests on `count` cases, or the mark when they are too few."""
    return MARK if count < SMALLEST else f"{value:.{places}f}"


def share(part: int, whole: int) -> str:
    """Return a percentage rounded to five, or the mark when the part, the rest or the whole is too small to show."""
    if whole < SMALLEST or part < SMALLEST or whole - part < SMALLEST:
        return MARK
    return f"about {_ROUNDED_TO * round(100 * part / whole / _ROUNDED_TO)} %"


def number(count: int) -> str:
    """Return a count that stands alone, or the mark when it is too small to show."""
    return MARK if count < SMALLEST else str(count)


def range_of(full: np.ndarray, hidden: np.ndarray, at: tuple[int, int]) -> tuple[int, int]:
    """Return the least and the greatest value of a withheld cell that fit every published cell and total."""
    places = [(int(r), int(c)) for r, c in np.argwhere(hidden)]
    column_of = {place: number for number, place in enumerate(places)}
    left, right = _equations(full, hidden, column_of)
    ends = []
    for sign in (1.0, -1.0):
        aim = np.zeros(len(places))
        aim[column_of[at]] = sign
        solved = linprog(aim, A_eq=left, b_eq=right, bounds=(0, float(2 * full[-1, -1] + SMALLEST)), method="highs")
        assert solved.success, "the table itself always fits"
        ends.append(round(sign * float(solved.fun)))
    return ends[0], ends[1]


def _worked_out(full: np.ndarray, hidden: np.ndarray) -> tuple[int, int] | None:
    for r, c in np.argwhere(hidden):
        low, high = range_of(full, hidden, (int(r), int(c)))
        if low == high:
            return int(r), int(c)
    return None


def _partner(full: np.ndarray, hidden: np.ndarray, at: tuple[int, int]) -> tuple[int, int]:
    """Return the published cell to withhold next, best first: it helps two lines at once, is inner, is small."""
    lonely_rows, lonely_columns = hidden.sum(axis=1) == 1, hidden.sum(axis=0) == 1
    published = [(int(r), int(c)) for r, c in np.argwhere(~hidden)]
    # A line with one withheld cell gives it away; without such a line, the cells beside the known one are next.
    beside = [p for p in published if lonely_rows[p[0]] or lonely_columns[p[1]]]
    choices = beside or [p for p in published if p[0] == at[0] or p[1] == at[1]] or published
    last = (full.shape[0] - 1, full.shape[1] - 1)
    return min(
        choices,
        key=lambda p: (
            -(int(lonely_rows[p[0]]) + int(lonely_columns[p[1]])),
            p[0] == last[0] or p[1] == last[1],
            int(full[p]),
            p,
        ),
    )


def _equations(
    full: np.ndarray, hidden: np.ndarray, column_of: Mapping[tuple[int, int], int]
) -> tuple[np.ndarray, np.ndarray]:
    """Return what the totals say of the withheld cells: each row and each column adds up to its last cell."""
    left, right = [], []
    for axis in (0, 1):
        for line in range(full.shape[axis]):
            places = [(line, k) if axis == 0 else (k, line) for k in range(full.shape[1 - axis])]
            coefficients, known = np.zeros(len(column_of)), 0
            for place in places:
                sign = -1 if place == places[-1] else 1
                if hidden[place]:
                    coefficients[column_of[place]] = sign
                else:
                    known += sign * int(full[place])
            if coefficients.any():
                left.append(coefficients)
                right.append(-known)
    return np.array(left), np.array(right)
