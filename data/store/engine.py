"""Opens the store: SQLite in WAL under `--home`, or the PostgreSQL that `GOODNAME_DATABASE_URL` names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config as AlembicConfig
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.orm import Session

from data.errors import ConfigError, StoreError

BUSY_MS = 30_000
CACHE_KB = 32_000
"""Memory for pages of the database a connection; the default of 2 MB reads a list of ten thousand cases again."""


class Store:
    """A database with its tables up to date. `writing()` is one transaction that nothing else writes beside."""

    def __init__(self, engine: Engine) -> None:
        """Use `engine`, which must have been migrated."""
        self.engine = engine
        self._writer = engine.execution_options(goodname_write=True)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that reads."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session that writes; all of it is stored at the end, or nothing when anything is raised."""
        with Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def open_store(url: str) -> Store:
    """Open the database at `url`, bringing its tables up to date.

    Raises `ConfigError` for a URL that is none, and `StoreError` when the database does not answer.
    """
    engine = make_engine(url)
    try:
        migrate(engine)
    except OperationalError as error:
        raise StoreError(
            "the database does not answer; check GOODNAME_DATABASE_URL and that its server runs"
        ) from error
    return Store(engine)


def sqlite_url(home: Path) -> str:
    """Return the URL of the embedded database under `home`."""
    return f"sqlite:///{home / 'goodname.sqlite'}"


def make_engine(url: str) -> Engine:
    """Return an engine for SQLite or PostgreSQL, each set up for many readers and one writer at a time."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise ConfigError("GOODNAME_DATABASE_URL is not a database URL, such as postgresql://user@host/name") from error
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise ConfigError("GOODNAME_DATABASE_URL must name a PostgreSQL database")
    if parsed.get_backend_name() == "postgresql":
        return create_engine(parsed, pool_pre_ping=True)
    engine = create_engine(parsed, connect_args={"timeout": BUSY_MS / 1000, "check_same_thread": False})
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the "begin" event below begins transactions, not the driver
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MS}",
        "secure_delete=ON",
        f"cache_size={-CACHE_KB}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that begins as a reader and then writes fails at once when another wrote in between; one that means
    # to write says so at its start and waits its turn.
    writes = connection.get_execution_options().get("goodname_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def alembic_config(connection: Connection, folder: Path) -> AlembicConfig:
    """Return Alembic's configuration for our migrations, over an open connection."""
    config = AlembicConfig()
    config.set_main_option("script_location", str(folder))
    config.attributes["connection"] = connection
    return config


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the tables to `revision` (up or down)."""
    with as_file(files("data.store") / "migrations") as folder, engine.connect() as connection:
        config = alembic_config(connection.execution_options(goodname_write=True), folder)
        (command.downgrade if revision == "base" else command.upgrade)(config, revision)
