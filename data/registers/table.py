"""Read a CSV file as a table of named columns, and say of a bad one which line is wrong and how to mend it.

No message repeats what stands in a cell, because a register's cells are personal data.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Protocol

from data.errors import InputError


class Sheet(Protocol):
    """A CSV file: a `Path`, or one in hand that never touched a disk."""

    @property
    def name(self) -> str:
        """Return its name, for messages."""
        ...

    def read_bytes(self) -> bytes:
        """Return what is in it."""
        ...


@dataclass(frozen=True, slots=True)
class SheetInHand:
    """A CSV file that somebody handed over: its words are a register's, so they are kept out of the file system."""

    name: str
    content: bytes = field(repr=False)

    def read_bytes(self) -> bytes:
        """Return what is in it."""
        return self.content


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; `cell` gives "" for a column that the file does not have."""

    file: str
    line: int
    cells: Mapping[str, str]

    def cell(self, column: str) -> str:
        """Return what stands in `column`, without surrounding space."""
        return self.cells.get(column, "")

    def wrong(self, column: str, mend: str) -> InputError:
        """Return the error that names this file, line and column, and says how to mend the cell."""
        return InputError(f"{self.file}, line {self.line}, column {column}: {mend}")

    def needed(self, column: str) -> str:
        """Return what stands in `column`; `InputError` when it is blank."""
        if value := self.cell(column):
            return value
        raise self.wrong(column, "is blank; fill it in, or remove the line")


def header_of(path: Sheet) -> list[str]:
    """Return the names of the columns of the CSV file at `path`."""
    try:
        return [name.strip() for name in next(csv.reader(io.StringIO(_text(path), newline=""), strict=True), [])]
    except csv.Error as error:
        raise InputError(f"{path.name}, line 1: is not CSV ({error}); save the sheet as CSV again") from error


def rows(
    path: Sheet,
    *,
    required: tuple[str, ...],
    optional: tuple[str, ...],
    mapping: Mapping[str, str] | None = None,
    on_bad_line: Callable[[int, InputError], None] | None = None,
) -> Iterator[Row]:
    """Yield the rows of the CSV file at `path`, blank lines left out.

    A line with too few or too many cells is an error, or is told to `on_bad_line` with its number and passed over.
    `mapping` gives, for one of our columns, the name that the file uses. A column we do not know is passed over unless
    it looks like one of ours misspelt: then reading on would silently lose, say, a child's protection.
    """
    reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    line = 1
    try:
        header = [name.strip() for name in next(reader, [])]
        columns = _columns(path.name, header, required, optional, mapping or {})
        line = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                if len(cells) == len(header):
                    yield Row(path.name, line, {ours: cells[at].strip() for ours, at in columns.items()})
                else:
                    ragged = InputError(
                        f"{path.name}, line {line}: has {len(cells)} cells where the first line has {len(header)}; "
                        'put a cell that holds a comma in "quotes"'
                    )
                    if on_bad_line is None:
                        raise ragged
                    on_bad_line(line, ragged)
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(f"{path.name}, line {line}: is not CSV ({error}); save the sheet as CSV again") from error


def _text(path: Sheet) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path.name}: cannot be read ({error.strerror}); check its path and permissions") from error
    if content.startswith((b"\xff\xfe", b"\xfe\xff", b"PK")) or b"\x00" in content:
        raise InputError(f'{path.name}: is not CSV text; save the sheet as "CSV UTF-8 (comma delimited)"')
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(f'{path.name}: is in an unknown encoding; save it as "CSV UTF-8 (comma delimited)"')


def _columns(
    file: str, header: list[str], required: tuple[str, ...], optional: tuple[str, ...], mapping: Mapping[str, str]
) -> dict[str, int]:
    if len(header) == 1 and (";" in header[0] or "\t" in header[0]):
        raise InputError(f"{file}, line 1: the columns are not separated by commas; save it as comma delimited CSV")
    found: dict[str, int] = {}
    for ours in required + optional:
        theirs = mapping.get(ours, ours)
        places = [at for at, name in enumerate(header) if name.casefold() == theirs.casefold()]
        if len(places) > 1:
            raise InputError(f"{file}, line 1: the column {theirs} stands there twice; remove one")
        if places:
            found[ours] = places[0]
        elif ours in mapping:
            raise InputError(
                f"{file}, line 1: the mapping names a column for {ours} that is not there; mend the mapping"
            )
    absent = [name for name in required + optional if name not in found]
    strange = [name for at, name in enumerate(header) if name and at not in found.values()]
    for name in strange:
        if near := get_close_matches(name.casefold().replace(" ", "_"), absent, n=1, cutoff=0.75):
            raise InputError(f"{file}, line 1: unknown column; rename it to {near[0]}, or give a mapping for {near[0]}")
    if missing := [name for name in required if name not in found]:
        raise InputError(f"{file}, line 1: the column {missing[0]} is missing; add it, or give a mapping for it")
    return found
