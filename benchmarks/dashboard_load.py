"""How quickly the dashboard answers over a million posts and twenty thousand cases, alone and with twenty people.

`python benchmarks/dashboard_load.py [--posts N] [--cases N] [--open-every 10] [--people 20] [--minutes 2] [--home DIR]
[--browser]` prints seconds at the median and at the 95th percentile, and every reference that somebody was sent and may
not see; exit 1 when a figure is over its limit. With --home the filled store is kept and used again; with --browser one
person's pages are drawn in Chromium as well.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "tests")]

import httpx  # noqa: E402 - the path above comes first
from homes import made_home  # type: ignore[import-not-found]  # noqa: E402 - as above
from seats import session_of  # type: ignore[import-not-found]  # noqa: E402 - as above
from sqlalchemy import func, insert, select  # noqa: E402 - as above
from streamlit_client import Sitter  # type: ignore[import-not-found]  # noqa: E402 - as above

from casework.cases import new_reference  # noqa: E402 - as above
from dashboard.door.cookies import Cookies  # noqa: E402 - as above
from data.store.tables import (  # noqa: E402 - as above
    CaseEventRow,
    CasePostRow,
    CaseRow,
    DenialRow,
    ExaminationRow,
    FindingRow,
    PersonRow,
    PostRow,
)
from data.words import CaseStatus, Label, Role  # noqa: E402 - as above
from pipelines.cases import list_cases  # noqa: E402 - as above
from pipelines.home import Home, wall_clock  # noqa: E402 - as above
from pipelines.seeing import visible  # noqa: E402 - as above

QUEUE_S, PAGE_S, NEXT_S, TOGETHER_S = 2.5, 1.5, 0.7, 3.0
EVERY_S = 20
CHUNK = 20_000
PORT = 8797
ROLES = (Role.COMMS_LEAD, Role.DSL, Role.DEPUTY_DSL, Role.HEADTEACHER)
LABELS = (Label.ABUSIVE, Label.DEFAMATORY, Label.CHILD_IDENTIFYING, Label.SAFEGUARDING, Label.STAFF_ALLEGATION)
REFERENCE = re.compile(rb"GN-[2-9A-Z]{4}-[2-9A-Z]{4}")


def fill(home: Home, posts: int, cases: int, open_every: int) -> None:
    """Put posts and cases into the store in bulk: one case in `open_every` is open, one in four kept from somebody."""
    now, school = wall_clock(), {"school_id": home.school_id}
    for begin in range(0, posts, CHUNK):
        numbers = range(begin, min(begin + CHUNK, posts))
        with home.store.writing() as session:
            session.execute(insert(PostRow), [_post(n, now, school) for n in numbers])
            if begin < cases:
                read = [_examination(n, now, school) for n in numbers if n < cases]
                session.execute(insert(ExaminationRow), read)
    with home.store.writing() as session:
        rows = [_case(n, now, school, is_open=n % open_every == 0) for n in range(cases)]
        session.execute(insert(CaseRow), rows)
        shared = [{"case_id": n + 1, "post_id": n + 1, "added_at": now, **school} for n in range(cases)]
        session.execute(insert(CasePostRow), shared)
        found = [
            {
                "post_id": n + 1, "label": LABELS[n % 5].value, "score": 0.9, "level": "alert", "place": "text",
                "spans": [[0, 9]], "reason": "It may be meant as an insult.", "detector": "test",
                "detector_version": "1", **school,
            }
            for n in range(cases)
        ]  # fmt: skip
        session.execute(insert(FindingRow), found)
        events = [
            {"case_id": n + 1, "at": now, "actor": "goodname", "action": "opened", **school} for n in range(cases)
        ]
        session.execute(insert(CaseEventRow), events)
        people = session.scalars(select(PersonRow.id).order_by(PersonRow.id)).all()
        kept = [
            {"case_id": n + 1, "person_id": people[n % len(people)], "why": "may be its subject", **school}
            for n in range(0, cases, 4)
        ]
        session.execute(insert(DenialRow), kept)


def _post(n: int, now: datetime, school: dict[str, int]) -> dict[str, object]:
    return {
        "platform": "x", "native_id": str(n), "source": "x", "direction": "own" if n % 50 == 0 else "mention",
        "text": f"Something that somebody wrote about the school, number {n}, " + "and more words of it " * 6,
        "on_own_post": False, "thread": str(n // 5), "provenance": "collected", "extras": {}, "content_hash": str(n),
        "version": 1, "examined_version": 1, "collected_at": now - timedelta(minutes=n), **school,
    }  # fmt: skip


def _examination(n: int, now: datetime, school: dict[str, int]) -> dict[str, object]:
    return {
        "post_id": n + 1, "version": 1, "relevant": True, "relevance": 0.9, "sentiment": "negative", "severity": "S3",
        "scores": {}, "unread": [], "examined_at": now, **school,
    }  # fmt: skip


def _case(n: int, now: datetime, school: dict[str, int], *, is_open: bool) -> dict[str, object]:
    return {
        "reference": new_reference(), "category": LABELS[n // 10 % 5].value,
        "severity": ("S1", "S2", "S3", "S3", "S4")[n // 10 % 5],
        "status": CaseStatus.OPEN.value if is_open else CaseStatus.CLOSED.value,
        "close_reason": None if is_open else "no_action", "closed_at": None if is_open else now,
        "may_be_another_school": False, "has_unread": False, "opened_at": now - timedelta(minutes=n),
        "due_at": now + timedelta(hours=2), "changed_at": now, "chase_step": 0, "grown": 0, **school,
    }  # fmt: skip


@contextmanager
def served(home: Home, folder: Path) -> Iterator[str]:
    """Serve the dashboard of the home as a process of its own."""
    environment = {**os.environ, "GOODNAME_KEY_FILE": str(folder / "keys" / "school.key")}
    process = subprocess.Popen(
        [sys.executable, "-m", "dashboard", "--home", str(home.folder)],
        env=environment,
        cwd=Path(__file__).parents[1],
        stdout=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{PORT}"
    try:
        for _ in range(600):
            try:
                if httpx.get(f"{url}/_stcore/health", timeout=1).text == "ok":
                    break
            except httpx.HTTPError:
                time.sleep(0.2)
        yield url
    finally:
        process.terminate()
        process.wait(20)


def alone(url: str, cookie: str, reference: str, rounds: int) -> dict[str, list[float]]:
    """Return the seconds of one person's pages and of their next cards, warm."""
    figures: dict[str, list[float]] = {}
    with Sitter(url, cookie) as one:
        for page in ("queue", "today", "case"):
            one.visit(page, f"ref={reference}" if page == "case" else "")
        for _ in range(rounds):
            for page in ("queue", "today", "case", "sources", "alerts"):
                seconds = one.visit(page, f"ref={reference}" if page == "case" else "")
                figures.setdefault(page, []).append(seconds)
        one.visit("queue")
        figures["next card"] = [one.press("Next") for _ in range(min(rounds, 23))]
    return figures


