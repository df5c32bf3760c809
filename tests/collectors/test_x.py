"""The X collector, over real HTTP on loopback with the real tweepy."""

from __future__ import annotations

import copy
import json
import logging
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from damage import damaged
from loopback import Answer, Asked, Loopback, serve

from collectors.base import (
    CollectorError,
    NotConfigured,
    Query,
    RateLimited,
    RefusedByTerms,
    SourceRefused,
    SourceUnavailable,
    Surroundings,
    UnexpectedFormat,
)
from collectors.http import HttpClient
from collectors.x import XCollector, XSettings
from collectors.x_mapping import snowflake_time
from collectors.x_query import search_queries
from data.config import Authority
from data.records import Account, Picture, Post, RawItem, RawPage, Repost
from data.secrets import Secrets
from data.words import Direction, Platform

PAYLOADS = Path(__file__).parents[1] / "payloads" / "x"
OWN_ID = "1500000000000000001"
SEARCH, MENTIONS, OWN = "/2/tweets/search/recent", f"/2/users/{OWN_ID}/mentions", f"/2/users/{OWN_ID}/tweets"
NEWEST, SECOND, OLDEST = "2119711610762166272", "2119709324866486272", "2119509181068214272"
QUERY = Query(
    names=("Larkmere Primary School & Nursery", "Larkmere Primary School"),
    town="Larkmere",
    accounts=(Account(Platform.X, "@LarkmerePrimary"), Account(Platform.INSTAGRAM, "larkmere.primary")),
)
NAMES_ONLY = Query(names=("Larkmere Primary School",))
PERMISSION = Authority(agreed_with="X", reference="file 12", date=date(2026, 9, 1), until=date(2027, 8, 31))


def payload(name: str) -> Any:
    return json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))


def page_one_by_token(asked: Asked) -> Answer:
    """Answer as X does: one walk of two pages, then nothing new."""
    if asked.path == "/2/users/by":
        return Answer(payload("users"))
    if "since_id" in asked.query and not asked.query.get("next_token"):
        return Answer(payload("empty"))
    if asked.path == SEARCH:
        return Answer(payload("search_page_2" if "next_token" in asked.query else "search_page_1"))
    return Answer(payload({MENTIONS: "mentions", OWN: "own"}[asked.path]))


@pytest.fixture
def build(clock: Any) -> Iterator[Callable[..., XCollector]]:
    clients = []

    def make(
        server: Loopback | None = None,
        *,
        school_type: str = "independent",
        token: str | None = "t0ken",
        **settings: Any,
    ) -> XCollector:
        http = HttpClient(clock=clock, base_url=server.base_url if server else None)
        clients.append(http)
        secrets = Secrets({"GOODNAME_X_BEARER_TOKEN": token} if token else {})
        around = Surroundings(http=http, clock=clock, secrets=secrets, school_type=school_type)
        return XCollector.build(XSettings(enabled=True, **settings), around)

    yield make
    for http in clients:
        http.close()


def posts_of(pages: list[RawPage]) -> list[Post]:
    return [XCollector.parse(item) for page in pages for item in XCollector.split(page)]


def one(tweet: dict[str, Any], includes: dict[str, Any] | None = None, **context: Any) -> Post:
    (item,) = XCollector.split(RawPage("x", {"data": [tweet], "includes": includes or {}}, context))
    return XCollector.parse(item)


# --- May it ask at all? ----------------------------------------------------------------------------------------------


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


# --- What it asks ----------------------------------------------------------------------------------------------------


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


# --- What it says when X says no -------------------------------------------------------------------------------------

PROBLEM = {"title": "t", "detail": "d", "type": "about:blank"}
CAPPED = {
    "title": "UsageCapExceeded",
    "detail": "d",
    "type": "https://api.x.com/2/problems/usage-capped",
    "period": "Monthly",
}


