"""What the Reddit collector says when Reddit says no: nothing sleeps, and each error says what to do."""

from __future__ import annotations

import time
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from clocks import FakeClock
from loopback import Answer, serve
from reddit_site import QUERY, SEARCH, SECRETS, TOKEN, TOKEN_PATH, Build, Community, names_of, payload, reddit_collector
from surroundings import Around

from collectors.base import (
    CollectorError,
    RateLimited,
    SourceRefused,
    SourceUnavailable,
    Surroundings,
    UnexpectedFormat,
)
from collectors.http import HttpClient
from collectors.reddit import RedditCollector, RedditSettings
from data.secrets import Secrets


@pytest.fixture
def build(around: Around) -> Build:
    return partial(reddit_collector, around)


# --- Limits: prawcore would sleep, we do not --------------------------------------------------------------------------

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


# --- Errors -----------------------------------------------------------------------------------------------------------

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
