"""Reads and writes `school.toml`; an error names the file, the key, what is wrong and how to mend it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, PydanticUndefined

from data.config import Config, LaterSource, SourceSettings, config_model
from data.errors import ConfigError

FILE_NAME = "school.toml"


def read_config(
    path: Path, sources: Mapping[str, type[SourceSettings]], *, on_unknown_key: Callable[[str], None] | None = None
) -> Config:
    """Read and check the `school.toml` at `path`.

    An unknown key is an error, or, with `on_unknown_key`, is told to it and left out. Raises `ConfigError` that lists
    everything wrong at once.
    """
    try:
        content = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError as error:
        raise ConfigError(f"{path} is not there; `goodname init` writes one") from error
    except IsADirectoryError as error:
        raise ConfigError(f"{path} is a folder, not a file") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from error
    except OSError as error:
        raise ConfigError(f"{path} cannot be read ({type(error).__name__}); check its rights") from error
    return check_config(content, sources, name=str(path), on_unknown_key=on_unknown_key)


def check_config(
    content: dict[str, Any],
    sources: Mapping[str, type[SourceSettings]],
    *,
    name: str = FILE_NAME,
    on_unknown_key: Callable[[str], None] | None = None,
) -> Config:
    """Check the decoded `content`; see `read_config`."""
    model = config_model(sources)
    try:
        return model.model_validate(content)
    except ValidationError as error:
        problems = error.errors()
        unknown = [p["loc"] for p in problems if p["type"] == "extra_forbidden"]
        if on_unknown_key is None or not unknown:
            raise ConfigError("\n".join(f"{name}: {_sentence(problem)}" for problem in problems)) from error
    for place in unknown:
        on_unknown_key(f"{name}: {_key(place)} is not a setting; it is left out")
        _remove(content, place)
    return check_config(content, sources, name=name, on_unknown_key=on_unknown_key)


def write_config(path: Path, values: Mapping[str, Any], sources: Mapping[str, type[SourceSettings]]) -> None:
    """Write a new `school.toml` with `values` set and every other setting explained and commented out.

    Raises `ConfigError` when the file is there already, or when `values` would not pass the check.
    """
    check_config(json.loads(json.dumps(values)), sources, name=str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write("\n".join(_lines(config_model(sources), values)) + "\n")
    except FileExistsError as error:
        raise ConfigError(f"{path} is there already; it is not overwritten") from error


def settings_table(model: type[BaseModel], *, prefix: str = "") -> list[tuple[str, str, str]]:
    """Return every setting under `model` as (key, default, help), in order; the docs are made from it."""
    rows = []
    for name, field in model.model_fields.items():
        key, table = f"{prefix}{name}", _table(field.annotation)
        if table is not None:
            rows += settings_table(table, prefix=f"{key}.")
        else:
            rows.append((key, toml_value(_default(field)), field.description or ""))
    return rows


def _lines(model: type[BaseModel], values: Mapping[str, Any], prefix: str = "") -> list[str]:
    lines, tables = [], []
    for name, field in model.model_fields.items():
        table = _table(field.annotation)
        if table is not None:
            if table is not LaterSource:
                tables.append((name, table))
            continue
        value = values.get(name)
        lines.append(f"# {field.description}")
        shown = toml_value(_default(field) if value is None else value)
        lines.append(f"# {name} = {shown}" if value is None else f"{name} = {shown}")
    for name, table in tables:
        given = values.get(name, {})
        listed = isinstance(given, list) or name == "accounts"
        heading = f"[[{prefix}{name}]]" if listed else f"[{prefix}{name}]"
        doc = (table.__doc__ or "").strip().splitlines()[0] if table.__doc__ else ""
        for entry in (given if isinstance(given, list) else [given]) or [{}]:
            body = _lines(table, entry, f"{prefix}{name}.")
            # A table that may be left out, or of which there may be none, is shown and left out.
            silent = not entry and (name == "accounts" or model.model_fields[name].default is None)
            has_own = any(line and not line.startswith(("#", "[")) for line in body)
            opening = f"# {heading}" if silent else heading
            lines += ["", f"# {doc}", opening, *body] if not (name == "sources" and not has_own) else ["", *body]
    return lines


def _table(annotation: Any) -> type[BaseModel] | None:
    """Return the model in a field's annotation: itself, one of a list, or one that may be left out."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in getattr(annotation, "__args__", ()):
        found = _table(part)
        if found is not None:
            return found
    return None


def _default(field: Any) -> Any:
    return None if field.default is PydanticUndefined else field.default


def toml_value(value: Any) -> str:
    """Return `value` as it stands in a TOML file, on one line."""
    if value is None:
        return '""'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(toml_value(v) for v in value) + "]"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{toml_value(key)} = {toml_value(entry)}" for key, entry in value.items()) + " }"
    return json.dumps(str(value), ensure_ascii=False)


def _sentence(problem: ErrorDetails) -> str:
    key = _key(problem["loc"])
    if problem["type"] == "extra_forbidden":
        return f"{key} is not a setting; check its spelling, or take it out"
    if problem["type"] == "missing":
        return f"{key} is missing; add it"
    message = problem["msg"].removeprefix("Value error, ")
    return f"{key}: {message[0].lower()}{message[1:]}"


def _key(place: tuple[int | str, ...]) -> str:
    *tables, name = [f"{part + 1}" if isinstance(part, int) else part for part in place]
    return f"[{'.'.join(tables)}] {name}" if tables else f"[{name}]"


def _remove(content: Any, place: tuple[int | str, ...]) -> None:
    for part in place[:-1]:
        content = content[part]
    del content[place[-1]]
