"""What every test shares."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from clocks import FakeClock
from databases import embedded_postgres


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one worker run all tests on PostgreSQL, and one all in the browser, so that each starts its server once."""
    for item in items:
        for name in ("postgres", "browser"):
            if item.get_closest_marker(name) is not None:
                item.add_marker(pytest.mark.xdist_group(name))


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server for this test process, in a folder that no other test run tidies away."""
    with tempfile.TemporaryDirectory(prefix="goodname-pg-", ignore_cleanup_errors=True) as folder:
        server = embedded_postgres(Path(folder))
        yield server.get_uri()
        server.cleanup()


@pytest.fixture
def clock() -> FakeClock:
    """A clock that stands at Monday 9 November 2026, 09:00 London time."""
    return FakeClock(datetime(2026, 11, 9, 9, 0, tzinfo=UTC))


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine reaches a test."""
    for name in list(os.environ):
        if name.startswith("GOODNAME_") and not name.startswith("GOODNAME_REQUIRE_"):
            monkeypatch.delenv(name)
