"""The Mumsnet collector, over real HTTP on loopback: whether it may read, which threads, and how often."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from clocks import FakeClock
from loopback import Answer, Asked
from mumsnet_site import MAY, NEW, OLD, OURS, both_threads, ids, mumsnet_collector, pages_asked, reading, take
from pydantic import ValidationError

from collectors.base import NotConfigured, PolicyBlocked, RateLimited, RefusedByTerms, UnexpectedFormat
from collectors.mumsnet import MumsnetCollector, MumsnetSettings
from collectors.registry import build
from data.config import Authority
from data.records import RawItem, RawPage
from data.secrets import Secrets


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
        mumsnet_collector(clock, None, follow_found=False)


def test_while_no_thread_is_known_it_says_so_and_not_that_nothing_is_new(clock: FakeClock) -> None:
    with pytest.raises(NotConfigured, match="no thread is known yet"):
        list(mumsnet_collector(clock, None).fetch(OURS, {}))


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


def test_a_page_past_the_end_leads_back_to_the_first(clock: FakeClock) -> None:
    def respond(asked: Asked) -> Answer:
        if asked.query.get("pg") == "7":
            return Answer("", 302, {"Location": OLD})
        return both_threads(asked)

    with reading(clock, OLD, respond=respond) as (read, server):
        pages = list(read.fetch(OURS, {"queries": {"9100001": "pg=7"}}))
    assert pages_asked(server) == ["9100001?pg=7", "9100001", "9100001?pg=2"]
    assert len(ids(pages)) == 4


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
        mumsnet_collector(clock, "ftp://127.0.0.1", OLD)
