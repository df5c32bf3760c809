"""What the Mumsnet collector says of a thread that it could not read: each is named, and none holds up the others."""

from __future__ import annotations

import pytest
from clocks import FakeClock
from loopback import Answer, Asked
from mumsnet_site import (
    GONE,
    NEW,
    NEW_PATH,
    NOW,
    OLD,
    OLD_PATH,
    OURS,
    WALL,
    both_threads,
    ids,
    pages_asked,
    reading,
    take,
)

from collectors.base import (
    CollectorError,
    NotConfigured,
    RateLimited,
    SourceRefused,
    SourceUnavailable,
    UnexpectedFormat,
)
from collectors.mumsnet import MumsnetCollector
from data.records import RawPage


def test_a_page_that_robots_txt_closes_is_not_asked_for(clock: FakeClock) -> None:
    def respond(asked: Asked) -> Answer:
        return Answer("User-agent: *\nDisallow: /Talk/primary") if asked.path == "/robots.txt" else both_threads(asked)

    pages: list[RawPage] = []
    with (
        reading(clock, OLD, NEW, respond=respond) as (read, server),
        pytest.raises(UnexpectedFormat, match=r"1 of 2 threads could not be read: 9100001 \(robots\.txt"),
    ):
        pages.extend(read.fetch(OURS, {}))
    assert pages_asked(server) == ["9100003"]
    assert len(ids(pages)) == 3


def test_a_thread_that_is_gone_is_said_and_the_others_are_read(clock: FakeClock) -> None:
    pages: list[RawPage] = []
    with (
        reading(clock, GONE, NEW) as (read, _server),
        pytest.raises(UnexpectedFormat, match=r"1 of 2 threads could not be read: 9100009 \(HTTP 404;"),
    ):
        pages.extend(read.fetch(OURS, {}))
    assert len(ids(pages)) == 3


def test_a_thread_that_is_gone_is_said_once_and_asked_for_again_after_a_week(clock: FakeClock) -> None:
    pages: list[RawPage] = []
    with reading(clock, GONE, NEW) as (read, server):
        with pytest.raises(UnexpectedFormat, match="not asked for again before 2026-11-16"):
            take(read, pages)
        for _ in range(3):
            take(read, pages)
        assert pages_asked(server) == ["9100009", "9100003", "9100003", "9100003", "9100003"]
        clock.move(days=7)
        with pytest.raises(UnexpectedFormat, match="1 of 2 threads"):
            take(read, pages)
        assert pages_asked(server)[-2:] == ["9100009", "9100003"]


def test_when_every_thread_is_gone_that_is_said_in_every_round(clock: FakeClock) -> None:
    pages: list[RawPage] = []
    with reading(clock, GONE) as (read, _server):
        with pytest.raises(UnexpectedFormat):
            take(read, pages)
        with pytest.raises(NotConfigured, match="all 1 known threads are gone or closed"):
            take(read, pages)


def test_a_thread_that_is_gone_starves_no_other_when_each_run_reads_one_page(clock: FakeClock) -> None:
    found: list[RawPage] = []
    with reading(clock, GONE, OLD, NEW, paced=True) as (read, _server):
        for _ in range(4):
            try:
                take(read, found)
            except (RateLimited, UnexpectedFormat) as error:
                last = error
            clock.move(seconds=10)
    assert len(ids(found)) == 7
    assert "9100009 (HTTP 404; not asked" in str(last)


def test_a_page_in_a_new_layout_is_kept_once_and_counted(clock: FakeClock) -> None:
    def respond(asked: Asked) -> Answer:
        return Answer(NOW.replace("·", "|")) if asked.path == NEW_PATH else both_threads(asked)

    pages: list[RawPage] = []
    with reading(clock, NEW, OLD, respond=respond) as (read, _server):
        for _ in range(2):
            with pytest.raises(UnexpectedFormat, match="no known layout"):
                take(read, pages)
    items = [item for page in pages for item in MumsnetCollector.split(page)]
    broken = [item for item in items if "why" in item.payload]
    assert len(broken) == 1
    assert "PurpleCoat" in broken[0].payload["page"]
    with pytest.raises(UnexpectedFormat, match="thread 9100003: a thread page on which no known layout"):
        MumsnetCollector.parse(broken[0])
    assert len(items) == 1 + 4 + 1


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        pytest.param(Answer("no", 403), SourceRefused, id="403"),
        pytest.param(Answer("slow", 429, {"Retry-After": "60"}), RateLimited, id="429"),
        pytest.param(Answer("ill", 502), SourceUnavailable, id="502"),
        pytest.param(Answer(WALL), SourceRefused, id="a check for humans"),
        pytest.param(
            Answer("", 302, {"Location": "https://www.mumsnet.com/signin?target=x"}), SourceRefused, id="log-in"
        ),
        pytest.param(Answer("", 302, {"Location": "http://10.0.0.7/"}), CollectorError, id="off to another host"),
    ],
)
def test_a_refusal_stops_the_run(clock: FakeClock, answer: Answer, error: type[CollectorError]) -> None:
    def respond(asked: Asked) -> Answer:
        if asked.path == "/robots.txt":
            return Answer("", 404)
        return answer if asked.path == OLD_PATH else Answer("<html>Please sign in to continue</html>")

    with reading(clock, OLD, respond=respond) as (read, _server), pytest.raises(error):
        ids(list(read.fetch(OURS, {})))


def test_an_unreadable_robots_txt_closes_the_site(clock: FakeClock) -> None:
    with (
        reading(clock, OLD, respond=lambda _asked: Answer("ill", 500)) as (read, server),
        pytest.raises(SourceUnavailable),
    ):
        list(read.fetch(OURS, {}))
    assert pages_asked(server) == []


def test_an_address_that_leads_to_another_thread_is_said(clock: FakeClock) -> None:
    def respond(asked: Asked) -> Answer:
        return Answer("", 301, {"Location": NEW}) if asked.path == OLD_PATH else both_threads(asked)

    with (
        reading(clock, OLD, respond=respond) as (read, _server),
        pytest.raises(UnexpectedFormat, match=r"9100001 \(its address leads to another page;"),
    ):
        list(read.fetch(OURS, {}))
