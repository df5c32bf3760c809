"""The Business Profile collector, over real HTTP on loopback with the real google-auth."""

from __future__ import annotations

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
from collectors.google_business import GoogleBusinessCollector, GoogleBusinessSettings, original_part
from collectors.http import HttpClient
from data.records import Post, RawItem, RawPage
from data.secrets import Secrets

PAYLOADS = Path(__file__).parents[1] / "payloads" / "google_business"
SHARED = Path(__file__).parents[3] / "shared" / "payloads" / "google_business"
REVIEWS = "/v4/accounts/108/locations/52/reviews"
LOCATION = "accounts/108/locations/52"
QUERY = Query(names=("Larkmere Primary School & Nursery", "Larkmere Primary"))
SECRETS = {
    f"GOODNAME_GOOGLE_BUSINESS_{name}": f"s3cret-{name}" for name in ("CLIENT_ID", "CLIENT_SECRET", "REFRESH_TOKEN")
}
TOKEN = Answer({"access_token": "short-lived", "expires_in": 3599, "token_type": "Bearer"})
Build = Callable[..., GoogleBusinessCollector]


def payload(name: str) -> Any:
    return json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))


class Listing:
    """A listing as Google keeps it: newest update first, paged, with its own count."""

    def __init__(self, reviews: list[dict[str, Any]], page_size: int = 2) -> None:
        self.reviews = reviews
        self.page_size = page_size
        self.count: int | None = None

    def __call__(self, asked: Asked) -> Answer:
        if asked.path == "/token":
            return TOKEN
        assert asked.path == REVIEWS
        assert asked.headers["authorization"] == "Bearer short-lived"
        assert asked.query["orderBy"] == "updateTime desc"
        ordered = sorted(self.reviews, key=lambda review: str(review["updateTime"]), reverse=True)
        begin = int(asked.query.get("pageToken", "0"))
        body: dict[str, Any] = {}
        if ordered:
            body = {"reviews": ordered[begin : begin + self.page_size], "averageRating": 3}
            body["totalReviewCount"] = len(ordered) if self.count is None else self.count
        if begin + self.page_size < len(ordered):
            body["nextPageToken"] = str(begin + self.page_size)
        return Answer(body)


def listing() -> Listing:
    return Listing(payload("reviews_first_page")["reviews"] + payload("reviews_last_page")["reviews"])


@pytest.fixture
def build(clock: FakeClock) -> Iterator[Build]:
    clients: list[HttpClient] = []

    def of(server: Loopback | None = None, *, secrets: dict[str, str] | None = None, **settings: Any) -> Any:
        http = HttpClient(clock=clock, base_url=server.base_url if server else None)
        clients.append(http)
        named = {"account_id": "accounts/108", "location_id": "52", **settings}
        return GoogleBusinessCollector.build(
            GoogleBusinessSettings(enabled=True, **named),
            Surroundings(
                http=http,
                clock=clock,
                secrets=Secrets(SECRETS if secrets is None else secrets),
                school_type="maintained",
            ),
        )

    yield of
    for client in clients:
        client.close()


def ids(pages: list[RawPage]) -> list[str]:
    return [item.payload["reviewId"][-4:] for page in pages for item in GoogleBusinessCollector.split(page)]


def parsed(name: str, index: int) -> Post:
    page = RawPage("google_business", payload(name), {"listing": "Larkmere Primary"})
    return GoogleBusinessCollector.parse(GoogleBusinessCollector.split(page)[index])


# --- Mapping ---------------------------------------------------------------------------------------------------------


def test_a_translated_and_edited_review_is_mapped() -> None:
    assert parsed("reviews_first_page", 1) == Post(
        id="AbFvLarkmere0004",
        platform=GoogleBusinessCollector.platform,
        text="Wspaniałe przedszkole, nasz syn uwielbia tam chodzić",
        title="Larkmere Primary",
        author="Tomasz Wilk",
        published_at=datetime(2026, 11, 2, 9, 14, tzinfo=UTC),
        edited_at=datetime(2026, 11, 7, 21, 3, 44, 918_000, tzinfo=UTC),
        rating=5.0,
    )