@pytest.mark.parametrize(
    ("answer", "until"),
    [
        pytest.param(
            Answer(PROBLEM, 429, {"x-rate-limit-reset": "1794215400"}),
            datetime(2026, 11, 9, 9, 10, tzinfo=UTC),
            id="reset header",
        ),
        pytest.param(Answer(PROBLEM, 429), datetime(2026, 11, 9, 9, 15, tzinfo=UTC), id="no header"),
        pytest.param(
            Answer(PROBLEM, 429, {"x-rate-limit-reset": "soon"}),
            datetime(2026, 11, 9, 9, 15, tzinfo=UTC),
            id="a header that is no number",
        ),
        pytest.param(
            Answer(PROBLEM, 429, {"x-rate-limit-reset": "1"}),
            datetime(2026, 11, 9, 9, 0, 1, tzinfo=UTC),
            id="a reset in the past",
        ),
        pytest.param(
            Answer(PROBLEM, 429, {"x-rate-limit-reset": "99999999999999"}),
            datetime(2026, 11, 10, 9, 0, tzinfo=UTC),
            id="a reset in another age: one day at most",
        ),
        pytest.param(
            Answer(PROBLEM, 429, {"retry-after": "60"}), datetime(2026, 11, 9, 9, 1, tzinfo=UTC), id="retry-after"
        ),
        pytest.param(Answer(["odd"], 429), datetime(2026, 11, 9, 9, 15, tzinfo=UTC), id="a body that is a list"),
        pytest.param(Answer(CAPPED, 429), datetime(2026, 11, 10, 9, 0, tzinfo=UTC), id="usage cap: a day"),
        pytest.param(Answer(CAPPED, 403), datetime(2026, 11, 10, 9, 0, tzinfo=UTC), id="usage cap said with 403"),
    ],
)
def test_a_limit_is_said_with_the_time_it_ends_and_nobody_sleeps(build: Any, answer: Answer, until: datetime) -> None:
    with serve({SEARCH: answer}) as server, pytest.raises(RateLimited) as caught:
        list(build(server).fetch(NAMES_ONLY, {}))
    assert caught.value.until == until
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        pytest.param(Answer(PROBLEM, 401), SourceRefused, "bearer token", id="401"),
        pytest.param(Answer(PROBLEM, 402), SourceRefused, "credits", id="402, for which tweepy has no name"),
        pytest.param(Answer(PROBLEM, 403), SourceRefused, "access", id="403"),
        pytest.param(Answer(PROBLEM, 404), SourceRefused, "HTTP 404", id="404"),
        pytest.param(Answer(PROBLEM, 500), SourceUnavailable, "HTTP 500", id="500"),
        pytest.param(Answer("<html>Over capacity</html>", 503), SourceUnavailable, "HTTP 503", id="503 with a page"),
        pytest.param(Answer(PROBLEM, 400), UnexpectedFormat, "HTTP 400", id="400"),
        pytest.param(Answer("<html>Log in to X</html>"), UnexpectedFormat, "JSON was due", id="a web page"),
        pytest.param(Answer([]), UnexpectedFormat, "not a JSON object", id="a list"),
        pytest.param(Answer({}), UnexpectedFormat, "neither posts nor", id="an empty object is not an empty result"),
        pytest.param(Answer({"meta": {"result_count": 3}}), UnexpectedFormat, "neither posts nor", id="only a count"),
    ],
)
def test_a_failure_is_never_nothing_new(build: Any, answer: Answer, error: type[CollectorError], words: str) -> None:
    with serve({SEARCH: answer}) as server, pytest.raises(error, match=words):
        list(build(server).fetch(NAMES_ONLY, {}))


def test_a_server_that_is_gone_is_unavailable(build: Any) -> None:
    with serve({}) as server:
        collector = build(server)
    with pytest.raises(SourceUnavailable, match="could not be reached"):
        list(collector.fetch(NAMES_ONLY, {}))


def test_errors_on_a_200_without_data_are_raised(build: Any) -> None:
    gone = {"errors": [{"title": "Not Found Error", "type": "https://api.x.com/2/problems/resource-not-found"}]}
    with serve({SEARCH: Answer(gone)}) as server, pytest.raises(SourceRefused, match="resource-not-found"):
        list(build(server).fetch(NAMES_ONLY, {}))


def test_an_empty_result_is_a_page_without_posts(build: Any) -> None:
    with serve({SEARCH: Answer(payload("empty"))}) as server:
        pages = list(build(server).fetch(NAMES_ONLY, {}))
    assert posts_of(pages) == []
    assert pages[0].cursor == {"users": {}, "streams": {'search:("Larkmere Primary School")': {}}}