def drawn(url: str, name: str, token: str, references: Sequence[str]) -> dict[str, list[float]]:
    """Return the seconds until Chromium had drawn one person's pages and next cards."""
    from playwright.sync_api import sync_playwright

    figures: dict[str, list[float]] = {}
    rest, hand = "[data-testid=stApp][data-test-script-state=notRunning]", ".st-key-queue-in-hand [role=status]"
    pages = {"queue": "/queue", "today": "/", "case": f"/case?ref={references[0]}", "sources": "/sources"}
    with sync_playwright() as playwright:
        path = os.environ.get("GOODNAME_CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        context.add_cookies([{"name": name, "value": token, "url": url, "httpOnly": True, "sameSite": "Strict"}])
        page = context.new_page()
        page.set_default_timeout(60_000)
        for number in range(13):
            for what, address in pages.items():
                began = time.monotonic()
                page.goto(url + address)
                page.locator(hand if what == "queue" else "h1").first.wait_for()
                page.locator(rest).wait_for()
                if number:  # the first round warms
                    figures.setdefault(what, []).append(time.monotonic() - began)
        page.goto(f"{url}/queue")
        page.locator(hand, has_text=references[0]).wait_for()
        for reference in references[1:]:
            page.locator(rest).wait_for()
            page.wait_for_timeout(300)
            began = time.monotonic()
            page.keyboard.press("j")
            page.locator(hand, has_text=reference).wait_for()
            figures.setdefault("next card", []).append(time.monotonic() - began)
        browser.close()
    return figures


def together(url: str, cookies: dict[str, str], minutes: float) -> tuple[list[float], dict[str, set[str]]]:
    """Return the seconds of every act of people who each act every 20 s, and the references that each was sent."""
    seconds: list[float] = []
    sent: dict[str, set[str]] = {}
    until = time.monotonic() + minutes * 60

    def work(number: int, name: str, cookie: str) -> None:
        time.sleep(EVERY_S * number / len(cookies))
        with Sitter(url, cookie) as one:
            one.visit("queue")
            turn = number
            while time.monotonic() < until:
                began = time.monotonic()
                act = turn % 4
                if act == 3:
                    seconds.append(one.visit("today"))
                    one.visit("queue")
                elif "Next" in one.buttons:
                    seconds.append(one.press("Next"))
                else:
                    seconds.append(one.visit("queue"))
                turn += 1
                time.sleep(max(0.0, EVERY_S - (time.monotonic() - began)))
            sent[name] = {found.decode() for found in REFERENCE.findall(bytes(one.received))}

    threads = [
        threading.Thread(target=work, args=(number, name, cookie))
        for number, (name, cookie) in enumerate(cookies.items())
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seconds, sent


def not_theirs(home: Home, sent: dict[str, set[str]]) -> dict[str, set[str]]:
    """Return, for each person, the references they were sent of cases that are not there for them."""
    from data.store.tables import CaseRow

    leaked = {}
    with home.store.reading() as session:
        for name, references in sent.items():
            seen = set(session.scalars(select(CaseRow.reference).where(*visible(session, home, name))))
            if wrong := references - seen:
                leaked[name] = wrong
    return leaked


def at_95(seconds: Sequence[float]) -> float:
    """Return the 95th percentile."""
    return statistics.quantiles(seconds, n=20)[18] if len(seconds) > 1 else seconds[0]


def main() -> int:
    """Fill, serve, measure, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--posts", type=int, default=1_000_000)
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--open-every", type=int, default=10)
    parser.add_argument("--browser", action="store_true")
    parser.add_argument("--home", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as fresh:
        folder = asked.home or Path(fresh)
        return measure(folder, asked)


def measure(folder: Path, asked: argparse.Namespace) -> int:
    """Run everything on the store in `folder`."""
    people = {f"person{n}": ROLES[n % len(ROLES)] for n in range(asked.people)}
    tables = {"dashboard": {"port": PORT}}
    clock = lambda: datetime.now(UTC)  # noqa: E731 - the machine's clock, for sessions
    with made_home(folder, clock, tables=tables, people=people) as home:
        with home.store.reading() as session:
            filled = session.scalar(select(func.count(CaseRow.id)))
        if not filled:
            began = time.monotonic()
            fill(home, asked.posts, asked.cases, asked.open_every)
            print(
                f"filled {asked.posts:,} posts and {asked.cases:,} cases in {time.monotonic() - began:.0f} s",
                flush=True,
            )
        name = Cookies(home.config.dashboard).name("session")
        now = replace(home, clock=wall_clock)
        cookies = {person: f"{name}={session_of(now, person)}" for person in people}
        references = [case.reference for case in list_cases(home=home, viewer="person1").cases]
        with served(home, folder) as url:
            figures = alone(url, cookies["person1"], references[0], asked.rounds)
            shown = drawn(url, name, cookies["person1"].partition("=")[2], references) if asked.browser else {}
            seconds, sent = together(url, cookies, asked.minutes)
        leaked = not_theirs(home, sent)
    limits = {"queue": QUEUE_S, "next card": NEXT_S}
    ok = not leaked
    for how, table in (("sent", figures), ("drawn", shown)):
        for what, took in table.items():
            limit = limits.get(what, PAGE_S)
            ok &= at_95(took) <= limit
            print(
                f"{what:10} {how:6} median {statistics.median(took):.2f} s, 95th {at_95(took):.2f} s (limit {limit} s)"
            )
    ok &= at_95(seconds) < TOGETHER_S
    print(
        f"{len(cookies)} people, {len(seconds)} acts: median {statistics.median(seconds):.2f} s, "
        f"95th {at_95(seconds):.2f} s (limit {TOGETHER_S} s)"
    )
    print(f"references sent to somebody who may not see them: {leaked or 'none'}")
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