def test_the_schools_reply_stays_in_the_raw_item_and_out_of_the_text() -> None:
    item = GoogleBusinessCollector.split(RawPage("google_business", payload("reviews_first_page")))[1]
    assert item.payload["reviewReply"]["comment"]
    assert "Thank you" not in GoogleBusinessCollector.parse(item).text


def test_an_anonymous_reviewer_has_no_name() -> None:
    assert parsed("reviews_first_page", 2).author is None


def test_a_rating_without_words_is_a_post_without_text() -> None:
    post = parsed("reviews_last_page", 0)
    assert (post.text, post.rating, post.edited_at) == ("", 4.0, None)


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        pytest.param("(Translated by Google) Tasty\n\n(Original)\nВкусно", "Вкусно", id="translation first"),
        pytest.param("(Translated by Google) Good  (Original) Bon", "Bon", id="on one line"),
        pytest.param("Bardzo dobra\n\n(Translated by Google)\nVery good", "Bardzo dobra", id="original first"),
        pytest.param("(Translated by Google) A (Original) B\n\nC", "B\n\nC", id="original of two paragraphs"),
        pytest.param("Kind staff (Original) thinkers", "Kind staff (Original) thinkers", id="the word alone"),
        pytest.param("Not (Translated by Google) at all", "Not (Translated by Google) at all", id="inside a sentence"),
        pytest.param("(Translated by Google) only", "(Translated by Google) only", id="no original part"),
        pytest.param("", "", id="empty"),
    ],
)
def test_the_text_is_what_the_author_wrote(comment: str, expected: str) -> None:
    assert original_part(comment) == expected


@pytest.mark.parametrize(
    ("change", "says"),
    [
        pytest.param({"reviewId": None}, "reviewId", id="no id"),
        pytest.param({"starRating": "SIX"}, "star rating", id="six stars"),
        pytest.param({"starRating": 5}, "star rating", id="a number for stars"),
        pytest.param({"createTime": "yesterday"}, "timestamp", id="no timestamp"),
        pytest.param({"createTime": "2026-11-02T09:14:00"}, "time zone", id="no zone"),
        pytest.param({"comment": ["a"]}, "comment", id="comment is a list"),
        pytest.param({"reviewer": "Gwen"}, "reviewer", id="reviewer is a text"),
    ],
)
def test_an_item_that_is_not_as_documented_names_the_field(change: dict[str, Any], says: str) -> None:
    review = {**payload("reviews_last_page")["reviews"][0], **change}
    with pytest.raises(UnexpectedFormat, match=says):
        GoogleBusinessCollector.parse(RawItem("google_business", review))


def test_a_broken_item_does_not_take_its_page_with_it() -> None:
    body = payload("reviews_last_page")
    body["reviews"].insert(0, {"comment": "no id, no time"})
    assert len(GoogleBusinessCollector.split(RawPage("google_business", body))) == 3


# --- Splitting a bare body -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "count"),
    [
        pytest.param("reviews_first_page", 3, id="a page"),
        pytest.param("reviews_last_page", 2, id="the last page"),
        pytest.param("reviews_none", 0, id="{} is no reviews"),
        pytest.param("reviews_empty_page_with_next_token", 0, id="an empty page with a next one"),
    ],
)
def test_a_list_of_reviews_is_split(body: str, count: int) -> None:
    assert len(GoogleBusinessCollector.split(RawPage("google_business", payload(body)))) == count


def test_one_review_alone_is_split() -> None:
    review = payload("reviews_last_page")["reviews"][0]
    assert [i.payload for i in GoogleBusinessCollector.split(RawPage("google_business", review))] == [review]