def test_neither_the_token_nor_a_post_reaches_the_log(build: Any, caplog: Any) -> None:
    with caplog.at_level(logging.DEBUG), serve({SEARCH: Answer(payload("search_page_1"))}) as server:
        next(build(server).fetch(NAMES_ONLY, {}))
    assert "t0ken" not in caplog.text
    assert "shambles" not in caplog.text


# --- How a post is mapped --------------------------------------------------------------------------------------------

BARE = {"id": "2119711610762166272", "text": "Larkmere Primary is fine."}


def test_the_whole_story_of_one_search() -> None:
    posts = posts_of([RawPage("x", payload("search_page_1")), RawPage("x", payload("search_page_2"))])
    long, queue, quote = posts
    assert long.text.startswith("Larkmere Primary School & Nursery asked")
    assert long.text.endswith("#LarkmerePickUp")
    assert len(long.text) > 280
    assert long.hashtags == ("LarkmerePickUp",)
    assert queue.text.endswith("again <sigh> #larkmere #larkmere")
    assert queue.hashtags == ("larkmere",)
    assert queue.images == (Picture("GateQueueA1.jpg", "Prams waiting at a school gate"),)
    assert queue.author == "dab_hand_dee"
    assert queue.url == f"https://x.com/dab_hand_dee/status/{SECOND}"
    assert queue.thread == SECOND
    assert queue.published_at == datetime(2026, 11, 9, 8, 31, tzinfo=UTC), "a timestamp without a fraction"
    assert quote.repost_of == Repost(
        "Larkmere Primary School & Nursery to open a breakfast club, governors say.", "larkmere_ledger"
    ), "partial errors do not lose the good items"


def test_own_posts_mentions_and_answers_under_own_posts() -> None:
    context = {"stream": "own", "own": {"LarkmerePrimary": OWN_ID}}
    corner, repost, edited = posts_of([RawPage("x", payload("own"), context)])
    assert (corner.direction, corner.account, corner.author) == (Direction.OWN, "LarkmerePrimary", "LarkmerePrimary")
    assert corner.url == "https://x.com/LarkmerePrimary/status/2119700265169846272"
    assert corner.images == (
        Picture("ReadingCornerB2.jpg", "A child reading on a red cushion"),
        Picture("StillC3.jpg", None, kind="video"),
    )
    assert repost.repost_of is not None
    assert repost.repost_of.author == "larkmere_ledger"
    assert repost.repost_of.text.endswith("until Friday."), "the long form of what is repeated, not its cut"
    assert edited.id == "2119006946718646279", "an edit is a new version of the first post"
    assert edited.url == "https://x.com/LarkmerePrimary/status/2119011979883446280"
    assert edited.published_at == datetime(2026, 11, 7, 10, 0, tzinfo=UTC)
    assert edited.edited_at == datetime(2026, 11, 7, 10, 20, tzinfo=UTC)
    nested, answer = posts_of([RawPage("x", payload("mentions"), {**context, "stream": "mentions"})])
    assert (answer.direction, answer.on_own_post, answer.account) == (Direction.MENTION, True, "LarkmerePrimary")
    assert (nested.direction, nested.on_own_post, nested.account) == (Direction.MENTION, False, None)
    assert nested.thread == answer.thread == corner.id


def test_the_same_post_is_mapped_alike_whichever_stream_brought_it() -> None:
    tweet = payload("own")["data"][0]
    own = {"LarkmerePrimary": OWN_ID}
    assert one(tweet, stream="search", own=own) == one(tweet, stream="own", own=own)


