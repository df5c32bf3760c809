"""The Reddit collector, over real HTTP on loopback with the real praw."""

from __future__ import annotations

import contextlib
import copy
import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from clocks import FakeClock
from hypothesis import given
from hypothesis import strategies as st
from loopback import Answer, Asked, Loopback, serve
from pydantic import ValidationError

from collectors.base import (
    CollectorError,
    NotConfigured,
    Query,
    RateLimited,
    SourceRefused,
    SourceUnavailable,
    Surroundings,
    UnexpectedFormat,
)
from collectors.http import HttpClient
from collectors.reddit import RedditCollector, RedditSettings, queries
from data.records import Post, RawItem, RawPage, Repost
from data.secrets import Secrets
from data.words import Platform

PAYLOADS = Path(__file__).parents[1] / "payloads" / "reddit"
SHARED = Path(__file__).parents[3] / "shared" / "payloads" / "reddit"
TOKEN_PATH, SEARCH = "/api/v1/access_token", "/r/all/search/"
QUERY = Query(names=("Larkmere Primary School", "Larkmere Primary"))
SECRETS = {"GOODNAME_REDDIT_CLIENT_ID": "app-1d", "GOODNAME_REDDIT_CLIENT_SECRET": "s3cret"}
NOW = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)
Build = Callable[..., RedditCollector]


def payload(name: str) -> Any:
    return json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))


TOKEN = Answer(payload("token"))


@pytest.fixture
def build(clock: FakeClock) -> Iterator[Build]:
    clients: list[HttpClient] = []

    def of(server: Loopback | None = None, *, secrets: dict[str, str] | None = None, **settings: Any) -> Any:
        http = HttpClient(clock=clock, base_url=server.base_url if server else None)
        clients.append(http)
        found = Secrets(SECRETS if secrets is None else secrets)
        return RedditCollector.build(
            RedditSettings(enabled=True, **{"username": "larkmere_school", **settings}),
            Surroundings(http=http, clock=clock, secrets=found, school_type="maintained"),
        )

    yield of
    for client in clients:
        client.close()


class Community:
    """A search as Reddit keeps it: newest first, paged by the last full name shown."""

    def __init__(self, page_size: int = 2, headers: dict[str, str] | None = None) -> None:
        self.things = payload("search_first_page")["data"]["children"] + payload("search_last_page")["data"]["children"]
        self.page_size = page_size
        self.headers = headers or {}

    def __call__(self, asked: Asked) -> Answer:
        if asked.path == TOKEN_PATH:
            return TOKEN
        if asked.path.startswith("/comments/"):
            return Answer(payload("thread"), headers=self.headers)
        ordered = sorted(self.things, key=lambda thing: float(thing["data"]["created_utc"]), reverse=True)
        names = [thing["data"]["name"] for thing in ordered]
        begin = names.index(asked.query["after"]) + 1 if "after" in asked.query else 0
        shown = ordered[begin : begin + self.page_size]
        after = names[begin + self.page_size - 1] if begin + self.page_size < len(names) else None
        return Answer({"kind": "Listing", "data": {"children": shown, "after": after}}, headers=self.headers)

    def add(self, name: str, at: datetime) -> None:
        thing = copy.deepcopy(self.things[0])
        thing["data"] |= {"name": name, "id": name[3:], "created_utc": at.timestamp()}
        self.things.append(thing)


def split(body: Any) -> list[RawItem]:
    return list(RedditCollector.split(RawPage("reddit", body)))


def parse_all(body: Any) -> list[Post]:
    return [RedditCollector.parse(item) for item in split(body)]


def names_of(pages: list[RawPage]) -> list[str]:
    return [post.id for page in pages for post in parse_all(page.body)]


# --- Mapping ---------------------------------------------------------------------------------------------------------


