"""Writes CSV that a spreadsheet opens as text: no cell can begin a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

# What Excel, LibreOffice or Google Sheets may take for the beginning of a formula, also in full width, also after
# spaces or control characters (OWASP, "CSV Injection", seen November 2026).
_FORMULA = re.compile(r"^[\s\x00-\x1f\ufeff\u200b\u200e\u200f]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]")
_CONTROL_FIRST = ("\t", "\r", "\n")
_PLAIN_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def safe_cell(value: str) -> str:
    """Return `value` so that no spreadsheet runs it; a plain number stays a number."""
    cleaned = value.replace("\x00", "")
    if _PLAIN_NUMBER.fullmatch(cleaned):
        return cleaned
    return f"'{cleaned}" if _FORMULA.match(cleaned) or cleaned.startswith(_CONTROL_FIRST) else cleaned


def as_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return CSV with every cell quoted, in UTF-8 with a byte order mark, as Excel expects it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([safe_cell(cell) for cell in header])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig", "replace")
