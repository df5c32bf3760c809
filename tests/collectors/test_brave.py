from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from clocks import FakeClock
from loopback import Answer, Asked, serve
from recorded_answers import answer_of

from collectors.base import (
    CollectorError,
    NotConfigured,
    Query,
    RateLimited,
    SourceRefused,
    SourceUnavailable,
    UnexpectedFormat,
)
from collectors.brave import BraveCollector, BraveSettings
from collectors.registry import build
from data.records import RawItem, RawPage
from data.secrets import Secrets
from data.words import Platform

FOUND = answer_of("brave", "SYNTHETIC_web_search")
NOTHING = answer_of("brave", "SYNTHETIC_web_search_empty")
WRONG_KEY = answer_of("brave", "SYNTHETIC_error_token")
OURS = Query(names=("Larkmere Primary School & Nursery", "Larkmere Primary"))


def collector(clock: FakeClock, base_url: str, **settings: Any) -> BraveCollector:
    made = build(
        "brave",
        BraveSettings(enabled=True, base_url=base_url, **settings),
        clock=clock,
        secrets=Secrets({"GOODNAME_BRAVE_API_KEY": "k-123"}),
        school_type="maintained",
    )
    assert isinstance(made, BraveCollector)
    return made


def posts(page: RawPage) -> list[Any]:
    return [BraveCollector.parse(item) for item in BraveCollector.split(page)]


def test_each_name_is_asked_for_and_each_name_on_each_site(clock: FakeClock) -> None:
    with serve({"/res/v1/web/search": Answer(NOTHING)}) as server:
        pages = list(collector(clock, server.base_url).fetch(OURS, {}))
    assert [asked.query["q"] for asked in server.asked] == [
        '"Larkmere Primary School & Nursery"',
        '"Larkmere Primary"',
        'site:mumsnet.com "Larkmere Primary School & Nursery"',
        'site:mumsnet.com "Larkmere Primary"',
    ]
    assert {asked.headers["x-subscription-token"] for asked in server.asked} == {"k-123"}
    assert {(asked.query["count"], asked.query["freshness"]) for asked in server.asked} == {("20", "pw")}
    assert [BraveCollector.split(page) for page in pages] == [[], [], [], []]


def test_results_become_posts(clock: FakeClock) -> None:
    with serve({"/res/v1/web/search": Answer(FOUND)}) as server:
        [page] = list(collector(clock, server.base_url, sites=()).fetch(Query(names=("Larkmere Primary",)), {}))
    news, thread = posts(page)
    assert news.id == "https://larkmeregazette.example/news/crossing"
    assert news.title == "Parents praise Larkmere Primary & its new crossing"
    assert news.text == "Parents at Larkmere Primary say the new crossing has made mornings safer."
    assert news.published_at == datetime(2026, 11, 6, 10, 20, tzinfo=UTC)
    assert thread.platform is Platform.MUMSNET
    assert thread.published_at is None


def test_a_page_that_two_queries_find_is_one_post_of_the_first(clock: FakeClock) -> None:
    with serve({"/res/v1/web/search": Answer(FOUND)}) as server:
        read = collector(clock, server.base_url)
        pages = list(read.fetch(OURS, {}))
        again = list(read.fetch(OURS, json.loads(json.dumps(pages[-1].cursor))))
    assert [len(posts(page)) for page in pages] == [2, 0, 0, 0]
    assert [len(posts(page)) for page in again] == [2, 0, 0, 0]