def test_a_submission_is_mapped() -> None:
    assert parse_all(payload("search_first_page"))[0] == Post(
        id="t3_1la0005",
        platform=Platform.REDDIT,
        text="Anyone else stuck outside at 3 o'clock today?",
        title="Larkmere Primary gate shut early again?",
        author="gate_watcher_77",
        published_at=datetime(2026, 11, 9, 8, 0, tzinfo=UTC),
        url="https://www.reddit.com/r/larkmere/comments/1la0005/larkmere_primary_gate_shut_early/",
        thread="t3_1la0005",
        report_url="https://www.reddit.com/r/larkmere/comments/1la0005/larkmere_primary_gate_shut_early/",
    )


def test_a_comment_is_mapped_with_the_title_of_its_thread_and_the_time_of_its_edit() -> None:
    comment = next(post for post in parse_all(payload("thread")) if post.id == "t1_mc0002")
    assert comment == Post(
        id="t1_mc0002",
        platform=Platform.REDDIT,
        text="They did send a text.",
        title="Larkmere Primary gate shut early again?",
        author=None,
        published_at=NOW - timedelta(seconds=2900),
        edited_at=NOW - timedelta(seconds=2800),
        url="https://www.reddit.com/r/larkmere/comments/1la0005/_/mc0002/",
        thread="t3_1la0005",
        report_url="https://www.reddit.com/r/larkmere/comments/1la0005/_/mc0002/",
    )


@pytest.mark.parametrize(
    ("name", "text", "author"),
    [
        pytest.param("t1_mc0001", "Same here, third time this term.", "pram_pusher", id="in place"),
        pytest.param("t1_mc0002", "They did send a text.", None, id="account deleted, words stay"),
        pytest.param("t1_mc0003", "[deleted]", None, id="deleted by its author"),
        pytest.param("t1_mc0004", "[removed]", "hedge_trimmer", id="removed by moderators"),
    ],
)
def test_deleted_and_removed_are_as_reddit_gives_them(name: str, text: str, author: str | None) -> None:
    post = next(post for post in parse_all(payload("thread")) if post.id == name)
    assert (post.text, post.author) == (text, author)


def test_a_crosspost_carries_what_it_repeats() -> None:
    post = parse_all(payload("search_last_page"))[1]
    assert post.repost_of == Repost("Head of Larkmere Primary is out of touch\nNo answer to my letter in six weeks.")


def test_a_mention_in_the_inbox_is_a_post_and_a_private_message_is_not() -> None:
    mention = parse_all(payload("inbox_mentions_and_messages"))
    assert [(post.id, post.title, post.thread) for post in mention] == [
        ("t1_mc0008", "Larkmere Primary gate shut early again?", "t3_1la0005")
    ]
    assert mention[0].url == "https://www.reddit.com/r/larkmere/comments/1la0005/larkmere_primary_gate/mc0008/"


@pytest.mark.parametrize(
    ("edited", "expected"),
    [
        pytest.param(False, None, id="never"),
        pytest.param(True, None, id="before Reddit kept the time"),
        pytest.param(None, None, id="not said"),
        pytest.param(1794211200.0, datetime(2026, 11, 9, 8, 0, tzinfo=UTC), id="a float epoch"),
    ],
)
def test_edited_is_false_or_an_epoch(edited: object, expected: datetime | None) -> None:
    thing = payload("search_first_page")["data"]["children"][0]
    thing["data"]["edited"] = edited
    assert RedditCollector.parse(RawItem("reddit", thing)).edited_at == expected


@pytest.mark.parametrize(
    ("change", "says"),
    [
        pytest.param({"name": 5}, "'name'", id="name is a number"),
        pytest.param({"selftext": None}, "'selftext'", id="no text"),
        pytest.param({"title": None}, "'title'", id="no title"),
        pytest.param({"created_utc": "today"}, "timestamp", id="a text for a time"),
        pytest.param({"created_utc": 1e30}, "out of range", id="a time beyond time"),
        pytest.param({"created_utc": float("nan")}, "out of range", id="not a number"),
        pytest.param({"author": {}}, "'author'", id="author is an object"),
    ],
)
def test_an_item_that_is_not_as_documented_names_the_field(change: dict[str, Any], says: str) -> None:
    thing = payload("search_first_page")["data"]["children"][0]
    thing["data"] |= change
    with pytest.raises(UnexpectedFormat, match=says):
        RedditCollector.parse(RawItem("reddit", thing))