@pytest.mark.parametrize(
    ("body", "error", "says"),
    [
        pytest.param(TOKEN.body, UnexpectedFormat, "not a post payload: an OAuth token", id="a token exchange"),
        pytest.param({"accounts": []}, UnexpectedFormat, "not a post payload: a list of accounts", id="accounts"),
        pytest.param(
            {"comment": "Hi", "updateTime": "x"}, UnexpectedFormat, "not a post payload: the owner", id="a reply"
        ),
        pytest.param(
            {"hello": 1}, UnexpectedFormat, "not a post payload: a JSON object without reviews", id="other JSON"
        ),
        pytest.param(
            "<!doctype html><p>Sign in", UnexpectedFormat, "a web page where JSON was due", id="a log-in wall"
        ),
        pytest.param("hello", UnexpectedFormat, "a text where JSON was due", id="a text"),
        pytest.param([], UnexpectedFormat, "not a JSON object", id="a list"),
        pytest.param({"reviews": {}}, UnexpectedFormat, "not a list", id="reviews is an object"),
        pytest.param(
            {"totalReviewCount": 3}, UnexpectedFormat, "counts reviews but lists none", id="count without list"
        ),
        pytest.param("error_429", RateLimited, "asks to wait", id="429"),
        pytest.param("error_429_not_approved", SourceRefused, "must approve", id="429 with a quota of 0"),
        pytest.param("error_403", SourceRefused, "must approve", id="403"),
        pytest.param("error_401", SourceRefused, "sign in to Google again", id="401"),
        pytest.param("token_withdrawn", SourceRefused, "invalid_grant", id="invalid_grant"),
        pytest.param({"error": {"code": 503}}, SourceUnavailable, "out of order", id="503"),
        pytest.param({"error": {"code": 404}}, SourceRefused, "account_id and location_id", id="404"),
        pytest.param({"error": {"code": 418}}, UnexpectedFormat, "does not know", id="an unknown error"),
        pytest.param({"error": {}}, UnexpectedFormat, "does not know", id="an error without a code"),
    ],
)
def test_what_holds_no_posts_is_never_an_empty_result(body: Any, error: type[CollectorError], says: str) -> None:
    known = isinstance(body, str) and (PAYLOADS / f"{body}.json").exists()
    with pytest.raises(error, match=says):
        GoogleBusinessCollector.split(RawPage("google_business", payload(body) if known else body))


