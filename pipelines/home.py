"""A school's home: its folder, its settings, its store and its key, opened together or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from platformdirs import user_config_path, user_data_path

from collectors.base import Clock
from collectors.registry import source_settings
from data.config import Config
from data.config_file import FILE_NAME, read_config
from data.secrets import Secrets, read_secrets
from data.store import schools
from data.store.cipher import Cipher, read_key
from data.store.engine import Store, open_store, sqlite_url

DEMO_STARTED = "demo-start.txt"
"""Lies in the home of a demo and in no other."""


@dataclass(frozen=True, slots=True)
class Home:
    """Everything a use-case works on."""

    folder: Path
    config: Config
    store: Store
    cipher: Cipher
    school_id: int
    secrets: Secrets
    clock: Clock


def wall_clock() -> datetime:
    """Return the present moment in UTC; the only place that asks the machine."""
    return datetime.now(UTC)


def home_folder(given: Path | None, environment: Mapping[str, str] | None = None) -> Path:
    """Return the folder named on the command line, else by GOODNAME_HOME, else the platform's user data folder."""
    surroundings = os.environ if environment is None else environment
    return (given or Path(surroundings.get("GOODNAME_HOME") or user_data_path("goodname"))).resolve()


def key_file(folder: Path, environment: Mapping[str, str] | None = None) -> Path:
    """Return where the key file lies: GOODNAME_KEY_FILE, else a folder of its own in your user configuration, by home.

    A folder of its own, because on Windows and macOS configuration and data share one, and the key must not lie by the
    data. A demo keeps its key in a folder beside its home, so that every command finds it.
    """
    surroundings = os.environ if environment is None else environment
    given = surroundings.get("GOODNAME_KEY_FILE")
    if given:
        return Path(given)
    if (folder / DEMO_STARTED).exists():
        return demo_key(folder)
    return user_config_path("goodname-keys") / f"{folder.name}.key"


def demo_key(folder: Path) -> Path:
    """Return where the key of the demo in `folder` lies."""
    return folder.with_name(f"{folder.name}-key") / "demo.key"


@contextmanager
def open_home(
    folder: Path, *, clock: Clock = wall_clock, environment: Mapping[str, str] | None = None
) -> Iterator[Home]:
    """Open the home at `folder`; raises `ConfigError`, `KeyFileError` or `StoreError` that says how to mend it."""
    surroundings = dict(os.environ) if environment is None else dict(environment)
    config = read_config(folder / FILE_NAME, source_settings())
    key_path = key_file(folder, surroundings)
    cipher = read_key(key_path, home=folder)
    secrets = read_secrets(key_path.with_name("secrets.toml"), surroundings)
    store = open_store(surroundings.get("GOODNAME_DATABASE_URL") or sqlite_url(folder))
    try:
        with store.writing() as session:
            school_id = schools.school_id(session, cipher, config.school.name, now=clock())
        yield Home(folder, config, store, cipher, school_id, secrets, clock)
    finally:
        store.close()
