"""What the Business Profile collector says when Google says no: what to do, and nothing sleeps."""

from __future__ import annotations

import time
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from business_profile import QUERY, REVIEWS, TOKEN, Build, business_collector, ids, listing, payload
from clocks import FakeClock
from loopback import Answer, serve
from surroundings import Around

from collectors.base import CollectorError, RateLimited, SourceRefused, SourceUnavailable, UnexpectedFormat


@pytest.fixture
def build(around: Around) -> Build:
    return partial(business_collector, around)


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