KEYS = st.sampled_from(
    ["reviews", "reviewId", "starRating", "comment", "createTime", "updateTime", "reviewer", "error", "code", "details"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6) | KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(body=JSON)
def test_hostile_json_raises_nothing_but_collector_errors(body: Any) -> None:
    try:
        for item in GoogleBusinessCollector.split(RawPage("google_business", body)):
            GoogleBusinessCollector.parse(item)
    except CollectorError:
        pass


# --- The walk --------------------------------------------------------------------------------------------------------


def test_the_first_run_reads_every_page_and_knows_all_ids(build: Build) -> None:
    with serve(listing()) as server:
        pages = list(build(server).fetch(QUERY, {}))
    assert ids(pages) == ["0005", "0004", "0003", "0002", "0001"]
    assert [sorted(page.context) for page in pages] == [["listing"], ["listing"], ["all_ids", "listing"]]
    assert pages[-1].context["all_ids"] == [f"AbFvLarkmere000{n}" for n in (5, 4, 3, 2, 1)]
    assert pages[0].cursor == {"location": LOCATION}
    assert pages[-1].cursor == {
        "location": LOCATION,
        "seen": "2026-11-08T18:20:11.402000+00:00",
        "seen_ids": ["AbFvLarkmere0005"],
        "walked_at": "2026-11-09T09:00:00+00:00",
        "total": 5,
    }


def test_the_token_is_fetched_through_the_same_client_and_is_asked_for_once(build: Build) -> None:
    with serve(listing()) as server:
        list(build(server).fetch(QUERY, {}))
    tokens = [asked for asked in server.asked if asked.path == "/token"]
    assert len(tokens) == 1
    assert b"refresh_token=s3cret-REFRESH_TOKEN" in tokens[0].body
    assert all(asked.headers["user-agent"].startswith("Goodname/") for asked in server.asked)


def test_a_second_run_stops_at_what_it_saw_and_finds_nothing_new(build: Build, clock: FakeClock) -> None:
    with serve(listing()) as server:
        cursor = list(build(server).fetch(QUERY, {}))[-1].cursor
        before = len(server.asked)
        clock.move(hours=1)
        again = list(build(server).fetch(QUERY, cursor or {}))
    assert ids(again) == []
    assert [asked.path for asked in server.asked[before:]] == ["/token", REVIEWS]
    assert "all_ids" not in again[-1].context
    assert again[-1].cursor == cursor


def test_a_new_review_and_an_edit_come_back_and_nothing_else(build: Build, clock: FakeClock) -> None:
    store = listing()
    with serve(store) as server:
        cursor = list(build(server).fetch(QUERY, {}))[-1].cursor
        clock.move(hours=1)
        edited = next(review for review in store.reviews if review["reviewId"].endswith("1"))
        edited |= {"comment": "Parking is better now.", "updateTime": "2026-11-09T09:30:00Z"}
        fresh = {**copy.deepcopy(edited), "reviewId": "AbFvLarkmere0006", "updateTime": "2026-11-09T09:40:00Z"}
        store.reviews.append(fresh)
        pages = list(build(server).fetch(QUERY, cursor or {}))
    assert ids(pages) == ["0006", "0001"]
    post = GoogleBusinessCollector.parse(GoogleBusinessCollector.split(pages[0])[1])
    assert (post.text, post.edited_at) == ("Parking is better now.", datetime(2026, 11, 9, 9, 30, tzinfo=UTC))
    assert pages[-1].cursor == {
        **(cursor or {}),
        "seen": "2026-11-09T09:40:00+00:00",
        "seen_ids": ["AbFvLarkmere0006"],
        "total": 6,
    }


def test_a_review_of_the_same_moment_as_the_last_seen_is_not_missed(build: Build, clock: FakeClock) -> None:
    store = listing()
    with serve(store) as server:
        cursor = list(build(server).fetch(QUERY, {}))[-1].cursor
        clock.move(hours=1)
        store.reviews.append({**store.reviews[0], "reviewId": "AbFvLarkmere0007"})
        assert ids(list(build(server).fetch(QUERY, cursor or {}))) == ["0007"]


@pytest.mark.parametrize(
    ("hours", "removed", "walks"),
    [
        pytest.param(1, 0, False, id="nothing gone, within the day"),
        pytest.param(24, 0, True, id="a day later"),
        pytest.param(1, 1, True, id="the count dropped"),
    ],
)
def test_a_full_walk_comes_daily_and_when_the_count_dropped(
    build: Build, clock: FakeClock, hours: int, removed: int, *, walks: bool
) -> None:
    store = listing()
    with serve(store) as server:
        cursor = list(build(server).fetch(QUERY, {}))[-1].cursor
        clock.move(hours=hours)
        store.reviews = store.reviews[: len(store.reviews) - removed]
        pages = list(build(server).fetch(QUERY, cursor or {}))
    assert ("all_ids" in pages[-1].context) is walks
    if walks:
        assert len(pages[-1].context["all_ids"]) == 5 - removed


@pytest.mark.parametrize(
    "count", [pytest.param(9, id="the list is cut short"), pytest.param(4, id="the list has one too many")]
)
def test_a_walk_that_google_s_count_contradicts_says_nothing_of_what_is_gone(build: Build, count: int) -> None:
    store = listing()
    store.count = count
    with serve(store) as server:
        pages = list(build(server).fetch(QUERY, {}))
    assert len(ids(pages)) == 5
    assert "all_ids" not in pages[-1].context
    assert "walked_at" not in (pages[-1].cursor or {})


def test_a_listing_that_is_suddenly_empty_is_an_error_until_it_has_lasted_a_day(build: Build, clock: FakeClock) -> None:
    store = listing()
    with serve(store) as server:
        cursor = list(build(server).fetch(QUERY, {}))[-1].cursor or {}
        store.reviews = []
        for _ in range(2):
            clock.move(hours=11)
            fetched = build(server).fetch(QUERY, cursor)
            page = next(fetched)
            assert "all_ids" not in page.context
            with pytest.raises(UnexpectedFormat, match="lists no review where it listed some before"):
                next(fetched)
            cursor = page.cursor or {}
        clock.move(hours=14)
        last = list(build(server).fetch(QUERY, cursor))[-1]
    assert last.context["all_ids"] == []
    assert (last.cursor or {})["total"] == 0


def test_an_empty_page_with_a_token_leads_on_and_its_count_is_not_believed(build: Build) -> None:
    first, last = payload("reviews_empty_page_with_next_token"), payload("reviews_last_page")
    last["totalReviewCount"] = 2
    with serve({"/token": TOKEN, REVIEWS: [Answer(first), Answer(last)]}) as server:
        pages = list(build(server).fetch(QUERY, {"location": LOCATION, "total": 2}))
    assert server.asked[-1].query["pageToken"] == "page-two"
    assert ids(pages) == ["0002", "0001"]
    assert len(pages[-1].context["all_ids"]) == 2


def test_a_list_that_leads_back_to_itself_ends_in_an_error(build: Build) -> None:
    with (
        serve({"/token": TOKEN, REVIEWS: Answer(payload("reviews_first_page"))}) as server,
        pytest.raises(UnexpectedFormat, match="already read"),
    ):
        list(build(server).fetch(QUERY, {}))


@pytest.mark.parametrize("pages_stored", [0, 1, 2, 3])
def test_a_kill_after_any_page_loses_nothing(build: Build, pages_stored: int) -> None:
    with serve(listing()) as server:
        stored: dict[str, Post] = {}
        cursor: Any = {}
        for number, page in enumerate(build(server).fetch(QUERY, {})):
            if number == pages_stored:
                break
            stored |= {
                i.payload["reviewId"]: GoogleBusinessCollector.parse(i) for i in GoogleBusinessCollector.split(page)
            }
            cursor = page.cursor
        for page in build(server).fetch(QUERY, cursor):
            stored |= {
                i.payload["reviewId"]: GoogleBusinessCollector.parse(i) for i in GoogleBusinessCollector.split(page)
            }
            cursor = page.cursor
        assert len(stored) == 5
        assert cursor == list(build(server).fetch(QUERY, {}))[-1].cursor


def test_a_cursor_of_another_location_is_no_cursor(build: Build) -> None:
    with serve(listing()) as server:
        other = {"location": "accounts/108/locations/9", "seen": "2026-12-01T00:00:00Z", "total": 50}
        assert len(ids(list(build(server).fetch(QUERY, other)))) == 5


# --- Errors ----------------------------------------------------------------------------------------------------------

WALL = Answer("<!doctype html><title>Sign in</title>")


@pytest.mark.parametrize(
    ("token", "answer", "error", "says"),
    [
        pytest.param(TOKEN, Answer(payload("error_429"), 429), RateLimited, "asks to wait", id="429"),
        pytest.param(
            TOKEN, Answer(payload("error_429_not_approved"), 429), SourceRefused, "must approve", id="quota of 0"
        ),
        pytest.param(TOKEN, Answer(payload("error_403"), 403), SourceRefused, "must approve", id="403"),
        pytest.param(TOKEN, Answer(payload("error_401"), 401), SourceRefused, "sign in to Google again", id="401"),
        pytest.param(TOKEN, Answer("Not Found", 404), SourceRefused, "location_id", id="404 without JSON"),
        pytest.param(TOKEN, Answer("<p>Backend Error", 503), SourceUnavailable, "HTTP 503", id="503"),
        pytest.param(TOKEN, Answer({}, 503, {"Retry-After": "60"}), RateLimited, "HTTP 503", id="503 with Retry-After"),
        pytest.param(TOKEN, WALL, UnexpectedFormat, "a web page where JSON was due", id="HTML for JSON"),
        pytest.param(TOKEN, Answer({"x": 1}), UnexpectedFormat, "not a post payload", id="other JSON"),
        pytest.param(
            Answer(payload("token_withdrawn"), 400), WALL, SourceRefused, "invalid_grant", id="token withdrawn"
        ),
        pytest.param(Answer({"error": "invalid_client"}, 401), WALL, SourceRefused, "client id", id="wrong client"),
        pytest.param(Answer({}, 503), WALL, SourceUnavailable, "HTTP 503", id="token endpoint 503"),
        pytest.param(Answer({}, 429), WALL, RateLimited, "HTTP 429", id="token endpoint 429"),
        pytest.param(Answer({"error": "server_error"}, 400), WALL, SourceUnavailable, "just now", id="server_error"),
        pytest.param(WALL, WALL, UnexpectedFormat, "a web page where JSON was due", id="token endpoint HTML"),
        pytest.param(Answer({"ok": 1}), WALL, UnexpectedFormat, "without a token", id="token endpoint without a token"),
    ],
)
def test_each_failure_says_what_to_do_and_nothing_sleeps(
    build: Build, token: Answer, answer: Answer, error: type[CollectorError], says: str
) -> None:
    with serve({"/token": token, REVIEWS: answer}) as server:
        collector, started = build(server), time.monotonic()
        with pytest.raises(error, match=says) as caught:
            list(collector.fetch(QUERY, {}))
        assert time.monotonic() - started < 1
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("body", "headers", "seconds"),
    [
        pytest.param({}, {"Retry-After": "120"}, 120, id="Retry-After"),
        pytest.param(payload("error_429"), {}, 35, id="RetryInfo, rounded up"),
        pytest.param({}, {}, 900, id="neither"),
        pytest.param({}, {"Retry-After": "9999999"}, 86_400, id="no longer than a day"),
    ],
)
def test_a_429_says_until_when(
    build: Build, clock: FakeClock, body: dict[str, Any], headers: dict[str, str], seconds: int
) -> None:
    with serve({"/token": TOKEN, REVIEWS: Answer(body, 429, headers)}) as server, pytest.raises(RateLimited) as caught:
        list(build(server).fetch(QUERY, {}))
    assert caught.value.until == clock() + timedelta(seconds=seconds)


