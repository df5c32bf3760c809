"""How long a newcomer takes from installing to the first dismissed card: `python benchmarks/new_user.py`.

Clones the last commit, installs it into a fresh virtual environment with the README's first command, follows the comms
lead's link from the terminal, dismisses the first card that may be dismissed by keys, and opens every page of the side
bar. Prints seconds since the start; exit 1 when the card took over five minutes or a page shows an exception. Needs
Chromium, and the network for pip.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

LIMIT_S = 300
HERE = Path(__file__).parents[1]


def main() -> int:
    """Walk as a newcomer does and print when each step was reached."""
    begun, reached = time.monotonic(), {}

    def say(step: str) -> None:
        reached[step] = time.monotonic() - begun
        print(f"{reached[step]:6.1f} s  {step}", flush=True)

    with tempfile.TemporaryDirectory() as folder:
        clone, venv = Path(folder) / "goodname", Path(folder) / "venv"
        subprocess.run(["git", "clone", "-q", str(HERE), str(clone)], check=True)
        subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
        install = [str(venv / "bin/pip"), "install", "-q", "--disable-pip-version-check", "-r", "requirements.txt"]
        subprocess.run(install, check=True, cwd=clone)
        say("installed")
        command = [str(venv / "bin/goodname"), "demo", "--home", str(Path(folder) / "home")]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=clone, env=_bare()) as demo:
            try:
                link = _link_of(demo)
                say("the dashboard is open")
                with sync_playwright() as playwright:
                    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
                    page = _dismiss(browser, link)
                    say("first card dismissed")
                    broken = _broken(page)
            finally:
                demo.send_signal(signal.SIGINT)
    print(f"pages with an exception: {', '.join(broken) or 'none'}")
    return 1 if broken or reached["first card dismissed"] > LIMIT_S else 0


def _bare() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("GOODNAME")}


def _link_of(demo: subprocess.Popen[str]) -> str:
    link = ""
    assert demo.stdout is not None
    for line in demo.stdout:
        if found := re.match(r"\s+Comms lead: (http\S+)", line):
            link = found[1]
        if line.startswith("The dashboard is open"):
            return link
    raise SystemExit("the demo ended before its dashboard was open")


def _dismiss(browser: Browser, link: str) -> Page:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(link)
    page.get_by_role("button", name="Open the queue").click(timeout=60_000)
    card = page.locator(".st-key-queue-in-hand")
    card.wait_for()
    while not card.get_by_role("button", name="Dismiss").count():
        page.keyboard.press("j")
        page.wait_for_timeout(1500)
    page.keyboard.press("d")
    page.get_by_text("Dismiss: why?").wait_for()
    page.wait_for_timeout(500)
    page.keyboard.press("1")
    page.get_by_text("dismissed").first.wait_for()
    return page


def _broken(page: Page) -> list[str]:
    found = []
    links = page.get_by_test_id("stSidebarNavLink")
    names = [name.strip() for name in links.all_inner_texts()]
    for name in names:
        page.get_by_test_id("stSidebar").get_by_text(name.split("\n")[-1], exact=True).click()
        page.locator("h1").first.wait_for()
        page.wait_for_timeout(3000)
        if page.get_by_test_id("stException").count():
            found.append(name)
    print(f"{len(names)} pages opened")
    return found


if __name__ == "__main__":
    sys.exit(main())