@pytest.mark.parametrize(
    ("tweet", "field", "expected"),
    [
        pytest.param(BARE, "url", "https://x.com/i/status/2119711610762166272", id="author unknown"),
        pytest.param(BARE, "author", None, id="author not said"),
        pytest.param(BARE, "published_at", None, id="time not said"),
        pytest.param({**BARE, "created_at": "2026-11-09T08:40:05.000Z"}, "edited_at", None, id="never edited"),
        pytest.param({**BARE, "text": "AT&amp;T &amp;amp; #Larkmere"}, "text", "AT&T &amp; #Larkmere", id="unescape"),
        pytest.param({**BARE, "text": "go #Larkmere"}, "hashtags", ("Larkmere",), id="no entities: from the text"),
        pytest.param({**BARE, "text": "we are #1"}, "hashtags", (), id="a number is no hashtag"),
        pytest.param({**BARE, "entities": {"urls": []}}, "hashtags", (), id="entities without hashtags"),
        pytest.param({**BARE, "note_tweet": {}}, "text", "Larkmere Primary is fine.", id="an empty long form"),
        pytest.param(
            {**BARE, "attachments": {"media_keys": ["7_9"]}},
            "images",
            (Picture("7_9", None, kind="video"),),
            id="a clip that the page does not describe",
        ),
        pytest.param(
            {
                **BARE,
                "text": "RT @larkmere_ledger: fair",
                "referenced_tweets": [{"type": "retweeted", "id": "1"}],
            },
            "repost_of",
            Repost("fair", "larkmere_ledger"),
            id="a repost whose original is not included",
        ),
        pytest.param(
            {**BARE, "referenced_tweets": [{"type": "quoted", "id": "1"}]}, "repost_of", None, id="a quote not included"
        ),
        pytest.param(
            {**BARE, "referenced_tweets": [{"type": "replied_to", "id": "1"}]},
            "repost_of",
            None,
            id="a reply is no repost",
        ),
    ],
)
def test_mapping(tweet: dict[str, Any], field: str, expected: object) -> None:
    assert getattr(one(tweet), field) == expected


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        pytest.param({"text": "x"}, "'id'", id="no id"),
        pytest.param({"id": 12, "text": "x"}, "'id'", id="an id that is a number"),
        pytest.param({"id": "", "text": "x"}, "'id'", id="an empty id"),
        pytest.param({"id": "1"}, "'text'", id="no text"),
        pytest.param({"id": "1", "text": None}, "'text'", id="text null"),
        pytest.param({**BARE, "created_at": "yesterday"}, "timestamp", id="a time that is none"),
        pytest.param({**BARE, "created_at": None}, "'created_at'", id="a time that is null"),
        pytest.param("text", "not a JSON object", id="no object"),
    ],
)
def test_an_item_that_does_not_parse_says_which_field(payload: object, words: str) -> None:
    with pytest.raises(UnexpectedFormat, match=words):
        XCollector.parse(RawItem("x", payload))


def test_the_raw_item_keeps_only_what_belongs_to_it() -> None:
    body = payload("search_page_1")
    _, queue = XCollector.split(RawPage("x", copy.deepcopy(body), {"uri": "https://api.x.com/2/tweets/search/recent"}))
    assert queue.payload == body["data"][1]
    assert queue.context == {"users": {"1600000000000000102": "dab_hand_dee"}, "media": body["includes"]["media"]}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param({"data": [{"start": "a", "end": "b", "tweet_count": 1}]}, "counts of posts", id="counts"),
        pytest.param({"data": {"id": "1", "upload_url": "u", "type": "tweets"}}, "compliance job", id="job"),
        pytest.param({"data": [{"id": "1", "username": "u", "name": "n"}]}, "accounts", id="accounts"),
        pytest.param({"data": {"event_type": "post.delete", "payload": {}}}, "post.delete", id="delete event"),
        pytest.param({"data": {"event_type": "<script>"}}, "unknown", id="an event with an odd name"),
        pytest.param({"data": [{"id": "1"}]}, "without a text", id="ids alone"),
        pytest.param({"data": [1]}, "a list of values", id="numbers"),
        pytest.param({"forms": []}, "error answers", id="error forms"),
        pytest.param({"users": [], "tweets": []}, "includes", id="includes"),
        pytest.param({"media_key": "3_1", "type": "photo"}, "picture", id="a media object"),
    ],
)
def test_what_is_not_a_post_payload_says_what_it_is(body: Any, reason: str) -> None:
    with pytest.raises(UnexpectedFormat, match=f"^not a post payload: .*{reason}"):
        XCollector.split(RawPage("x", body))


