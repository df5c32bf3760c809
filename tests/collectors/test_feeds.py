from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from clocks import FakeClock
from hypothesis import given
from hypothesis import strategies as st
from loopback import Answer, Asked, serve
from pydantic import ValidationError

from collectors.base import CollectorError, NotConfigured, Query, RateLimited, SourceRefused, UnexpectedFormat
from collectors.feeds import FeedsCollector, FeedsSettings
from collectors.registry import build
from data.records import Account, RawItem, RawPage
from data.secrets import Secrets
from data.words import Direction, Platform

PAYLOADS = Path(__file__).parents[1] / "payloads" / "feeds"
ALERT = (PAYLOADS / "alert_larkmere.xml").read_bytes()
RSS = (PAYLOADS / "rss_gazette.xml").read_bytes()
EMPTY = b'<?xml version="1.0"?><feed></feed>'
ONE = "https://www.google.com/alerts/feeds/11111/22222"
TWO = "https://www.google.com/alerts/feeds/11111/33333"
OURS = Query(
    names=("Larkmere Primary School & Nursery",),
    accounts=(Account(Platform.WEBSITE, "https://www.larkmereprimary.example/"),),
)


def collector(clock: FakeClock, base_url: str, *urls: str, **secrets: str) -> FeedsCollector:
    made = build(
        "feeds",
        FeedsSettings(enabled=True, base_url=base_url, urls=urls),
        clock=clock,
        secrets=Secrets({f"GOODNAME_FEEDS_{name.upper()}": value for name, value in secrets.items()}),
        school_type="maintained",
    )
    assert isinstance(made, FeedsCollector)
    return made


def pages(read: FeedsCollector, cursor: Any = None) -> list[RawPage]:
    return list(read.fetch(OURS, cursor or {}))


def posts(page: RawPage) -> list[Any]:
    return [FeedsCollector.parse(item) for item in FeedsCollector.split(page)]


def test_a_google_alert_is_read_word_for_word(clock: FakeClock) -> None:
    with serve({"/alerts/feeds/11111/22222": Answer(ALERT)}) as server:
        [page] = pages(collector(clock, server.base_url, ONE))
    choir, thread, own = posts(page)
    assert choir.id == "https://larkmeregazette.example/news/choir-town-hall"
    assert choir.url == "https://larkmeregazette.example/news/choir-town-hall?utm_source=feed"
    assert choir.title == "Choir of Larkmere Primary sings at the town hall"
    assert choir.text == "The choir of Larkmere Primary School & Nursery sang for the mayor on ..."
    assert choir.platform is Platform.WEB
    assert choir.author is None
    assert choir.published_at == datetime(2026, 11, 8, 18, 1, 12, tzinfo=UTC)
    assert thread.platform is Platform.MUMSNET
    assert thread.direction is Direction.MENTION
    assert (own.platform, own.direction) == (Platform.WEBSITE, Direction.OWN)
    assert own.account == "https://www.larkmereprimary.example/"


def test_an_rss_feed_in_another_encoding_is_read(clock: FakeClock) -> None:
    with serve({"/news.rss": Answer(RSS, headers={"Content-Type": "application/rss+xml"})}) as server:
        [page] = pages(collector(clock, server.base_url, "https://larkmeregazette.example/news.rss"))
    [post] = posts(page)
    assert post.title == "Café evening at Larkmere Primary raises 400 pounds"
    assert post.text == "Parents <3 it: the first café evening was full."
    assert post.published_at == datetime(2026, 11, 7, 19, 15, tzinfo=UTC)


def test_items_are_json_and_survive_being_stored(clock: FakeClock) -> None:
    items = FeedsCollector.split(RawPage("feeds", ALERT.decode()))
    again = [RawItem("feeds", json.loads(json.dumps(item.payload)), item.context) for item in items]
    assert [FeedsCollector.parse(item) for item in again] == [FeedsCollector.parse(item) for item in items]


def test_what_has_not_changed_is_not_asked_for_again(clock: FakeClock) -> None:
    def respond(asked: Asked) -> Answer:
        if asked.headers.get("if-none-match") == '"v1"' and asked.headers.get("if-modified-since") == "yesterday":
            return Answer(b"", 304)
        return Answer(ALERT, headers={"ETag": '"v1"', "Last-Modified": "yesterday"})

    with serve(respond) as server:
        read = collector(clock, server.base_url, ONE)
        [first] = pages(read)
        assert pages(read, json.loads(json.dumps(first.cursor))) == []
        assert len(server.asked) == 2


def test_an_empty_feed_is_empty(clock: FakeClock) -> None:
    with serve({"/alerts/feeds/11111/22222": Answer(EMPTY)}) as server:
        [page] = pages(collector(clock, server.base_url, ONE))
    assert FeedsCollector.split(page) == []


