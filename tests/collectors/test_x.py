"""The X collector, over real HTTP on loopback with the real tweepy: whether it may ask, and what."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pytest
from loopback import Answer, Asked, serve
from surroundings import Around
from x_site import (
    MENTIONS,
    NAMES_ONLY,
    NEWEST,
    OLDEST,
    OWN,
    QUERY,
    SEARCH,
    SECOND,
    Build,
    page_one_by_token,
    payload,
    posts_of,
    x_collector,
)

from collectors.base import NotConfigured, Query, RefusedByTerms, SourceRefused, UnexpectedFormat
from collectors.x_mapping import snowflake_time
from data.config import Authority
from data.records import Account, RawPage
from data.words import Direction, Platform

PERMISSION = Authority(agreed_with="X", reference="file 12", date=date(2026, 9, 1), until=date(2027, 8, 31))


@pytest.fixture
def build(around: Around) -> Build:
    return partial(x_collector, around)


# --- May it ask at all? -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("school_type", ["maintained", "academy"])
def test_a_state_school_is_refused_by_terms_without_x_s_answer(build: Any, school_type: str) -> None:
    with pytest.raises(RefusedByTerms, match=r"refused by terms: X's agreement"):
        build(school_type=school_type, token=None)


def test_an_expired_answer_is_no_answer(build: Any) -> None:
    old = Authority(agreed_with="X", reference="file 9", date=date(2025, 1, 1), until=date(2026, 1, 1))
    with pytest.raises(RefusedByTerms, match="from 2025-01-01 to 2026-01-01"):
        build(school_type="academy", authority=old)


@pytest.mark.parametrize(
    ("school_type", "settings"),
    [
        pytest.param("independent", {}, id="independent"),
        pytest.param("nursery", {}, id="nursery"),
        pytest.param("maintained", {"authority": PERMISSION}, id="maintained, with X's answer"),
    ],
)
def test_who_may_ask(build: Any, school_type: str, settings: dict[str, Any]) -> None:
    assert build(school_type=school_type, **settings).key == "x"


def test_without_a_token_it_is_not_configured_and_says_where_to_put_one(build: Any) -> None:
    with pytest.raises(NotConfigured, match="GOODNAME_X_BEARER_TOKEN"):
        build(token=None)


# --- What it asks -----------------------------------------------------------------------------------------------------


def test_it_reads_search_mentions_and_own_posts(build: Any) -> None:
    with serve(page_one_by_token) as server:
        pages = list(build(server).fetch(QUERY, {}))
    assert [page.context["stream"] for page in pages] == ["search", "search", "mentions", "own"]
    assert [a.path for a in server.asked] == ["/2/users/by", SEARCH, SEARCH, MENTIONS, OWN]
    assert server.asked[1].query["query"] == (
        '("Larkmere Primary School & Nursery" OR "Larkmere Primary School" OR @LarkmerePrimary) -from:LarkmerePrimary'
    )
    assert {a.headers["authorization"] for a in server.asked} == {"Bearer t0ken"}
    assert all(a.headers["user-agent"].startswith("Goodname/") for a in server.asked)
    assert server.asked[1].query["start_time"] == "2026-11-02T09:10:00Z"
    assert "note_tweet" in server.asked[1].query["tweet.fields"]
    assert "alt_text" in server.asked[1].query["media.fields"]
    assert "author_id" not in server.asked[-1].query["expansions"].split(","), "an own author is known and not paid for"
    posts = posts_of(pages)
    assert len(posts) == 8
    assert [p.direction for p in posts] == [Direction.MENTION] * 5 + [Direction.OWN] * 3


def test_a_second_run_asks_only_for_what_is_newer_and_looks_no_user_up(build: Any) -> None:
    with serve(page_one_by_token) as server:
        collector = build(server)
        cursor = list(collector.fetch(QUERY, {}))[-1].cursor
        server.asked.clear()
        again = list(collector.fetch(QUERY, json.loads(json.dumps(cursor))))
    assert [a.path for a in server.asked] == [SEARCH, MENTIONS, OWN]
    assert [a.query["since_id"] for a in server.asked] == [NEWEST, "2119703033410486273", "2119700265169846272"]
    assert all("start_time" not in a.query for a in server.asked), "X takes one bound, never both"
    assert posts_of(again) == []
    assert again[-1].cursor == cursor


def test_a_kill_between_two_pages_loses_no_tail(build: Any) -> None:
    known = {"streams": {}, "users": {}}
    with serve(page_one_by_token) as server:
        collector = build(server)
        walk = collector.fetch(NAMES_ONLY, known)
        first = next(walk)
        walk.close()
        state = first.cursor["streams"]['search:("Larkmere Primary School")']
        assert state == {"start_time": "2026-11-02T09:10:00Z", "newest_id": NEWEST, "next_token": "page-two-token"}
        rest = list(collector.fetch(NAMES_ONLY, first.cursor))
    assert [p.id for p in posts_of([first, *rest])] == [NEWEST, SECOND, OLDEST]
    assert server.asked[1].query["next_token"] == "page-two-token"
    assert server.asked[1].query["start_time"] == "2026-11-02T09:10:00Z", "the same bounds on every page of one walk"
    assert rest[-1].cursor["streams"]['search:("Larkmere Primary School")'] == {"since_id": NEWEST}


def test_while_paging_the_old_since_id_stays(build: Any) -> None:
    with serve({SEARCH: Answer(payload("search_page_1"))}) as server:
        key = 'search:("Larkmere Primary School")'
        before = {"streams": {key: {"since_id": OLDEST}}}
        first = next(build(server).fetch(NAMES_ONLY, before))
    assert first.cursor["streams"][key] == {"since_id": OLDEST, "newest_id": NEWEST, "next_token": "page-two-token"}


def test_ids_are_compared_as_numbers(build: Any) -> None:
    body = payload("search_page_2")
    body["meta"]["newest_id"] = "999999999999999999"
    with serve({SEARCH: Answer(body)}) as server:
        key = 'search:("Larkmere Primary School")'
        (page,) = build(server).fetch(NAMES_ONLY, {"streams": {key: {"since_id": OLDEST}}})
    assert page.cursor["streams"][key] == {"since_id": OLDEST}


def test_a_since_id_beyond_the_window_becomes_a_start_time_without_asking_in_vain(build: Any) -> None:
    old = "2100000000000000000"
    assert (snowflake_time(old) or datetime.max.replace(tzinfo=UTC)) < datetime(2026, 10, 1, tzinfo=UTC)
    with serve({SEARCH: Answer(payload("empty"))}) as server:
        key = 'search:("Larkmere Primary School")'
        (page,) = build(server).fetch(NAMES_ONLY, {"streams": {key: {"since_id": old}}})
    assert [a.query.get("since_id") for a in server.asked] == [None]
    assert server.asked[0].query["start_time"] == "2026-11-02T09:10:00Z"
    assert page.cursor["streams"][key] == {"since_id": old}, "nothing new: the place stays"


def test_when_x_refuses_a_since_id_the_stream_starts_its_window_anew(build: Any) -> None:
    answers = [Answer(payload("stale_since_id"), 400), Answer(payload("search_page_2"))]
    with serve({SEARCH: answers}) as server:
        key = 'search:("Larkmere Primary School")'
        (page,) = build(server).fetch(NAMES_ONLY, {"streams": {key: {"since_id": OLDEST, "next_token": "old"}}})
    assert [("since_id" in a.query, "start_time" in a.query, "next_token" in a.query) for a in server.asked] == [
        (True, False, True),
        (False, True, False),
    ]
    assert page.cursor["streams"][key] == {"since_id": OLDEST}


def test_when_x_refuses_the_window_too_it_is_an_error(build: Any) -> None:
    with (
        serve({SEARCH: Answer(payload("stale_since_id"), 400)}) as server,
        pytest.raises(UnexpectedFormat, match="no longer takes"),
    ):
        list(build(server).fetch(NAMES_ONLY, {}))
    assert len(server.asked) == 2


def test_the_same_page_token_twice_is_an_error_and_no_endless_walk(build: Any) -> None:
    with (
        serve({SEARCH: Answer(payload("search_page_1"))}) as server,
        pytest.raises(UnexpectedFormat, match="same page token"),
    ):
        list(build(server).fetch(NAMES_ONLY, {}))
    assert len(server.asked) == 2


def test_first_days_bounds_the_first_collection(build: Any) -> None:
    with serve({SEARCH: Answer(payload("empty"))}) as server:
        list(build(server, first_days=2).fetch(NAMES_ONLY, {}))
    assert server.asked[0].query["start_time"] == "2026-11-07T09:00:00Z"


@pytest.mark.parametrize(
    "other",
    [
        pytest.param("@larkmere_gone", id="X knows one of two"),
        pytest.param("https://x.com/odd", id="one is no handle at all"),
    ],
)
def test_an_unknown_handle_is_told_after_everything_else_was_read(build: Any, other: str) -> None:
    query = Query(names=QUERY.names, accounts=(*QUERY.accounts, Account(Platform.X, other)))
    pages: list[RawPage] = []
    with serve(page_one_by_token) as server, pytest.raises(SourceRefused, match="does not know 1 of the registered"):
        pages.extend(build(server).fetch(query, {}))
    assert [page.context["stream"] for page in pages] == ["search", "search", "mentions", "own"]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        pytest.param(Answer({"title": "Forbidden", "type": "about:blank"}, 403), "HTTP 403", id="refused"),
        pytest.param(
            Answer(
                {"errors": [{"type": "https://api.x.com/2/problems/resource-not-found", "title": "Not Found Error"}]}
            ),
            "resource-not-found",
            id="no handle is known",
        ),
    ],
)
def test_a_failing_look_up_of_handles_does_not_stop_the_search(build: Any, answer: Answer, words: str) -> None:
    pages: list[RawPage] = []

    def respond(asked: Asked) -> Answer:
        return answer if asked.path == "/2/users/by" else page_one_by_token(asked)

    with serve(respond) as server, pytest.raises(SourceRefused, match=words):
        pages.extend(build(server).fetch(QUERY, {}))
    assert [page.context["stream"] for page in pages] == ["search", "search"]


def test_one_refused_stream_does_not_stop_the_others(build: Any) -> None:
    forbidden = Answer({"title": "Forbidden", "type": "about:blank", "status": 403, "detail": "no"}, 403)

    def respond(asked: Asked) -> Answer:
        return forbidden if asked.path == MENTIONS else page_one_by_token(asked)

    pages: list[RawPage] = []
    with serve(respond) as server, pytest.raises(SourceRefused, match="HTTP 403"):
        pages.extend(build(server).fetch(QUERY, {}))
    assert [page.context["stream"] for page in pages] == ["search", "search", "own"]
