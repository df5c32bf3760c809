"""A school's home with people at it, where the dashboard finds it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import streamlit as st
from clocks import FakeClock
from homes import PEOPLE, made_home
from seats import BROWSER

from dashboard import desk
from data.words import Role
from pipelines.home import Home

AT_THE_DESK = {**PEOPLE, "s.marsh": Role.GOVERNOR, "r.desai": Role.ICT}


@pytest.fixture(autouse=True)
def _cookie(monkeypatch: pytest.MonkeyPatch) -> None:
    """The browser's cookie is what the test says; nobody's at first."""
    monkeypatch.setattr(desk, "session_cookie", lambda: BROWSER.token)
    monkeypatch.setattr(BROWSER, "token", None)


@pytest.fixture
def earlier(clock: FakeClock) -> FakeClock:
    """The clock of what was collected: three hours ago. The dashboard itself asks the machine's clock."""
    clock.now = datetime.now(UTC) - timedelta(hours=3)
    return clock


@pytest.fixture
def home(tmp_path: Path, earlier: FakeClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """An open home, which the dashboard finds by the environment."""
    monkeypatch.setenv("GOODNAME_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GOODNAME_KEY_FILE", str(tmp_path / "keys" / "school.key"))
    with made_home(tmp_path, earlier, people=AT_THE_DESK) as opened:
        yield opened
    st.cache_resource.clear()
