"""Makes a home for a new school: settings, key, store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from collectors.registry import source_settings
from data.config_file import FILE_NAME, write_config
from data.store.cipher import write_key
from pipelines.home import key_file, open_home


@dataclass(frozen=True, slots=True)
class Made:
    """Where the new files lie."""

    config: Path
    key: Path


def initialise(
    *,
    folder: Path,
    name: str,
    town: str | None = None,
    more: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
) -> Made:
    """Write `school.toml` and a key file, and open the store once. Nothing that is there already is overwritten.

    `more` holds further tables of `school.toml`, and further settings of `[school]`.
    """
    tables = dict(more or {})
    school = {"name": name} | ({"town": town} if town else {}) | dict(tables.pop("school", {}))
    path = folder / FILE_NAME
    write_config(path, {"school": school, **tables}, source_settings())
    key = key_file(folder, environment)
    if not key.exists():
        write_key(key, home=folder)
    with open_home(folder, environment=environment):
        pass
    return Made(path, key)