# --- Splitting a bare body -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "names"),
    [
        pytest.param("search_first_page", ["t3_1la0005", "t3_1la0004", "t3_1la0003"], id="a search"),
        pytest.param("search_empty", [], id="a listing without children"),
        pytest.param("thread", ["t3_1la0005", "t1_mc0001", "t1_mc0002", "t1_mc0003", "t1_mc0004"], id="a thread"),
        pytest.param("info", ["t3_1la0004", "t1_mc0002"], id="an info answer with a community in it"),
    ],
)
def test_an_answer_is_split_by_its_shape(body: str, names: list[str]) -> None:
    assert [post.id for post in parse_all(payload(body))] == names


def test_the_comments_of_morechildren_are_split() -> None:
    things = payload("info")["data"]["children"]
    assert len(parse_all({"json": {"errors": [], "data": {"things": things}}})) == 2


def test_one_thing_alone_is_split() -> None:
    assert len(split(payload("info")["data"]["children"][0])) == 1


def test_a_comments_raw_item_holds_no_other_persons_reply() -> None:
    raw = next(item.payload for item in split(payload("thread")) if item.payload["data"]["name"] == "t1_mc0001")
    assert "They did send a text." not in json.dumps(raw)
    assert raw["data"]["body"] == "Same here, third time this term."


def test_a_submissions_raw_item_is_untouched() -> None:
    body = payload("search_first_page")
    assert [item.payload for item in split(body)] == body["data"]["children"]


def test_replies_ten_thousand_deep_are_split() -> None:
    inner: Any = ""
    for number in range(10_000):
        data = {"name": f"t1_{number}", "replies": inner}
        inner = {"kind": "Listing", "data": {"children": [{"kind": "t1", "data": data}]}}
    assert len(split(inner)) == 10_000


def test_a_child_that_is_no_thing_is_kept_to_be_counted() -> None:
    items = split({"kind": "Listing", "data": {"children": ["what", {"no": "kind"}]}})
    assert len(items) == 2
    for item in items:
        with pytest.raises(UnexpectedFormat):
            RedditCollector.parse(item)


@pytest.mark.parametrize(
    ("body", "error", "says"),
    [
        pytest.param(payload("token"), UnexpectedFormat, "not a post payload: an OAuth token exchange", id="a token"),
        pytest.param(payload("account"), UnexpectedFormat, "not a post payload: an account", id="an account"),
        pytest.param({"link_karma": 1}, UnexpectedFormat, "not a post payload: an account", id="an account, bare"),
        pytest.param(
            payload("inbox_messages"), UnexpectedFormat, "not a post payload: private messages", id="messages"
        ),
        pytest.param({"kind": "t5", "data": {}}, UnexpectedFormat, "not a post payload: communities", id="a community"),
        pytest.param({"kind": "more", "data": {}}, UnexpectedFormat, "not a post payload: ids of comments", id="more"),
        pytest.param({"kind": "LiveUpdate"}, UnexpectedFormat, "not a post payload: things of kind", id="another kind"),
        pytest.param({"json": {"errors": []}}, UnexpectedFormat, "not a post payload: the answer", id="a command"),
        pytest.param({"properties": {}}, UnexpectedFormat, "not a post payload: a schema", id="a schema"),
        pytest.param({}, UnexpectedFormat, "not a post payload: an empty object", id="an empty object"),
        pytest.param([], UnexpectedFormat, "not a post payload: JSON", id="an empty list"),
        pytest.param([1], UnexpectedFormat, "not a post payload: JSON", id="a list of numbers"),
        pytest.param(None, UnexpectedFormat, "not a post payload: JSON", id="null"),
        pytest.param({"kind": "Listing"}, UnexpectedFormat, "has no 'data'", id="a listing without data"),
        pytest.param({"kind": "Listing", "data": {"children": {}}}, UnexpectedFormat, "not a list", id="no list"),
        pytest.param("<!doctype html>", UnexpectedFormat, "a web page where JSON was due", id="HTML"),
        pytest.param(payload("error_403"), SourceRefused, "refuses access", id="403"),
        pytest.param({"error": 401, "message": ""}, SourceRefused, "did not accept the sign-in", id="401"),
        pytest.param({"error": 404, "message": ""}, SourceRefused, "nothing there", id="404"),
        pytest.param({"error": 429, "message": ""}, RateLimited, "asks to wait", id="429"),
        pytest.param({"error": 503, "message": ""}, SourceUnavailable, "out of order", id="503"),
        pytest.param({"error": "invalid_grant"}, SourceRefused, "did not accept the sign-in", id="invalid_grant"),
        pytest.param(payload("error_command"), SourceRefused, "USER_REQUIRED", id="an error of a command"),
        pytest.param({"json": {"errors": [["RATELIMIT", "", None]]}}, RateLimited, "asks to wait", id="RATELIMIT"),
    ],
)
def test_what_holds_no_posts_is_never_an_empty_result(body: Any, error: type[CollectorError], says: str) -> None:
    with pytest.raises(error, match=says):
        split(body)


