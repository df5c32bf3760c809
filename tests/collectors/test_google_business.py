"""The Business Profile collector, over real HTTP on loopback with the real google-auth: what it walks, and when."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from business_profile import LOCATION, QUERY, REVIEWS, SECRETS, TOKEN, Build, business_collector, ids, listing, payload
from clocks import FakeClock
from loopback import Answer, serve
from pydantic import ValidationError
from surroundings import Around

from collectors.base import NotConfigured, UnexpectedFormat
from collectors.google_business import GoogleBusinessCollector, GoogleBusinessSettings
from data.records import Post


@pytest.fixture
def build(around: Around) -> Build:
    return partial(business_collector, around)


# --- What is missing --------------------------------------------------------------------------------------------------


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


# --- The walk ---------------------------------------------------------------------------------------------------------


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
