"""Small counts are withheld, and nobody who adds and subtracts can get one back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from casework.suppression import MARK, SMALLEST, figure, number, protect, protect_lists, share

TABLES = st.integers(1, 4).flatmap(
    lambda rows: st.integers(1, 3).flatmap(
        lambda columns: st.lists(
            st.lists(st.one_of(st.integers(0, 8), st.integers(0, 40)), min_size=columns, max_size=columns),
            min_size=rows,
            max_size=rows,
        )
    )
)


def least_and_most(shown: list[list[int | None]], at: tuple[int, int]) -> tuple[int, int]:
    """What somebody who sees the table can say of a withheld cell: integers, nothing below nought, all sums right.

    Written apart from the code under test: the unknowns here are the inner cells, and every published cell, total or
    not, is a sum of them.
    """
    rows, columns = len(shown) - 1, len(shown[0]) - 1

    def sum_for(r: int, c: int) -> np.ndarray:
        grid = np.zeros((rows, columns))
        grid[slice(None) if r == rows else r, slice(None) if c == columns else c] = 1
        return grid.ravel()

    known = [(sum_for(r, c), cell) for r, row in enumerate(shown) for c, cell in enumerate(row) if cell is not None]
    rules = (
        [LinearConstraint(np.array([k for k, _ in known]), [v for _, v in known], [v for _, v in known])]
        if known
        else []
    )
    ends = []
    for sign in (1, -1):
        solved = milp(
            sign * sum_for(*at), constraints=rules, bounds=Bounds(0, 1000), integrality=np.ones(rows * columns)
        )
        ends.append(round(sign * solved.fun))
    return ends[0], ends[1]


@given(TABLES)
@settings(max_examples=120, deadline=None)
def test_no_withheld_cell_can_be_worked_out(table: list[list[int]]) -> None:
    rows, columns = [f"r{n}" for n in range(len(table))], [f"c{n}" for n in range(len(table[0]))]
    counts = {(rows[r], columns[c]): cell for r, row in enumerate(table) for c, cell in enumerate(row)}
    protected = protect(counts, rows, columns)
    shown = [list(row) for row in protected.cells]
    for r, row in enumerate(shown):
        for c, cell in enumerate(row):
            if cell is not None:
                assert cell >= SMALLEST
                continue
            least, most = least_and_most(shown, (r, c))
            assert least < most, (shown, r, c)


@given(TABLES)
@settings(max_examples=60, deadline=None)
def test_what_is_shown_is_true(table: list[list[int]]) -> None:
    rows, columns = [f"r{n}" for n in range(len(table))], [f"c{n}" for n in range(len(table[0]))]
    counts = {(rows[r], columns[c]): cell for r, row in enumerate(table) for c, cell in enumerate(row)}
    full = np.array(table)
    full = np.vstack([np.column_stack([full, full.sum(axis=1)]), [*full.sum(axis=0), full.sum()]])
    for r, row in enumerate(protect(counts, rows, columns).cells):
        for c, cell in enumerate(row):
            assert cell is None or cell == full[r, c]


@given(st.lists(st.integers(0, 12), min_size=1, max_size=6), st.data())
@settings(max_examples=120, deadline=None)
def test_two_cuts_of_the_same_cases_give_nothing_away_together(kinds: list[int], data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, sum(kinds)), min_size=2, max_size=2)))
    severities = [cuts[0], cuts[1] - cuts[0], sum(kinds) - cuts[1]]
    first, second = protect_lists(
        {f"k{n}": count for n, count in enumerate(kinds)}, {f"s{n}": count for n, count in enumerate(severities)}
    )
    assert (first[1] is None) == (second[1] is None)
    for counts, total in (first, second):
        for name, cell in counts.items():
            if cell is not None:
                assert cell >= SMALLEST
                continue
            # What is left of the total is shared among the withheld: one alone, or nothing to share, gives it away.
            shown = sum(c for c in counts.values() if c is not None)
            alone = sum(c is None for c in counts.values()) == 1
            assert total is None or (not alone and total - shown > 0), (name, counts, total)


@pytest.mark.parametrize(
    ("table", "withheld"),
    [
        pytest.param([[10, 20], [30, 40]], 0, id="nothing small"),
        pytest.param([[3, 20], [30, 40]], 4, id="one small cell takes three more with it"),
        pytest.param([[0, 20], [30, 40]], 4, id="nought is small too"),
        pytest.param([[1, 1], [1, 1]], 9, id="all small: nothing is shown, not even the total"),
    ],
)
def test_how_much_is_withheld(table: list[list[int]], withheld: int) -> None:
    counts = {(str(r), str(c)): cell for r, row in enumerate(table) for c, cell in enumerate(row)}
    cells = protect(counts, ["0", "1"], ["0", "1"]).cells
    assert sum(cell is None for row in cells for cell in row) == withheld


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        pytest.param(10, 20, "about 50 %", id="both large"),
        pytest.param(4, 20, MARK, id="the part is small"),
        pytest.param(17, 20, MARK, id="the rest is small"),
        pytest.param(2, 4, MARK, id="the whole is small"),
        pytest.param(11, 30, "about 35 %", id="rounded to five"),
    ],
)
def test_shares(part: int, whole: int, shown: str) -> None:
    assert share(part, whole) == shown


def test_figures_and_counts_that_stand_alone() -> None:
    assert (number(4), number(5)) == (MARK, "5")
    assert (figure(2.34, 4), figure(2.34, 5)) == (MARK, "2.3")
