"""Changes single settings of a `school.toml` that people also edit: comments and everything else stay as they stand.

What comes out is read back and compared: a file that is laid out in a way this cannot edit is left alone, and the error
says which line to write by hand.
"""

from __future__ import annotations

import os
import re
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from data.config import Config, SourceSettings
from data.config_file import check_config, read_config, toml_value
from data.errors import ConfigError

Place = tuple[str, ...]
"""Where a setting stands: its tables, then its name."""

_HEADER = re.compile(r"\s*(\[\[?)([^\[\]#]+)\]\]?\s*(?:#.*)?")
_LOCK_S = 5


def change_config(
    path: Path,
    sources: Mapping[str, type[SourceSettings]],
    *,
    settings: Mapping[Place, Any],
    entries: Sequence[tuple[str, Mapping[str, Any]]] = (),
) -> Config:
    """Set (None: unset) each of `settings` in the file at `path`, add `entries` to lists of tables; return it checked.

    The file is replaced whole or not at all. Raises `ConfigError` for a change that the check refuses, or that cannot
    be made in the file as it is laid out.
    """
    try:
        with FileLock(f"{path}.lock", timeout=_LOCK_S):
            read_config(path, sources)  # an error that is there already is told before ours
            before = path.read_bytes().decode("utf-8-sig")
            after = changed(before, settings=settings, entries=entries)
            config = check_config(tomllib.loads(after), sources, name=str(path))
            _replace(path, after)
    except Timeout as error:
        raise ConfigError(f"{path} is being changed by somebody else: try again in a moment") from error
    except OSError as error:
        raise ConfigError(f"{path} cannot be written ({type(error).__name__}); check its rights") from error
    return config


def changed(text: str, *, settings: Mapping[Place, Any], entries: Sequence[tuple[str, Mapping[str, Any]]] = ()) -> str:
    """Return `text` with the settings changed and the entries added, or raise `ConfigError`."""
    wanted = deepcopy(tomllib.loads(text))
    lines = text.splitlines()
    for place, value in settings.items():
        _put(wanted, place, value)
        lines = _set(lines, place, value)
    for table, entry in entries:
        wanted.setdefault(table, []).append(dict(entry))
        lines += ["", f"[[{table}]]", *(f"{name} = {toml_value(value)}" for name, value in entry.items())]
    after = "\n".join(lines) + "\n"
    try:
        came_out = tomllib.loads(after)
    except tomllib.TOMLDecodeError:
        came_out = None
    if came_out is None or _bare(came_out) != _bare(wanted):
        named = ", ".join(".".join(place) for place in settings)
        raise ConfigError(f"{named}: cannot be changed in this school.toml as it is laid out; write it there by hand")
    return after


def _set(lines: list[str], place: Place, value: Any) -> list[str]:
    return _unset(lines, place) if value is None else _written(lines, place, value)


def _unset(lines: list[str], place: Place) -> list[str]:
    begin, end = _body(lines, place)
    if begin is not None:
        return _without_table(lines, begin, end)
    begin, end = _body(lines, place[:-1])
    at, last = _value(lines, begin, end, place[-1]) if begin is not None else (None, end)
    return lines if at is None else [*lines[:at], *lines[last:]]


def _written(lines: list[str], place: Place, value: Any) -> list[str]:
    *tables, name = place
    fresh = f"{name} = {toml_value(value)}"
    begin, end = _body(lines, tables)
    if begin is None:
        return [*lines, "", f"[{'.'.join(tables)}]", fresh]
    at, last = _value(lines, begin, end, name)
    if at is not None:
        return [*lines[:at], f"{fresh}{_remark(lines[at:last])}", *lines[last:]]
    remark = re.compile(rf"#\s*{re.escape(name)}\s*=")
    for number in range(begin, end):
        if remark.match(lines[number].strip()):
            return [*lines[:number], fresh, *lines[number + 1 :]]
    return [*lines[:begin], fresh, *lines[begin:]]


def _body(lines: Sequence[str], tables: Sequence[str]) -> tuple[int | None, int]:
    """Return where the lines of the table begin and end; no beginning when the file has no such table."""
    begin = 0 if not tables else None
    for number, line in enumerate(lines):
        found = _HEADER.fullmatch(line)
        if found is None:
            continue
        if begin is not None:
            return begin, number
        if found[1] == "[" and [part.strip().strip("\"'") for part in found[2].split(".")] == list(tables):
            begin = number + 1
    return begin, len(lines)


def _without_table(lines: Sequence[str], begin: int, end: int) -> list[str]:
    """Return the lines without the table's header and settings; remarks after its last setting are the next one's."""
    while end > begin and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    return [*lines[: begin - 1], *lines[end:]]


def _value(lines: Sequence[str], begin: int, end: int, name: str) -> tuple[int | None, int]:
    """Return the lines, first and past the last, on which the setting stands; a value may take several."""
    key = re.compile(rf"\s*[\"']?{re.escape(name)}[\"']?\s*=")
    for at in range(begin, end):
        if key.match(lines[at]):
            for last in range(at + 1, end + 1):
                try:
                    tomllib.loads("\n".join(lines[at:last]))
                except tomllib.TOMLDecodeError:
                    continue
                return at, last
    return None, end


def _remark(lines: Sequence[str]) -> str:
    """Return the remark that stands behind a setting, with the space before it, or nothing."""
    whole = "\n".join(lines)
    for at, sign in enumerate(whole):
        if sign == "#":
            try:
                same = tomllib.loads(whole[:at]) == tomllib.loads(whole)
            except tomllib.TOMLDecodeError:
                continue
            if same:
                return f"  {whole[at:].splitlines()[0]}"
    return ""


def _put(content: dict[str, Any], place: Place, value: Any) -> None:
    *tables, name = place
    for table in tables:
        content = content.setdefault(table, {})
    if value is None:
        content.pop(name, None)
    else:
        content[name] = tomllib.loads(f"value = {toml_value(value)}")["value"]


def _bare(content: Any) -> Any:
    """Return the content without tables in which nothing stands: whether one is written is no difference."""
    if isinstance(content, dict):
        kept = {key: _bare(value) for key, value in content.items()}
        return {key: value for key, value in kept.items() if value != {}}
    return [_bare(entry) for entry in content] if isinstance(content, list) else content


def _replace(path: Path, text: str) -> None:
    mode = path.stat().st_mode & 0o777
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    partial = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        partial.chmod(mode)
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
