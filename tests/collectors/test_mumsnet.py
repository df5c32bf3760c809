from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from clocks import FakeClock
from loopback import Answer, Asked, serve
from pydantic import ValidationError

from collectors.base import (
    CollectorError,
    NotConfigured,
    PolicyBlocked,
    Query,
    RateLimited,
    RefusedByTerms,
    SourceRefused,
    SourceUnavailable,
    UnexpectedFormat,
)
from collectors.mumsnet import MumsnetCollector, MumsnetSettings
from collectors.registry import build
from data.config import Authority
from data.records import RawItem, RawPage
from data.secrets import Secrets

PAYLOADS = Path(__file__).parents[1] / "payloads" / "mumsnet"
PAGES = {n: (PAYLOADS / f"thread_2019_page{n}.html").read_text(encoding="utf-8") for n in (1, 2)}
NOW = (PAYLOADS / "SYNTHETIC_thread_2024.html").read_text(encoding="utf-8")
WALL = (PAYLOADS / "SYNTHETIC_wall.html").read_text(encoding="utf-8")
OLD_PATH = "/Talk/primary/9100001-Crossing-outside-Larkmere-Primary"
NEW_PATH = "/talk/primary/9100003-crossing-outside-larkmere-primary"
OLD, NEW = f"https://www.mumsnet.com{OLD_PATH}", f"https://www.mumsnet.com{NEW_PATH}"
GONE = "https://www.mumsnet.com/talk/primary/9100009-gone"
MAY = Authority(agreed_with="Mumsnet legal", reference="letter 7", date=date(2026, 9, 1), until=date(2027, 8, 31))
OURS = Query(names=("Larkmere Primary School & Nursery",))


def collector(
    clock: FakeClock, base_url: str | None, *threads: str, paced: bool = False, **settings: Any
) -> MumsnetCollector:
    made = build(
        "mumsnet",
        MumsnetSettings(enabled=True, base_url=base_url, threads=threads, authority=MAY, **settings),
        clock=clock,
        secrets=Secrets({}),
        school_type="maintained",
        paced=paced,
    )
    assert isinstance(made, MumsnetCollector)
    return made


def both_threads(asked: Asked) -> Answer:
    if asked.path == OLD_PATH:
        return Answer(PAGES[int(asked.query.get("pg", "1"))])
    return Answer(NOW) if asked.path == NEW_PATH else Answer("not here", 404)


@contextmanager
def reading(clock: FakeClock, *threads: str, respond: Any = both_threads, **settings: Any) -> Iterator[Any]:
    with serve(respond) as server:
        yield collector(clock, server.base_url, *threads, **settings), server


def pages_asked(server: Any) -> list[str]:
    asked = [a for a in server.asked if a.path != "/robots.txt"]
    return [
        a.path.split("/")[-1][:7] + ("?" + "&".join(f"{k}={v}" for k, v in a.query.items()) if a.query else "")
        for a in asked
    ]


def take(read: MumsnetCollector, into: list[RawPage]) -> None:
    """Go on from the last page in `into`, and keep what came before an error."""
    into.extend(read.fetch(OURS, (into[-1].cursor or {}) if into else {}))


def ids(pages: list[RawPage]) -> list[str]:
    return [MumsnetCollector.parse(item).id for page in pages for item in MumsnetCollector.split(page)]


@pytest.mark.parametrize(
    ("authority", "says"),
    [
        pytest.param(None, "refused by terms: Mumsnet's terms forbid", id="nothing recorded"),
        pytest.param(MAY.model_copy(update={"until": date(2026, 11, 8)}), "the recorded permission runs", id="run out"),
        pytest.param(MAY.model_copy(update={"date": date(2026, 11, 10)}), "the recorded permission runs", id="not yet"),
    ],
)
def test_without_permission_it_is_refused_by_terms(clock: FakeClock, authority: Authority | None, says: str) -> None:
    with pytest.raises(RefusedByTerms, match=says):
        build("mumsnet", MumsnetSettings(authority=authority), clock=clock, secrets=Secrets({}), school_type="academy")


def test_without_threads_it_is_not_configured(clock: FakeClock) -> None:
    with pytest.raises(NotConfigured, match="no thread is named"):
        collector(clock, None, follow_found=False)


def test_while_no_thread_is_known_it_says_so_and_not_that_nothing_is_new(clock: FakeClock) -> None:
    with pytest.raises(NotConfigured, match="no thread is known yet"):
        list(collector(clock, None).fetch(OURS, {}))


@pytest.mark.parametrize(
    ("links", "asked"),
    [
        pytest.param([NEW], ["9100001", "9100001?pg=2", "9100003"], id="found by a search"),
        pytest.param([NEW.replace("https://www.", "http://") + "?page=4#x"],
                     ["9100001", "9100001?pg=2", "9100003"], id="handed in from a later page"),
        pytest.param([OLD + "?utm_source=x", OLD], ["9100001", "9100001?pg=2"], id="the one that is named already"),
        pytest.param(["https://www.mumsnet.com/talk/primary", "https://mumsnet.example/talk/primary/9100003-a"],
                     ["9100001", "9100001?pg=2"], id="no thread, or another site"),
    ],
)  # fmt: skip
def test_threads_that_others_found_are_read_too(clock: FakeClock, links: list[str], asked: list[str]) -> None:
    with reading(clock, OLD) as (read, server):
        list(read.fetch(replace(OURS, links=tuple(links)), {}))
    assert pages_asked(server) == asked


