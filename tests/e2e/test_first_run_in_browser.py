"""From nothing to a first collected post, in a real browser: the school, a password, a source, a test alert."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyotp
import pytest
from conftest import free_port, wait_for

from collectors.registry import source_settings
from data.config_change import change_config
from pipelines.demo_servers import ReplayServer, SmtpSink, demo_secrets

pytestmark = pytest.mark.browser

PASSWORD = "four quiet otters by a weir"


def test_from_nothing_to_a_first_collected_post(watched: Any, tmp_path: Path) -> None:
    page, folder, port = watched.page, tmp_path / "home", free_port()
    environment = {**os.environ, "GOODNAME_KEY_FILE": str(tmp_path / "keys" / "school.key")}
    process = subprocess.Popen(
        [sys.executable, "-m", "dashboard", "--home", str(folder), "--first-run", "--port", str(port)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout is not None
        link = re.search(r"http://\S+token=\S+", process.stdout.readline())
        assert link
        wait_for(f"http://127.0.0.1:{port}", process)
        with ReplayServer(now=datetime.now(UTC)) as replay, SmtpSink(tmp_path / "mail") as sink:
            set_up(page, link[0])
            enter(page)
            # A test server instead of the world: written as a person would, and kept when the page saves.
            change_config(
                folder / "school.toml",
                source_settings(),
                settings={("sources", "feeds", "base_url"): replay.base_url},
            )
            first_steps(page, sink)
        assert watched.asked_outside == []
        assert watched.errors == []
    finally:
        process.kill()
        process.communicate()


def set_up(page: Any, link: str) -> None:
    page.goto(link)
    page.get_by_label("Full name, as people write it").fill("Larkmere Primary School & Nursery")
    page.get_by_label("Town or village").fill("Larkmere")
    page.get_by_label("Handle or address 1").fill("larkmereprimary")
    page.get_by_label("Name", exact=True).fill("Kwame Boateng")
    page.get_by_label("User name").fill("k.boateng")
    page.get_by_label("E-mail address for alerts").fill("k.boateng@example.org")
    page.get_by_role("button", name="Set the school up").click()
    page.get_by_role("link", name="Choose your password").click()


def enter(page: Any) -> None:
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="Set up your code app").wait_for()
    app = pyotp.TOTP(page.locator("code").inner_text().replace(" ", ""))
    page.get_by_label("Code from your app").fill(app.now())
    page.get_by_role("button", name="Finish").click()
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_role("link", name="First steps").click()
    page.get_by_role("heading", name="First steps", exact=True).wait_for()


def first_steps(page: Any, sink: SmtpSink) -> None:
    opened(page, "mail")
    page.get_by_role("textbox", name="Mail server").fill("127.0.0.1")
    page.get_by_role("spinbutton", name="Port").fill(str(sink.port))
    page.get_by_role("textbox", name="Alerts come from").fill("goodname@example.org")
    page.get_by_text("Encrypted (STARTTLS)").click()
    page.get_by_role("button", name="Keep the mail server").click()
    page.get_by_text("The mail server is kept.").first.wait_for()
    opened(page, "test")
    page.get_by_role("button", name="Send me a test alert").click()
    page.get_by_text("Sent. Look into your mail.").first.wait_for()
    assert [message["To"] for message in sink.messages] == ["k.boateng@example.org"]
    opened(page, "source")
    page.locator(".st-key-first-step-source textarea").fill(demo_secrets()["GOODNAME_FEEDS_URLS"].replace(",", "\n"))
    page.get_by_role("button", name="Switch it on").click()
    page.get_by_text("Switched on: News feeds and alerts.").first.wait_for()
    opened(page, "collect")
    page.get_by_role("button", name="Collect now").click()
    page.get_by_text(re.compile(r"[1-9]\d* new posts from 1 source")).first.wait_for(timeout=60_000)


def opened(page: Any, step: str) -> None:
    """Open the step's part of the page, unless it stands open as the next one."""
    place = page.locator(f".st-key-first-step-{step}")
    place.wait_for()
    if place.get_by_role("button").count() == 0:
        place.get_by_text("What to do").click()