KEYS = st.sampled_from(
    ["kind", "data", "children", "replies", "name", "link_id", "created_utc", "error", "json", "things"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["Listing", "t1", "t3", "more", "x"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4) | KEYS, inner, max_size=4),
    max_leaves=15,
)


@given(body=JSON)
def test_hostile_json_raises_nothing_but_collector_errors(body: Any) -> None:
    with contextlib.suppress(CollectorError):
        parse_all(body)


# --- The search ------------------------------------------------------------------------------------------------------


def test_the_names_are_searched_newest_first_with_an_honest_user_agent(build: Build) -> None:
    with serve(Community()) as server:
        pages = list(build(server, username="/u/larkmere_school").fetch(QUERY, {}))
    assert names_of(pages) == [f"t3_1la000{n}" for n in (5, 4, 3, 2, 1)]
    token, *searches = server.asked
    assert (token.method, token.path, token.body) == ("POST", TOKEN_PATH, b"grant_type=client_credentials")
    assert [asked.query.get("after") for asked in searches] == [None, "t3_1la0004", "t3_1la0002"]
    assert searches[0].query == {
        "q": '"Larkmere Primary School" OR "Larkmere Primary"',
        "sort": "new",
        "t": "week",
        "type": "link",
        "syntax": "lucene",
        "restrict_sr": "False",
        "limit": "100",
        "raw_json": "1",
    }
    for asked in server.asked:
        assert asked.headers["user-agent"].startswith("python:org.goodname:v0.1.0 (by /u/larkmere_school) ")


def test_chosen_communities_are_searched_and_nothing_else(build: Build) -> None:
    with serve(Community()) as server:
        list(build(server, communities=("larkmere", "uktowns"), limit=25).fetch(QUERY, {}))
    assert server.asked[1].path == "/r/larkmere+uktowns/search/"
    assert (server.asked[1].query["restrict_sr"], server.asked[1].query["limit"]) == ("True", "25")


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        pytest.param(("Larkmere",), ['"Larkmere"'], id="one name"),
        pytest.param(('The "Mere"  School',), ['"The Mere School"'], id="quotes and spaces inside"),
        pytest.param(
            ("A" * 250, "B" * 250, "C"), [f'"{"A" * 250}" OR "{"B" * 250}"', '"C"'], id="longer than Reddit takes"
        ),
    ],
)
def test_names_are_quoted_and_joined(names: tuple[str, ...], expected: list[str]) -> None:
    assert queries(names) == expected


def test_a_second_run_asks_once_and_finds_nothing_new(build: Build, clock: FakeClock) -> None:
    with serve(Community(page_size=10)) as server:
        cursor = list(build(server).fetch(QUERY, {}))[-1].cursor or {}
        clock.move(minutes=30)
        asked_before = len(server.asked)
        again = list(build(server).fetch(QUERY, cursor))
    assert names_of(again) == []
    assert again[-1].cursor == cursor
    assert len(server.asked) - asked_before == 2