def test_a_run_that_is_cut_short_goes_on_with_the_next_query(clock: FakeClock) -> None:
    def respond(asked: Asked) -> Answer:
        if len(server.asked) == 3:
            return Answer({}, 429, {"X-RateLimit-Remaining": "0, 900", "X-RateLimit-Reset": "1, 1419704"})
        return Answer(NOTHING)

    pages: list[RawPage] = []
    with serve(respond) as server:
        read = collector(clock, server.base_url)
        with pytest.raises(RateLimited) as caught:
            pages.extend(read.fetch(OURS, {}))
        assert caught.value.until == clock() + timedelta(seconds=1)
        assert pages[-1].cursor is not None
        rest = list(read.fetch(OURS, pages[-1].cursor))
    assert [asked.query["q"] for asked in server.asked[3:]] == [asked.query["q"] for asked in server.asked[2:3]] + [
        'site:mumsnet.com "Larkmere Primary"'
    ]
    assert rest[-1].cursor is not None
    assert rest[-1].cursor["next"] == 0


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        pytest.param({"X-RateLimit-Remaining": "0, 900", "X-RateLimit-Reset": "1, 1419704"}, 1, id="this second"),
        pytest.param({"X-RateLimit-Remaining": "1, 0", "X-RateLimit-Reset": "1, 1419704"}, 1419704, id="this month"),
        pytest.param({"X-RateLimit-Reset": "7, 1419704"}, 7, id="what is left is not said"),
        pytest.param({}, 60, id="nothing is said"),
        pytest.param({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "soon"}, 60, id="nonsense"),
        pytest.param({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "99999999999"}, 31 * 86400, id="too long"),
    ],
)
def test_the_limit_says_how_long_to_wait(clock: FakeClock, headers: dict[str, str], wait: int) -> None:
    with serve({"/res/v1/web/search": Answer({}, 429, headers)}) as server, pytest.raises(RateLimited) as caught:
        list(collector(clock, server.base_url).fetch(OURS, {}))
    assert caught.value.until == clock() + timedelta(seconds=wait)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        pytest.param(Answer(WRONG_KEY, 422), SourceRefused, id="wrong key"),
        pytest.param(Answer({}, 401), SourceRefused, id="401"),
        pytest.param(Answer({}, 402), SourceRefused, id="402: out of credit"),
        pytest.param(Answer({"error": {"code": "VALIDATION"}}, 422), UnexpectedFormat, id="422 for another reason"),
        pytest.param(Answer("<html>"), UnexpectedFormat, id="a web page where JSON was due"),
        pytest.param(Answer(WRONG_KEY), UnexpectedFormat, id="an error body with status 200"),
        pytest.param(Answer({}, 503), SourceUnavailable, id="503"),
    ],
)
def test_failures_are_said(clock: FakeClock, answer: Answer, error: type[CollectorError]) -> None:
    with serve({"/res/v1/web/search": answer}) as server, pytest.raises(error) as caught:
        list(collector(clock, server.base_url).fetch(OURS, {}))
    assert type(caught.value) is error
    assert "k-123" not in str(caught.value)


def test_without_a_key_it_is_not_configured(clock: FakeClock) -> None:
    with pytest.raises(NotConfigured, match="GOODNAME_BRAVE_API_KEY"):
        build("brave", BraveSettings(), clock=clock, secrets=Secrets({}), school_type="maintained")


@pytest.mark.parametrize(
    ("result", "message"),
    [
        pytest.param({"title": "a"}, "'url'", id="no url"),
        pytest.param({"url": "https://a.example"}, "'title'", id="no title"),
        pytest.param({"url": 1, "title": "a"}, "'url'", id="url is a number"),
        pytest.param({"url": "https://a.example", "title": "a", "page_age": 3}, "'page_age'", id="time is a number"),
        pytest.param(
            {"url": "https://a.example", "title": "a", "page_age": "3 days"}, "'page_age'", id="time in words"
        ),
        pytest.param("text", "not a JSON object", id="a text"),
    ],
)
def test_a_wrong_result_is_said(result: Any, message: str) -> None:
    with pytest.raises(UnexpectedFormat, match=message):
        BraveCollector.parse(RawItem("brave", result))


@pytest.mark.parametrize(
    "body", [{"type": "search", "query": {}, "web": {}}, {"type": "search", "query": {}, "web": {"results": {}}}]
)
def test_results_that_are_no_list_are_said(body: Any) -> None:
    with pytest.raises(UnexpectedFormat):
        BraveCollector.split(RawPage("brave", body))


def test_a_result_without_a_snippet_has_its_title_for_text() -> None:
    post = BraveCollector.parse(RawItem("brave", {"url": "https://a.example/b", "title": "Larkmere"}))
    assert (post.text, post.title) == ("Larkmere", "Larkmere")