def test_found_threads_are_left_alone_when_the_settings_say_so(clock: FakeClock) -> None:
    with reading(clock, OLD, follow_found=False) as (read, server):
        list(read.fetch(replace(OURS, links=(NEW,)), {}))
    assert pages_asked(server) == ["9100001", "9100001?pg=2"]


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"threads": ["https://www.mumsnet.com/talk/primary"]}, id="a topic, not a thread"),
        pytest.param({"threads": ["https://mumsnet.example/talk/primary/1-a"]}, id="another site"),
        pytest.param({"pace_s": 1.0}, id="too fast"),
        pytest.param({"respect_robots": False}, id="robots.txt cannot be switched off"),
    ],
)
def test_settings_that_are_too_bold_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        MumsnetSettings(**wrong)


def test_each_thread_is_read_to_its_last_page(clock: FakeClock) -> None:
    with reading(clock, OLD, NEW) as (read, server):
        pages = list(read.fetch(OURS, {}))
    assert pages_asked(server) == ["9100001", "9100001?pg=2", "9100003"]
    assert ids(pages) == [f"9100001/7100000{n}" for n in (1, 2, 3, 4)] + [
        "9100003/136000001",
        "9100003/p1-2",
        "9100003/p1-3",
    ]
    assert server.asked[0].path == "/robots.txt"
    assert server.asked[1].headers["user-agent"].startswith("Goodname/")


def test_next_time_only_the_last_page_known_is_asked_for(clock: FakeClock) -> None:
    with reading(clock, OLD) as (read, server):
        first = list(read.fetch(OURS, {}))
        server.asked.clear()
        list(read.fetch(OURS, json.loads(json.dumps(first[-1].cursor))))
    assert pages_asked(server) == ["9100001?pg=2"]


def test_a_kill_after_any_page_loses_nothing(clock: FakeClock) -> None:
    with reading(clock, OLD, NEW) as (read, _server):
        whole = list(read.fetch(OURS, {}))
        for stop in range(len(whole)):
            rest = list(read.fetch(OURS, whole[stop].cursor or {})) if stop < len(whole) - 1 else []
            assert ids(whole[: stop + 1] + rest) == ids(whole)


def test_ten_seconds_lie_between_two_requests(clock: FakeClock) -> None:
    found: list[RawPage] = []
    with reading(clock, OLD, NEW, paced=True) as (read, server):
        for _ in range(2):
            with pytest.raises(RateLimited) as caught:
                take(read, found)
            assert caught.value.until == clock() + timedelta(seconds=10)
            clock.move(seconds=10)
        take(read, found)
        assert pages_asked(server) == ["9100001", "9100001?pg=2", "9100003"]
    assert len(ids(found)) == 7


def test_only_so_many_threads_are_read_in_a_day(clock: FakeClock) -> None:
    pages: list[RawPage] = []
    with reading(clock, OLD, NEW, max_threads_a_day=1) as (read, server):
        with pytest.raises(RateLimited, match="1 threads a day") as caught:
            pages.extend(read.fetch(OURS, {}))
        assert caught.value.until == datetime(2026, 11, 10, tzinfo=UTC)
        clock.now = caught.value.until
        pages.extend(read.fetch(OURS, pages[-1].cursor or {}))
    assert pages_asked(server) == ["9100001", "9100001?pg=2", "9100003"]


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


def test_a_page_past_the_end_leads_back_to_the_first(clock: FakeClock) -> None:
    def respond(asked: Asked) -> Answer:
        if asked.query.get("pg") == "7":
            return Answer("", 302, {"Location": OLD})
        return both_threads(asked)

    with reading(clock, OLD, respond=respond) as (read, server):
        pages = list(read.fetch(OURS, {"queries": {"9100001": "pg=7"}}))
    assert pages_asked(server) == ["9100001?pg=7", "9100001", "9100001?pg=2"]
    assert len(ids(pages)) == 4


def test_an_address_that_leads_to_another_thread_is_said(clock: FakeClock) -> None:
    def respond(asked: Asked) -> Answer:
        return Answer("", 301, {"Location": NEW}) if asked.path == OLD_PATH else both_threads(asked)

    with (
        reading(clock, OLD, respond=respond) as (read, _server),
        pytest.raises(UnexpectedFormat, match=r"9100001 \(its address leads to another page;"),
    ):
        list(read.fetch(OURS, {}))


def test_a_thread_taken_out_of_the_settings_is_forgotten(clock: FakeClock) -> None:
    with reading(clock, NEW) as (read, _server):
        [page] = list(
            read.fetch(OURS, {"queue": ["9100001"], "queries": {"9100001": "pg=2"}, "unread": {"9100001": "x"}})
        )
    assert page.cursor is not None
    assert "9100001" not in json.dumps(page.cursor)


@pytest.mark.parametrize(
    ("payload", "context"),
    [
        pytest.param(None, {}, id="null"),
        pytest.param({}, {}, id="no html"),
        pytest.param({"html": 7}, {}, id="html is a number"),
        pytest.param({"html": "<p>a</p>"}, {}, id="no context"),
        pytest.param(
            {"html": ""}, {"layout": "2019", "thread": "1", "url": "u", "page": 1, "ordinal": 1}, id="no markup"
        ),
        pytest.param(
            {"html": "<p>a"}, {"layout": "1999", "thread": "1", "url": "u", "page": 1, "ordinal": 1}, id="no layout"
        ),
    ],
)
def test_a_wrong_item_is_said(payload: Any, context: dict[str, Any]) -> None:
    with pytest.raises(UnexpectedFormat):
        MumsnetCollector.parse(RawItem("mumsnet", payload, context))


def test_a_private_address_is_never_asked(clock: FakeClock) -> None:
    with pytest.raises(PolicyBlocked):
        collector(clock, "ftp://127.0.0.1", OLD)