def test_a_run_stops_paging_below_what_it_has_seen(build: Build, clock: FakeClock) -> None:
    community = Community(page_size=2)
    with serve(community) as server:
        cursor = list(build(server).fetch(QUERY, {}))[-1].cursor or {}
        clock.move(hours=12)
        community.add("t3_1lb0001", clock())
        asked_before = len(server.asked)
        again = list(build(server).fetch(QUERY, cursor))
    assert names_of(again) == ["t3_1lb0001"]
    # The token, the page of what is new, and the page on which the older ones begin.
    assert len(server.asked) - asked_before == 3


def test_a_submission_that_the_index_brings_late_is_found(build: Build, clock: FakeClock) -> None:
    community = Community(page_size=10)
    with serve(community) as server:
        cursor = list(build(server).fetch(QUERY, {}))[-1].cursor or {}
        community.add("t3_1lb0002", clock() - timedelta(hours=4))
        clock.move(minutes=30)
        assert names_of(list(build(server).fetch(QUERY, cursor))) == ["t3_1lb0002"]


def test_other_names_or_communities_start_a_search_of_their_own(build: Build) -> None:
    with serve(Community(page_size=10)) as server:
        cursor = list(build(server).fetch(QUERY, {}))[-1].cursor or {}
        pages = list(build(server).fetch(Query(names=("Larkmere Nursery",)), cursor))
    assert len(names_of(pages)) == 5
    assert len((pages[-1].cursor or {})["passes"]) == 1


def test_an_unbounded_search_is_bounded_at_what_reddit_shows(build: Build) -> None:
    def endless(asked: Asked) -> Answer:
        if asked.path == TOKEN_PATH:
            return TOKEN
        number = int(asked.query.get("after", "t3_0").removeprefix("t3_")) + 1
        thing = copy.deepcopy(payload("search_first_page")["data"]["children"][0])
        thing["data"] |= {"name": f"t3_{number}", "created_utc": NOW.timestamp() - number}
        return Answer({"kind": "Listing", "data": {"children": [thing], "after": f"t3_{number}"}})

    with serve(endless) as server:
        assert len(list(build(server).fetch(QUERY, {}))) == 10


def test_a_listing_that_leads_back_to_itself_ends_in_an_error(build: Build) -> None:
    body = payload("search_first_page")
    with (
        serve({TOKEN_PATH: TOKEN, SEARCH: Answer(body)}) as server,
        pytest.raises(UnexpectedFormat, match="already read"),
    ):
        list(build(server).fetch(QUERY, {}))


@pytest.mark.parametrize("pages_stored", [0, 1, 2, 3])
def test_a_kill_after_any_page_loses_nothing(build: Build, pages_stored: int) -> None:
    with serve(Community()) as server:
        stored: set[str] = set()
        cursor: Any = {}
        for number, page in enumerate(build(server).fetch(QUERY, {})):
            if number == pages_stored:
                break
            stored |= set(names_of([page]))
            cursor = page.cursor
        rest = list(build(server).fetch(QUERY, cursor))
        assert stored | set(names_of(rest)) == {f"t3_1la000{n}" for n in range(1, 6)}
        assert rest[-1].cursor == list(build(server).fetch(QUERY, {}))[-1].cursor


# --- Comments --------------------------------------------------------------------------------------------------------


def test_comments_are_read_only_when_asked_for(build: Build) -> None:
    with serve(Community()) as server:
        list(build(server).fetch(QUERY, {}))
    assert not [asked for asked in server.asked if asked.path.startswith("/comments/")]


def test_the_newest_threads_are_read_once_a_run_and_again_in_the_next(build: Build, clock: FakeClock) -> None:
    with serve(Community(page_size=10)) as server:
        first = list(build(server, comments=True, comment_threads=2).fetch(QUERY, {}))
        clock.move(minutes=30)
        list(build(server, comments=True, comment_threads=2).fetch(QUERY, first[-1].cursor or {}))
    threads = [asked.path for asked in server.asked if asked.path.startswith("/comments/")]
    assert threads == ["/comments/1la0005/", "/comments/1la0004/"] * 2
    assert "t1_mc0001" in names_of(first)


