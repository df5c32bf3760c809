"""One attempt at one source: what is stored, what is reported, and what a kill leaves behind."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from clocks import FakeClock
from sqlalchemy import func, select

from collectors.base import (
    Coverage,
    Cursor,
    NotConfigured,
    PolicyBlocked,
    Query,
    RateLimited,
    RefusedByTerms,
    SourceRefused,
    SourceUnavailable,
    UnexpectedFormat,
)
from data.config import SourceSettings
from data.records import Post, RawItem, RawPage, School
from data.store import sources
from data.store.tables import PostRow, RunRow, UnparsedRow
from data.words import Platform, RunStatus
from pipelines.collect import collect, query_of
from pipelines.home import Home

SCHOOL = School("Larkmere Primary School & Nursery", aliases=("Larkmere Primary",), town="Larkmere")


class FakeCollector:
    """Pages of numbered items; an item without a number cannot be mapped; an exception in place of a page is raised."""

    key = "reddit"
    platform = Platform.REDDIT
    mapper_version = 1
    coverage = Coverage("a", "b", "c", "d")
    Settings = SourceSettings

    def __init__(self, *pages: Sequence[int | None] | Exception) -> None:
        self.pages = pages
        self.asked: list[Cursor] = []

    @classmethod
    def build(cls, settings: Any, surroundings: Any) -> FakeCollector:
        raise AssertionError

    def fetch(self, query: Query, cursor: Cursor) -> Iterator[RawPage]:
        self.asked.append(cursor)
        for number, page in enumerate(self.pages, start=1):
            if isinstance(page, Exception):
                raise page
            yield RawPage(self.key, list(page), cursor={"page": number})

    @classmethod
    def split(cls, page: RawPage) -> Sequence[RawItem]:
        return [RawItem(cls.key, {"number": number}) for number in page.body]

    @classmethod
    def parse(cls, item: RawItem) -> Post:
        if item.payload["number"] is None:
            raise UnexpectedFormat("the item has no 'number'")
        return Post(str(item.payload["number"]), Platform.REDDIT, f"post {item.payload['number']}")


def stored(home: Home) -> list[str]:
    with home.store.reading() as session:
        return list(session.scalars(select(PostRow.native_id).order_by(PostRow.id)))


def cursor(home: Home) -> Mapping[str, Any]:
    with home.store.reading() as session:
        return sources.cursor_of(session, home.school_id, "reddit")


def test_pages_are_stored_with_their_cursor(home: Home) -> None:
    collector = FakeCollector([1, 2], [3])
    report = collect(home=home, source="reddit", school=SCHOOL, collector=collector)
    assert (report.status, report.fetched, report.new) == (RunStatus.OK, 3, 3)
    assert (stored(home), cursor(home)) == (["1", "2", "3"], {"page": 2})
    again = collect(home=home, source="reddit", school=SCHOOL, collector=collector)
    assert collector.asked == [{}, {"page": 2}]
    assert (again.new, again.duplicate) == (0, 3)


def test_an_item_that_is_not_understood_is_kept_counted_and_told_and_the_rest_goes_on(home: Home) -> None:
    report = collect(home=home, source="reddit", school=SCHOOL, collector=FakeCollector([1, None, 2]))
    assert (report.status, report.new, report.unparsed) == (RunStatus.OK, 2, 1)
    assert "goodname remap" in (report.detail or "")
    with home.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(UnparsedRow)) == 1


def test_a_source_of_which_nothing_is_understood_has_not_answered_well(home: Home) -> None:
    report = collect(home=home, source="reddit", school=SCHOOL, collector=FakeCollector([None, None], [None]))
    assert (report.status, report.unparsed) == (RunStatus.UNEXPECTED_FORMAT, 3)
    with home.store.reading() as session:
        (health,) = sources.health(session, home.school_id)
        assert (health.last_success_at, sources.failures_of(session, home.school_id, "reddit")) == (None, 1)
        assert health.next_allowed_at is not None
    assert cursor(home) == {"page": 2}


@pytest.mark.parametrize(
    ("error", "status"),
    [
        pytest.param(NotConfigured("set a secret"), RunStatus.NOT_CONFIGURED, id="not configured"),
        pytest.param(SourceUnavailable("down"), RunStatus.UNAVAILABLE, id="down"),
        pytest.param(SourceRefused("token expired"), RunStatus.REFUSED, id="refused"),
        pytest.param(RefusedByTerms("refused by terms: ask"), RunStatus.REFUSED_BY_TERMS, id="refused by terms"),
        pytest.param(UnexpectedFormat("HTML"), RunStatus.UNEXPECTED_FORMAT, id="a page that no longer parses"),
        pytest.param(PolicyBlocked("private"), RunStatus.POLICY_BLOCKED, id="blocked by policy"),
        pytest.param(ZeroDivisionError("a secret post text"), RunStatus.FAILED, id="our own mistake"),
    ],
)
def test_a_failure_after_a_page_keeps_the_page_and_is_said(home: Home, error: Exception, status: RunStatus) -> None:
    report = collect(home=home, source="reddit", school=SCHOOL, collector=FakeCollector([1, 2], error))
    assert (report.status, report.new) == (status, 2)
    assert report.detail
    assert "secret post text" not in report.detail
    with home.store.reading() as session:
        (health,) = sources.health(session, home.school_id)
        assert (health.status, health.last_success_at) == (status, None)
        assert health.last_new_item_at is not None
        assert session.scalars(select(RunRow.status)).one() == status.value
    assert cursor(home) == {"page": 1}


def test_a_limit_is_stored_as_the_next_allowed_time(home: Home, clock: FakeClock) -> None:
    until = clock() + timedelta(minutes=7)
    collect(home=home, source="reddit", school=SCHOOL, collector=FakeCollector(RateLimited("slow down", until=until)))
    with home.store.reading() as session:
        assert sources.health(session, home.school_id)[0].next_allowed_at == until


def test_repeated_failures_back_off_and_a_success_forgets_them(home: Home, clock: FakeClock) -> None:
    waits = []
    for _ in range(9):
        collect(home=home, source="reddit", school=SCHOOL, collector=FakeCollector(SourceUnavailable("down")))
        with home.store.reading() as session:
            allowed = sources.health(session, home.school_id)[0].next_allowed_at
        assert allowed is not None
        waits.append((allowed - clock()).total_seconds() / 60)
    assert waits == [5, 10, 20, 40, 80, 160, 320, 360, 360]
    collect(home=home, source="reddit", school=SCHOOL, collector=FakeCollector([1]))
    with home.store.reading() as session:
        assert sources.health(session, home.school_id)[0].next_allowed_at is None


def test_what_a_collector_may_ask_for_is_the_schools_own(home: Home) -> None:
    query = query_of(SCHOOL)
    assert query.names == ("Larkmere Primary School & Nursery", "Larkmere Primary")


def test_a_source_that_is_off_says_how_to_switch_it_on(home: Home) -> None:
    report = collect(home=home, source="reddit", school=SCHOOL)
    assert report.status is RunStatus.NOT_CONFIGURED
    assert "enabled = true under [sources.reddit]" in (report.detail or "")


# --- Killing the process ---------------------------------------------------------------------------------------------

TESTS = Path(__file__).parents[1]


@pytest.mark.timeout(400)
def test_killed_at_random_moments_nothing_is_lost_and_nothing_comes_twice(tmp_path: Path) -> None:
    """The short form of benchmarks/kill.py: 600 posts in pages of 20, killed up to 4 times."""
    chance = random.Random(20261121)
    command = [sys.executable, str(TESTS / "kill_victim.py"), str(tmp_path), "600", "20"]
    kills = 0
    while kills < 4:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        process.stdout.readline()  # it has begun to collect
        time.sleep(chance.uniform(0.0, 0.3))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        if process.returncode == 0:
            break  # it had finished before the signal came
        kills += 1
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True, timeout=120)
    assert kills > 0
    final = subprocess.run([*command, "--count"], capture_output=True, text=True, check=True, timeout=60)
    assert final.stdout.split() == ["600", "600"]
