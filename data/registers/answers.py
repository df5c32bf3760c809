"""What the cells of a register mean: yes and no in all the words schools use, dates, names in one cell.

Errors name file, line and column and never what stands in the cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Final

from data.registers.table import Row
from data.words import PermissionStatus

_WORDS: Final[Mapping[PermissionStatus, frozenset[str]]] = {
    PermissionStatus.GIVEN: frozenset(
        ("yes", "y", "true", "t", "1", "given", "granted", "agreed", "consented", "consent given", "permission given")
    ),
    PermissionStatus.REFUSED: frozenset(
        (
            "no", "n", "false", "f", "0", "refused", "declined", "denied", "not given", "none", "objected", "opted out",
            "consent refused", "no consent",
        )
    ),
    PermissionStatus.PENDING: frozenset(
        ("", "pending", "awaiting", "awaiting response", "not asked", "not answered", "unknown", "n/a", "-", "tbc")
    ),
    PermissionStatus.WITHDRAWN: frozenset(("withdrawn", "revoked", "consent withdrawn")),
    PermissionStatus.EXPIRED: frozenset(("expired", "lapsed")),
}  # fmt: skip
STATUS_OF: Final = {word: status for status, words in _WORDS.items() for word in words}


def status(row: Row, column: str, more: Mapping[str, str] | None = None) -> PermissionStatus:
    """Return what a permission's cell says; a blank is pending, which means no. An unknown word is an error."""
    word = " ".join(row.cell(column).casefold().split())
    own = (more or {}).get(word)
    found = PermissionStatus(own) if own else STATUS_OF.get(word)
    if found is None:
        raise row.wrong(column, "is neither yes nor no; write yes, no, or leave it blank for no")
    return found


def yes(row: Row, column: str, more: Mapping[str, str] | None = None) -> bool:
    """Return whether a cell says yes."""
    return status(row, column, more) is PermissionStatus.GIVEN


def day(row: Row, column: str) -> date | None:
    """Return the date in a cell, in British or ISO form, with or without a time after it; None for a blank one."""
    value = row.cell(column)
    if not value:
        return None
    for shape in ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%d %b %Y", "%d %B %Y"):
        for text in (value, value.replace("T", " ").split(" ")[0]):
            try:
                return datetime.strptime(text, shape).replace(tzinfo=UTC).date()
            except ValueError:
                continue
    raise row.wrong(column, "is not a date; write it as 31/12/2020 or 2020-12-31")


def surname_and_first(row: Row, column: str) -> tuple[str, str]:
    """Return the surname and the first names of a cell "Surname, Forename"."""
    surname, comma, first = (part.strip() for part in row.needed(column).partition(","))
    if not comma or not first:
        raise row.wrong(column, 'is not "Surname, Forename"; write it so, or map two columns')
    return surname, first