def test_a_thread_older_than_a_week_is_left_alone(build: Build, clock: FakeClock) -> None:
    with serve(Community(page_size=10)) as server:
        cursor = list(build(server, comments=True).fetch(QUERY, {}))[-1].cursor or {}
        asked_before = len(server.asked)
        clock.move(days=30)
        list(build(server, comments=True).fetch(QUERY, cursor))
    assert [asked.path for asked in server.asked[asked_before:]] == [TOKEN_PATH, SEARCH]


def test_a_thread_that_is_closed_is_said_after_the_others_were_read(build: Build) -> None:
    community = Community(page_size=10)

    def respond(asked: Asked) -> Answer:
        return Answer(payload("error_403"), 403) if asked.path == "/comments/1la0005/" else community(asked)

    with serve(respond) as server:
        fetched = build(server, comments=True, comment_threads=3).fetch(QUERY, {})
        assert len([next(fetched) for _ in range(3)]) == 3
        with pytest.raises(SourceRefused, match="gone private"):
            next(fetched)


# --- Limits: prawcore would sleep, we do not -------------------------------------------------------------------------

USED_UP = {"x-ratelimit-remaining": "0.0", "x-ratelimit-used": "100", "x-ratelimit-reset": "300"}
LITTLE_LEFT = {"x-ratelimit-remaining": "3.0", "x-ratelimit-used": "97", "x-ratelimit-reset": "590"}
FRACTIONS = {"x-ratelimit-remaining": "99.5", "x-ratelimit-used": "0.5", "x-ratelimit-reset": "59.5"}


def test_a_used_up_budget_ends_the_run_before_the_next_request_without_sleeping(build: Build, clock: FakeClock) -> None:
    with serve(Community(headers=USED_UP)) as server:
        fetched, started = build(server).fetch(QUERY, {}), time.monotonic()
        assert len(names_of([next(fetched)])) == 2
        with pytest.raises(RateLimited, match="used up") as caught:
            next(fetched)
        assert time.monotonic() - started < 5  # it would have slept until the reset
    assert caught.value.until == clock() + timedelta(seconds=300)
    assert [asked.path for asked in server.asked] == [TOKEN_PATH, SEARCH]


def test_the_budget_is_there_again_when_the_clock_says_so(build: Build, clock: FakeClock) -> None:
    with serve(Community(headers=USED_UP)) as server:
        collector = build(server)
        next(collector.fetch(QUERY, {}))
        clock.move(seconds=300)
        assert next(collector.fetch(QUERY, {}))


@pytest.mark.parametrize(
    "headers", [pytest.param(LITTLE_LEFT, id="little left"), pytest.param(FRACTIONS, id="fractions")]
)
def test_a_budget_that_is_not_used_up_neither_sleeps_nor_stops(build: Build, headers: dict[str, str]) -> None:
    with serve(Community(headers=headers)) as server:
        started = time.monotonic()
        assert len(list(build(server).fetch(QUERY, {}))) == 3
        assert time.monotonic() - started < 5  # it would have slept until the reset


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        pytest.param({"Retry-After": "42"}, 42, id="Retry-After"),
        pytest.param({"Retry-After": "Mon, 09 Nov 2026 09:10:00 GMT", **USED_UP}, 300, id="a date, and a reset"),
        pytest.param(USED_UP, 300, id="the reset of the window"),
        pytest.param({}, 600, id="nothing said"),
        pytest.param({"Retry-After": "nan"}, 600, id="nonsense"),
        pytest.param({"Retry-After": "1e12"}, 86_400, id="no longer than a day"),
    ],
)
def test_a_429_says_until_when_and_nothing_sleeps(
    build: Build, clock: FakeClock, headers: dict[str, str], seconds: int
) -> None:
    with serve({TOKEN_PATH: TOKEN, SEARCH: Answer({}, 429, headers)}) as server:
        collector, started = build(server), time.monotonic()
        with pytest.raises(RateLimited) as caught:
            list(collector.fetch(QUERY, {}))
        assert time.monotonic() - started < 5  # it would have slept until the reset
    assert caught.value.until == clock() + timedelta(seconds=seconds)
    assert len(server.asked) == 2


