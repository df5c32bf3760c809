"""No cell of a CSV begins a formula."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.documents.spreadsheet import as_csv, safe_cell


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        pytest.param('=HYPERLINK("http://x","y")', '\'=HYPERLINK("http://x","y")', id="equals"),
        pytest.param("+44 1632 960123", "'+44 1632 960123", id="plus"),
        pytest.param("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0", id="minus"),
        pytest.param("@SUM(A1)", "'@SUM(A1)", id="at"),
        pytest.param("@larkmere.prim", "'@larkmere.prim", id="a handle"),
        pytest.param("\t=1+1", "'\t=1+1", id="tab first"),
        pytest.param("\r=1+1", "'\r=1+1", id="return first"),
        pytest.param("\n=1+1", "'\n=1+1", id="new line first"),
        pytest.param("  =1+1", "'  =1+1", id="spaces first"),
        pytest.param("\uff1d1+1", "'\uff1d1+1", id="full-width equals"),
        pytest.param("\u200b=1", "'\u200b=1", id="zero-width space first"),
        pytest.param("-3.5", "-3.5", id="a number stays a number"),
        pytest.param("12", "12", id="a count"),
        pytest.param("a=b", "a=b", id="equals inside"),
        pytest.param("", "", id="empty"),
        pytest.param("Fri 20 Nov 2026, 16:00", "Fri 20 Nov 2026, 16:00", id="a time"),
    ],
)
def test_safe_cell(cell: str, safe: str) -> None:
    assert safe_cell(cell) == safe


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=4))
def test_no_cell_read_back_begins_a_formula(rows: list[list[str]]) -> None:
    read = list(csv.reader(io.StringIO(as_csv(("a", "b"), rows).decode("utf-8-sig"), newline="")))
    assert len(read) == len(rows) + 1
    for row in read:
        for cell in row:
            begins = cell.lstrip()[:1]
            assert begins not in set("=+@\uff1d\uff0b\uff20") or cell.startswith("'")


def test_excel_finds_utf_8() -> None:
    assert as_csv(("a",), [("\u0141",)]).startswith(b"\xef\xbb\xbf")