def test_the_same_page_in_two_feeds_is_one_post_of_the_first(clock: FakeClock) -> None:
    other = ALERT.replace(b"sang for the mayor", b"sang carols")
    with serve({"/alerts/feeds/11111/22222": Answer(ALERT), "/alerts/feeds/11111/33333": Answer(other)}) as server:
        read = collector(clock, server.base_url, ONE, TWO)
        first, second = pages(read)
        assert [len(posts(page)) for page in (first, second)] == [3, 0]
        again = pages(read, second.cursor)
        assert [len(posts(page)) for page in again] == [3, 0]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        pytest.param(
            Answer("<!DOCTYPE html><html><body>Before you continue to Google"), UnexpectedFormat, id="consent page"
        ),
        pytest.param(Answer({"error": 1}), UnexpectedFormat, id="JSON"),
        pytest.param(Answer(b""), UnexpectedFormat, id="nothing"),
        pytest.param(Answer(ALERT[:1500]), UnexpectedFormat, id="breaks off"),
        pytest.param(Answer("gone", 404), SourceRefused, id="404"),
        pytest.param(Answer("", 304), UnexpectedFormat, id="304 although nothing was known"),
        pytest.param(Answer("slow down", 429, {"Retry-After": "90"}), RateLimited, id="429"),
    ],
)
def test_one_broken_feed_is_said_and_the_others_are_read(
    clock: FakeClock, answer: Answer, error: type[CollectorError]
) -> None:
    found: list[RawPage] = []
    with serve({"/alerts/feeds/11111/22222": answer, "/alerts/feeds/11111/33333": Answer(ALERT)}) as server:
        read = collector(clock, server.base_url, ONE, TWO)
        with pytest.raises(error, match=r"^feed 1 of 2: ") as caught:
            found.extend(read.fetch(OURS, {}))
    assert type(caught.value) is error
    assert [len(posts(page)) for page in found] == [3]


def test_a_feed_address_is_never_shown(clock: FakeClock, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with serve({}) as server:
        read = collector(clock, server.base_url, urls=f"{ONE} {TWO}")
        with pytest.raises(SourceRefused) as caught:
            pages(read)
    shown = f"{caplog.text} {caught.value} {caught.value.__cause__} {FeedsSettings(urls=(ONE,))!r}"
    assert "22222" not in shown
    assert "11111" not in shown
    assert "1 more failed" in shown


def test_the_cursor_holds_no_address(clock: FakeClock) -> None:
    with serve({"/alerts/feeds/11111/22222": Answer(ALERT, headers={"ETag": "x"})}) as server:
        [page] = pages(collector(clock, server.base_url, ONE))
    assert "alerts/feeds" not in json.dumps(page.cursor)


def test_without_a_feed_it_is_not_configured(clock: FakeClock) -> None:
    with pytest.raises(NotConfigured, match="make a Google Alert"):
        collector(clock, "http://127.0.0.1:9")


def test_a_private_address_must_be_a_web_address(clock: FakeClock) -> None:
    with pytest.raises(NotConfigured, match="separate feeds by a space") as caught:
        collector(clock, "http://127.0.0.1:9", urls=f"{ONE},secret-thing file:///etc/passwd")
    assert "secret-thing" not in str(caught.value)


def test_an_address_in_the_settings_must_be_a_web_address() -> None:
    with pytest.raises(ValidationError):
        FeedsSettings(urls=("file:///etc/passwd",))


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        pytest.param({"title": "a"}, "'link'", id="no link"),
        pytest.param({"title": "a", "link": "javascript:x"}, "not a web address", id="link is no address"),
        pytest.param({"link": "https://a.example"}, "neither title nor snippet", id="no words"),
        pytest.param({"link": "https://a.example", "title": "a", "published": "soon"}, "'published'", id="no time"),
        pytest.param(None, "not a JSON object", id="null"),
    ],
)
def test_a_wrong_entry_is_said(entry: Any, message: str) -> None:
    with pytest.raises(UnexpectedFormat, match=message):
        FeedsCollector.parse(RawItem("feeds", entry))


def test_a_text_that_is_an_address_is_not_fetched() -> None:
    with pytest.raises(UnexpectedFormat):
        FeedsCollector.split(RawPage("feeds", "http://127.0.0.1:9/feed.xml"))


def test_entities_of_other_files_are_not_read() -> None:
    body = (
        '<?xml version="1.0"?><!DOCTYPE f [<!ENTITY e SYSTEM "file:///etc/passwd">]><feed '
        'xmlns="http://www.w3.org/2005/Atom"><entry><title>a &e;</title><link href="https://a.example"/></entry></feed>'
    )
    [post] = posts(RawPage("feeds", body))
    assert "root" not in post.text


def _mutilated() -> Iterator[st.SearchStrategy[str]]:
    text = ALERT.decode()
    yield st.integers(0, len(text)).map(lambda end: text[:end])
    yield st.text().map(lambda noise: text.replace("google.com/url", noise, 1))
    yield st.text(st.characters())


@given(st.one_of(*_mutilated()))
def test_any_text_is_a_feed_or_said_not_to_be(body: str) -> None:
    try:
        items = FeedsCollector.split(RawPage("feeds", body))
    except UnexpectedFormat:
        return
    for item in items:
        try:
            FeedsCollector.parse(item)
        except UnexpectedFormat:
            continue