def test_a_limit_in_the_middle_keeps_the_pages_before_it(build: Build) -> None:
    answers = [Answer(payload("reviews_first_page")), Answer(payload("error_429"), 429)]
    with serve({"/token": TOKEN, REVIEWS: answers}) as server:
        pages = build(server).fetch(QUERY, {})
        assert len(ids([next(pages)])) == 3
        with pytest.raises(RateLimited):
            next(pages)


def test_a_server_that_does_not_answer_is_unavailable(build: Build) -> None:
    with serve(listing()) as server:
        collector = build(server)
    with pytest.raises(SourceUnavailable, match="could not be reached"):
        list(collector.fetch(QUERY, {}))


@pytest.mark.parametrize(
    ("settings", "secrets", "says"),
    [
        pytest.param({"account_id": None}, SECRETS, "account_id is missing", id="no account"),
        pytest.param({"location_id": None}, SECRETS, "location_id is missing", id="no location"),
        pytest.param({}, {}, "GOODNAME_GOOGLE_BUSINESS_CLIENT_ID", id="no secret at all"),
        pytest.param(
            {},
            {name: value for name, value in SECRETS.items() if "REFRESH" not in name},
            "GOODNAME_GOOGLE_BUSINESS_REFRESH_TOKEN",
            id="no refresh token",
        ),
    ],
)
def test_what_is_missing_is_named(build: Build, settings: dict[str, Any], secrets: dict[str, str], says: str) -> None:
    with pytest.raises(NotConfigured, match=says):
        build(None, secrets=secrets, **settings)


@pytest.mark.parametrize("account", ["", "1/../2", "accounts/", "a b", "1?x=1"])
def test_an_account_that_is_no_number_is_refused_by_the_settings(account: str) -> None:
    with pytest.raises(ValidationError):
        GoogleBusinessSettings(account_id=account)


def test_the_interval_is_an_hour() -> None:
    assert GoogleBusinessSettings().interval == 60


# --- Payloads that others recorded -----------------------------------------------------------------------------------

OUTCOMES = {"reviews_list_empty_page_with_next_token.json": 0, "reviews_list_last_page.json": 2}


@pytest.mark.parametrize("path", sorted(SHARED.glob("*.json")) if SHARED.is_dir() else [], ids=lambda path: path.name)
def test_every_recorded_payload_has_its_outcome(path: Path) -> None:
    page = RawPage("google_business", json.loads(path.read_text(encoding="utf-8")))
    posts = [GoogleBusinessCollector.parse(item) for item in GoogleBusinessCollector.split(page)]
    assert len(posts) == OUTCOMES[path.name]
    assert all("Translated by Google" not in post.text for post in posts)