# --- Errors ----------------------------------------------------------------------------------------------------------

WALL = Answer("<!doctype html><title>Log in</title>")


@pytest.mark.parametrize(
    ("token", "answer", "error", "says"),
    [
        pytest.param(TOKEN, Answer("<p>busy", 503), SourceUnavailable, "HTTP 503", id="503"),
        pytest.param(TOKEN, Answer("", 500), SourceUnavailable, "HTTP 500", id="500"),
        pytest.param(TOKEN, Answer("", 520), SourceUnavailable, "HTTP 520", id="520"),
        pytest.param(TOKEN, Answer(payload("error_403"), 403), SourceRefused, "gone private", id="403"),
        pytest.param(TOKEN, Answer({}, 401), SourceRefused, "CLIENT_ID", id="401 without WWW-Authenticate"),
        pytest.param(
            TOKEN, Answer({}, 401, {"WWW-Authenticate": "Basic"}), SourceRefused, "CLIENT_ID", id="401 of another kind"
        ),
        pytest.param(TOKEN, Answer({}, 404), SourceRefused, "`communities`", id="404"),
        pytest.param(
            TOKEN, Answer("", 302, {"Location": "/subreddits/search"}), SourceRefused, "`communities`", id="redirected"
        ),
        pytest.param(TOKEN, Answer({"reason": "x"}, 400), UnexpectedFormat, "HTTP 400", id="400"),
        pytest.param(TOKEN, WALL, UnexpectedFormat, "a web page where JSON was due", id="HTML for JSON"),
        pytest.param(TOKEN, Answer(b""), UnexpectedFormat, "something else", id="an empty body"),
        pytest.param(TOKEN, Answer(payload("error_403")), SourceRefused, "gone private", id="an error with status 200"),
        pytest.param(TOKEN, Answer(payload("thread")), UnexpectedFormat, "other than a listing", id="a thread"),
        pytest.param(TOKEN, Answer(payload("account")), UnexpectedFormat, "not a post payload", id="an account"),
        pytest.param(Answer({}, 401), WALL, SourceRefused, "CLIENT_ID", id="token: wrong secret"),
        pytest.param(Answer({"error": "invalid_grant"}), WALL, SourceRefused, "sign-in", id="token: invalid_grant"),
        pytest.param(Answer({"error": 429}), WALL, RateLimited, "wait", id="token: limit with status 200"),
        pytest.param(Answer("", 503), WALL, SourceUnavailable, "HTTP 503", id="token: 503"),
        pytest.param(WALL, WALL, UnexpectedFormat, "a web page", id="token: HTML"),
        pytest.param(Answer({"access_token": "x"}), WALL, UnexpectedFormat, "without a token", id="token: half of one"),
    ],
)
def test_each_failure_says_what_to_do_is_tried_once_and_nothing_sleeps(
    build: Build, token: Answer, answer: Answer, error: type[CollectorError], says: str
) -> None:
    with serve({TOKEN_PATH: token, SEARCH: answer}) as server:
        collector, started = build(server), time.monotonic()
        with pytest.raises(error, match=says) as caught:
            list(collector.fetch(QUERY, {}))
        assert time.monotonic() - started < 5  # it would have slept until the reset
    assert "s3cret" not in str(caught.value)
    assert len(server.asked) == (2 if token is TOKEN else 1)


def test_a_server_that_does_not_answer_is_unavailable_at_once(build: Build) -> None:
    with serve({}) as server:
        collector = build(server)
    started = time.monotonic()
    with pytest.raises(SourceUnavailable, match="could not be reached"):
        list(collector.fetch(QUERY, {}))
    assert time.monotonic() - started < 5  # it would have slept until the reset


