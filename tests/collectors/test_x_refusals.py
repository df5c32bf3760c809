"""What the X collector says when X says no: until when, and never "nothing new"."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from loopback import Answer, serve
from surroundings import Around
from x_site import CAPPED, NAMES_ONLY, PROBLEM, SEARCH, Build, payload, posts_of, x_collector

from collectors.base import CollectorError, RateLimited, SourceRefused, SourceUnavailable, UnexpectedFormat


@pytest.fixture
def build(around: Around) -> Build:
    return partial(x_collector, around)


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
