"""How another system names the columns of its export: a saved mapping, or one of those that come with Goodname.

A mapping is a TOML file. `[columns]` says, for one of our columns, what the file calls it; `[permissions]` says, for a
column of the file (or, in a long file, for the name of a consent), which purpose it is about; `[long]` names the
columns of a file with one line a consent; `[values]` adds words for yes and no. Without tables, each line is a column.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from data.errors import InputError

TABLES: Final = ("columns", "permissions", "long", "values")
LONG_PARTS: Final = ("consent", "status", "date", "until")
VALUE_WORDS: Final = ("given", "refused", "pending", "withdrawn", "expired")
SHIPPED: Final = ("arbor", "bromcom", "isams", "long", "sims")


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Our column -> theirs, their consent -> our purpose, and words for an answer -> its status."""

    name: str
    columns: Mapping[str, str] = field(default_factory=dict)
    permissions: Mapping[str, str] = field(default_factory=dict)
    long: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_long(self) -> bool:
        """Whether each line is one consent of one pupil."""
        return bool(self.long)

    def fits(self, header: Sequence[str]) -> int:
        """Return how many of the mapping's columns stand in `header`; 0 when the id, a name or the consents do not."""
        there = {name.strip().casefold() for name in header}
        names = [
            self.columns[key] for key in ("pupil_id", "full_name", "legal_first", "surname") if key in self.columns
        ]
        needed = [*names, *(self.long[key] for key in ("consent", "status") if self.is_long)]
        others = [*self.columns.values(), *self.long.values(), *(() if self.is_long else self.permissions)]
        if not needed or any(name.casefold() not in there for name in needed):
            return 0
        return sum(name.casefold() in there for name in others)

    def reduced_to(self, header: Sequence[str]) -> ColumnMapping:
        """Return the mapping without the columns that `header` does not have."""
        there = {name.strip().casefold() for name in header}
        columns = {ours: theirs for ours, theirs in self.columns.items() if theirs.casefold() in there}
        long = {part: theirs for part, theirs in self.long.items() if theirs.casefold() in there}
        kept = {t: p for t, p in self.permissions.items() if self.is_long or t.casefold() in there}
        return ColumnMapping(self.name, columns, kept, long, self.values)

    def as_toml(self) -> str:
        """Return the file that `read_mapping` reads back."""
        values: dict[str, list[str]] = {}
        for word, status in self.values.items():
            values.setdefault(status, []).append(word)
        lines = []
        for table, content in zip(TABLES, (self.columns, self.permissions, self.long, values), strict=True):
            if content:
                lines.append(f"[{table}]")
                lines += [f"{_text(key)} = {_text(value)}" for key, value in content.items()]
        return "\n".join(lines) + "\n"


def read_mapping(path: Path) -> ColumnMapping:
    """Return the mapping in the TOML file at `path`; `InputError` says what is wrong with it."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InputError(f"{path.name}: cannot be read; give the path of a mapping, or one of {_listed()}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path.name}: is not UTF-8; save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path.name}: is not TOML: {error}") from error
    return _checked(content, path.name)


def chosen_mapping(given: str) -> ColumnMapping:
    """Return the mapping that the command line names: one that comes with Goodname, or a file."""
    return shipped(given.casefold()) if given.casefold() in SHIPPED else read_mapping(Path(given))


def shipped(name: str) -> ColumnMapping:
    """Return a mapping that comes with Goodname."""
    text = (files("data") / "reference" / "mappings" / f"{name}.toml").read_text(encoding="utf-8")
    return _checked(tomllib.loads(text), f"{name}.toml")


def recognised(header: Sequence[str]) -> ColumnMapping | None:
    """Return the shipped mapping that fits `header` best, less what the file does not have, or None when none fits."""
    best = max((shipped(name) for name in SHIPPED), key=lambda mapping: mapping.fits(header))
    return best.reduced_to(header) if best.fits(header) else None


def _checked(content: Mapping[str, Any], name: str) -> ColumnMapping:
    if not any(isinstance(value, dict) for value in content.values()):
        content = {"columns": content}
    for table in content:
        if table not in (*TABLES, "title", "note"):
            raise InputError(f"{name}: [{table}] is no part of a mapping; it has {', '.join(TABLES)}")
    columns, permissions, long = (_texts(content, table, name) for table in ("columns", "permissions", "long"))
    if strange := set(long) - set(LONG_PARTS):
        raise InputError(f"{name}: [long] {min(strange)} is none of {', '.join(LONG_PARTS)}")
    if long and not {"consent", "status"} <= set(long):
        raise InputError(f"{name}: [long] needs consent and status, the columns a long file has them in")
    values: dict[str, str] = {}
    for status, words in content.get("values", {}).items():
        if status not in VALUE_WORDS or not isinstance(words, list):
            raise InputError(f"{name}: [values] {status} must be one of {', '.join(VALUE_WORDS)}, with a list of words")
        values.update({str(word).casefold(): status for word in words})
    return ColumnMapping(name.removesuffix(".toml"), columns, permissions, long, values)


def _texts(content: Mapping[str, Any], table: str, name: str) -> dict[str, str]:
    found = content.get(table, {})
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise InputError(f"{name}: [{table}] must say text = text on every line")
    return dict(found)


def _text(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_text(entry) for entry in value) + "]"
    return json.dumps(str(value), ensure_ascii=False)


def _listed() -> str:
    return ", ".join(SHIPPED)