@pytest.mark.parametrize(
    ("body", "error"),
    [
        pytest.param({**PROBLEM, "status": 429}, RateLimited, id="429 in the body"),
        pytest.param({"title": "Unauthorized", "type": "about:blank", "detail": "d"}, SourceRefused, id="by its title"),
        pytest.param(CAPPED, RateLimited, id="usage cap"),
        pytest.param({"errors": [{"code": 88, "message": "m"}]}, RateLimited, id="an old code"),
        pytest.param({"errors": [{"code": 130, "message": "m"}]}, SourceUnavailable, id="over capacity"),
        pytest.param({"data": [], "errors": [{"title": "Service Unavailable"}]}, SourceUnavailable, id="failed"),
        pytest.param(
            {"meta": {"result_count": 0}, "errors": [{"title": "Service Unavailable"}]},
            SourceUnavailable,
            id="none by failure",
        ),
        pytest.param({"errors": []}, UnexpectedFormat, id="errors without one"),
    ],
)
def test_an_error_body_from_a_file_is_that_error(body: Any, error: type[CollectorError]) -> None:
    with pytest.raises(error):
        XCollector.split(RawPage("x", body))


@pytest.mark.parametrize(
    ("body", "count"),
    [
        pytest.param({"meta": {"result_count": 0}}, 0, id="an explicit none"),
        pytest.param({"data": [], "meta": {"result_count": 0}}, 0, id="an empty list"),
        pytest.param(BARE, 1, id="one bare post"),
        pytest.param({"data": BARE}, 1, id="one post"),
        pytest.param({"data": [BARE, BARE], "errors": [{"title": "Not Found Error"}]}, 2, id="partial errors"),
    ],
)
def test_bodies_without_any_context(body: Any, count: int) -> None:
    assert len(XCollector.split(RawPage("x", body))) == count


@pytest.mark.parametrize("name", ["search_page_1", "search_page_2", "own", "mentions"])
def test_no_broken_value_breaks_it(name: str) -> None:
    for where, body in damaged(payload(name)):
        try:
            posts = posts_of([RawPage("x", body, {"stream": "own", "own": {"LarkmerePrimary": OWN_ID}})])
        except CollectorError:
            continue
        assert all(post.id and isinstance(post.text, str) for post in posts), where


# --- The questions ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("names", "more", "expected"),
    [
        pytest.param(("Larkmere Primary",), {}, ('("Larkmere Primary")',), id="one name"),
        pytest.param(
            ("Larkmere",),
            {"not_us": ("Larkmere Town FC", "The Swan")},
            ('(("Larkmere" -"Larkmere Town FC"))',),
            id="namesake",
        ),
        pytest.param(
            ("Larkmere Primary", "Larkmere"),
            {"not_us": ("Larkmere Town FC",)},
            ('("Larkmere Primary" OR ("Larkmere" -"Larkmere Town FC"))',),
            id="a namesake is left out beside its own name only",
        ),
        pytest.param(('The "Lark"',), {}, ('("The Lark")',), id="quotes inside a name"),
        pytest.param(
            ("Aa Aa", "Bb Bb", "Cc Cc"),
            {"longest": 20},
            ('("Aa Aa" OR "Bb Bb")', '("Cc Cc")'),
            id="several questions when one would be too long",
        ),
        pytest.param(("L",), {"handles": ("a", "b")}, ('("L" OR @a OR @b) -from:a -from:b',), id="handles"),
    ],
)
def test_search_queries(names: Any, more: Any, expected: Any) -> None:
    assert search_queries(names, **more) == expected


def test_no_question_is_longer_than_x_takes() -> None:
    names = [f"Larkmere Primary School number {n}" for n in range(40)]
    handles = [f"larkmere_{n}" for n in range(30)]
    questions = search_queries(names, handles=handles, not_us=[f"{name} Rovers" for name in names])
    assert max(len(question) for question in questions) <= 512
    assert all(any(f'"{name}"' in question for question in questions) for name in names)
    assert all(any(f"@{handle}" in question for question in questions) for handle in handles)


def test_a_name_that_cannot_be_asked_for_is_said() -> None:
    with pytest.raises(NotConfigured, match="too long"):
        search_queries(["x" * 600])