def test_our_own_errors_come_through_praw_as_they_are(clock: FakeClock) -> None:
    http = HttpClient(clock=clock, base_url="http://127.0.0.1:9", pace_s=60)
    http._next["www.reddit.com"] = clock() + timedelta(seconds=60)
    collector = RedditCollector.build(
        RedditSettings(username="larkmere_school"),
        Surroundings(http=http, clock=clock, secrets=Secrets(SECRETS), school_type="maintained"),
    )
    with pytest.raises(RateLimited, match="our own pace"):
        list(collector.fetch(QUERY, {}))
    http.close()


def test_an_environment_variable_or_praw_ini_cannot_move_the_sign_in(
    build: Build, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from praw.config import Config

    # praw reads its files once in a process; here they are read anew.
    monkeypatch.setattr(Config, "CONFIG", None)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "praw.ini").write_text("[DEFAULT]\nusername=somebody\npassword=theirs\n", encoding="utf-8")
    monkeypatch.setenv("praw_username", "somebody")
    monkeypatch.setenv("praw_password", "theirs")
    with serve(Community()) as server:
        list(build(server).fetch(QUERY, {}))
    assert server.asked[0].body == b"grant_type=client_credentials"


# --- Not configured is the normal case -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("secrets", "named"),
    [
        pytest.param({}, "GOODNAME_REDDIT_CLIENT_ID and GOODNAME_REDDIT_CLIENT_SECRET", id="no access"),
        pytest.param({"GOODNAME_REDDIT_CLIENT_ID": "x"}, "set GOODNAME_REDDIT_CLIENT_SECRET", id="half of it"),
    ],
)
def test_without_access_it_says_how_to_ask_and_what_to_use_meanwhile(
    build: Build, secrets: dict[str, str], named: str
) -> None:
    with pytest.raises(NotConfigured) as caught:
        build(None, secrets=secrets)
    for words in (
        "since November 2025",
        "approval must be asked for first",
        "Google Alerts",
        "Brave",
        "handed in",
        named,
    ):
        assert words in str(caught.value)


def test_the_account_that_was_granted_access_must_be_named(build: Build) -> None:
    with pytest.raises(NotConfigured, match="username is missing"):
        build(None, username=None)


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param({"communities": ()}, id="no community"),
        pytest.param({"communities": ("r/larkmere",)}, id="with r/"),
        pytest.param({"communities": ("a/../b",)}, id="a path"),
        pytest.param({"limit": 101}, id="more than Reddit sends"),
        pytest.param({"username": "two words"}, id="no account name"),
    ],
)
def test_settings_that_cannot_be_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        RedditSettings(**settings)


# --- Payloads that others recorded -----------------------------------------------------------------------------------

TOKEN_ONLY = "an OAuth token exchange"
OUTCOMES: dict[str, list[int | str]] = {
    "TestComment.test_refresh__raises_exception.json": [TOKEN_ONLY, 1, 3],
    "TestInbox.test_mentions.json": [TOKEN_ONLY, 16],
    "TestInbox.test_message__unauthorized.json": [TOKEN_ONLY, "refuses access (HTTP 403)"],
    "TestObjector.test_raise_api_exception.json": [TOKEN_ONLY, "USER_REQUIRED"],
    "TestReddit.test_info.json": [TOKEN_ONLY, 27, 27, 26],
    "TestSubmission.test_comments.json": [TOKEN_ONLY, 3],
    "TestSubreddit.test_search.json": [TOKEN_ONLY, 6],
    "TestSubredditListings.test_comments.json": [TOKEN_ONLY, 25],
    "TestSubredditListings.test_new.json": [TOKEN_ONLY, 25],
}


@pytest.mark.parametrize("path", sorted(SHARED.glob("*.json")) if SHARED.is_dir() else [], ids=lambda path: path.name)
def test_every_recorded_answer_has_its_outcome(path: Path) -> None:
    recorded = json.loads(path.read_text(encoding="utf-8"))["interactions"]
    for exchange, expected in zip(recorded, OUTCOMES[path.name], strict=True):
        try:
            outcome: int | str = len(parse_all(exchange["response"]["body"]))
        except CollectorError as error:
            outcome = str(error)
        if isinstance(expected, str):
            assert expected in str(outcome)
        else:
            assert outcome == expected
