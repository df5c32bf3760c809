"""The system's Chromium, and the dashboard as a process of its own, watched for anything it asks of the outside."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from clocks import FakeClock
from homes import PEOPLE, made_home
from seats import session_of

from dashboard.door.cookies import Cookies
from data.words import Role
from pipelines.home import Home, wall_clock

WELL_KNOWN = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/snap/bin/chromium")
READY_WITHIN_S = 100


def chromium_path() -> str | None:
    """Return the browser of this machine: GOODNAME_CHROMIUM, else a well-known place."""
    given = os.environ.get("GOODNAME_CHROMIUM")
    return given or next((path for path in WELL_KNOWN if Path(path).exists()), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A running Chromium; without one the test is skipped with the reason, or fails when it is required."""
    required = os.environ.get("GOODNAME_REQUIRE_BROWSER") == "1"
    path = chromium_path()
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        path = None
    if path is None:
        reason = "no Chromium or no playwright on this machine (requirements-dev.txt; apt-get install chromium)"
        if required:
            pytest.fail(f"GOODNAME_REQUIRE_BROWSER=1, but there is {reason}")
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser
        browser.close()


@dataclass
class Served:
    """The dashboard of a home, served at `url` by `process`."""

    url: str
    home: Home
    process: subprocess.Popen[str]

    def signed_in(self, context: Any, username: str) -> str:
        """Give the browser's window a session of the person; return its token. The tests of sign-in use the door."""
        now = replace(self.home, clock=wall_clock)
        token = session_of(now, username)
        context.add_cookies(
            [
                {
                    "name": Cookies(self.home.config.dashboard).name("session"),
                    "value": token,
                    "url": self.url,
                    "httpOnly": True,
                    "sameSite": "Strict",
                }
            ]
        )
        return token

    def stop(self) -> int:
        """Ask the process to stop; return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)


@dataclass
class Watched:
    """A page of the browser with all that went wrong on it and all that it asked of others."""

    page: Any
    asked_outside: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@contextmanager
def serving(folder: Path) -> Iterator[Served]:
    """Make a home with people under `folder` and serve its dashboard as a process of its own."""
    port = free_port()
    tables = {"dashboard": {"port": port}}
    people = {**PEOPLE, "r.desai": Role.ICT, "s.marsh": Role.GOVERNOR}
    with made_home(folder, FakeClock(datetime.now(UTC) - timedelta(hours=3)), tables=tables, people=people) as home:
        environment = {**os.environ, "GOODNAME_KEY_FILE": str(folder / "keys" / "school.key")}
        process = subprocess.Popen(
            [sys.executable, "-m", "dashboard", "--home", str(home.folder)],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        url = f"http://127.0.0.1:{port}"
        try:
            wait_for(url, process)
            yield Served(url, home, process)
        finally:
            process.kill()
            process.communicate()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """A home of this test alone, and its dashboard."""
    with serving(tmp_path) as one:
        yield one


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A home that the tests of a module share, and its dashboard: each test finds its own cases in it."""
    with serving(tmp_path_factory.mktemp("shared")) as one:
        yield one


@pytest.fixture
def watched(browser: Any) -> Iterator[Watched]:
    """A page in a browser window of its own, 1280 by 800; requests to others than 127.0.0.1 are noted and refused."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    page = context.new_page()
    seen = Watched(page)

    def judge(route: Any) -> None:
        if urlsplit(route.request.url).hostname == "127.0.0.1":
            route.continue_()
        else:
            seen.asked_outside.append(route.request.url)
            route.abort()

    def refuse(dialog: Any) -> None:
        seen.dialogs.append(dialog.message)
        dialog.dismiss()

    context.route("**/*", judge)
    page.on("dialog", refuse)
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.set_default_timeout(30_000)
    yield seen
    context.close()


def free_port() -> int:
    """Return a port on which nothing listens now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_for(url: str, process: subprocess.Popen[str]) -> None:
    """Return when the dashboard answers; fail with what the process said when it does not."""
    until = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < until:
        if process.poll() is not None:
            pytest.fail(f"the dashboard stopped: {process.communicate()[0]}")
        try:
            if httpx.get(f"{url}/_stcore/health", timeout=1).text == "ok":
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    pytest.fail("the dashboard did not answer in time")
