"""The Instagram collector (Graph API), over real HTTP on loopback: what it asks, and what it says to a refusal."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from instagram_site import (
    COMMENTS,
    MEDIA,
    QUERY,
    TAGS,
    Build,
    as_in_life,
    error,
    instagram_collector,
    payload,
    posts_of,
)
from loopback import Answer, Asked, serve
from surroundings import Around

from collectors.base import (
    CollectorError,
    NotConfigured,
    RateLimited,
    SourceRefused,
    SourceUnavailable,
    UnexpectedFormat,
)
from data.records import RawPage
from data.words import Direction


@pytest.fixture
def build(around: Around) -> Build:
    return partial(instagram_collector, around)


# --- May it ask at all? -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "words"),
    [
        pytest.param({"token": None}, "GOODNAME_INSTAGRAM_ACCESS_TOKEN", id="no token"),
        pytest.param({"ig_user_id": None}, r"ig_user_id under \[sources.instagram\]", id="no account"),
    ],
)
def test_what_is_missing_is_said(build: Any, given: dict[str, Any], words: str) -> None:
    with pytest.raises(NotConfigured, match=words):
        build(**given)


def test_a_state_school_needs_no_permission_for_its_own_account(build: Any) -> None:
    assert build().key == "instagram"


# --- What it asks -----------------------------------------------------------------------------------------------------


def test_it_reads_own_media_the_comments_under_them_and_tags(build: Any) -> None:
    with serve(as_in_life) as server:
        pages = list(build(server).fetch(QUERY, {}))
    assert [(a.path, a.query.get("after")) for a in server.asked] == [
        (MEDIA, None),
        (MEDIA, "QVFmedia2"),
        (COMMENTS, None),
        (COMMENTS, "QVFcomm2"),
        (TAGS, None),
        (TAGS, "QVFtags2"),
    ]
    assert {a.headers["authorization"] for a in server.asked} == {"Bearer t0ken"}
    assert all("access_token" not in a.query and a.query["fields"] for a in server.asked)
    posts = posts_of(pages)
    assert [p.direction for p in posts if p.thread == p.id] == [Direction.OWN] * 3 + [Direction.MENTION]
    assert len(posts) == 7


def test_the_access_token_that_an_answer_repeats_is_not_kept(build: Any) -> None:
    with serve(as_in_life) as server:
        pages = list(build(server).fetch(QUERY, {}))
    assert "SECRET-IN-URL" in json.dumps(payload("media_page_1"))
    assert "SECRET-IN-URL" not in repr(pages)


def test_a_second_run_reads_the_first_page_again_and_stops(build: Any) -> None:
    with serve(as_in_life) as server:
        collector = build(server)
        cursor = list(collector.fetch(QUERY, {}))[-1].cursor
        server.asked.clear()
        pages = list(collector.fetch(QUERY, json.loads(json.dumps(cursor))))
    assert [(a.path, a.query.get("after")) for a in server.asked] == [
        (MEDIA, None),
        (MEDIA, "QVFmedia2"),
        (COMMENTS, None),
        (TAGS, None),
    ], "media are read again for as long as their comments are, so that an edited caption is seen"
    assert pages[-1].cursor == cursor


@pytest.mark.parametrize("killed_after", range(6))
def test_a_kill_after_any_page_loses_nothing(build: Any, killed_after: int) -> None:
    with serve(as_in_life) as server:
        collector = build(server)
        whole = {post.id for post in posts_of(list(collector.fetch(QUERY, {})))}
        walk = collector.fetch(QUERY, {})
        before = [next(walk) for _ in range(killed_after + 1)]
        walk.close()
        cursor = json.loads(json.dumps(before[-1].cursor))
        after = list(collector.fetch(QUERY, cursor))
        later = list(collector.fetch(QUERY, after[-1].cursor))
    assert {post.id for post in posts_of([*before, *after, *later])} == whole


def test_while_paging_the_old_place_stays(build: Any) -> None:
    old = {"streams": {"media": {"since": "2026-10-01T00:00:00+00:00"}}}
    with serve(as_in_life) as server:
        first, second = list(build(server).fetch(QUERY, old))[:2]
    assert first.cursor["streams"]["media"] == {
        "since": "2026-10-01T00:00:00+00:00",
        "newest": "2026-11-08T16:00:00+00:00",
        "after": "QVFmedia2",
    }
    assert second.cursor["streams"]["media"] == {"since": "2026-11-08T16:00:00+00:00"}


def test_a_page_cursor_that_no_longer_works_begins_the_edge_anew(build: Any) -> None:
    def respond(asked: Asked) -> Answer:
        return Answer(error(100, "Invalid cursor"), 400) if asked.query.get("after") == "gone" else as_in_life(asked)

    with serve(respond) as server:
        pages = list(build(server).fetch(QUERY, {"streams": {"media": {"after": "gone"}}}))
    assert len(posts_of(pages)) == 7


def test_the_same_page_cursor_twice_is_an_error_and_no_endless_walk(build: Any) -> None:
    def respond(asked: Asked) -> Answer:
        return Answer(payload("media_page_1")) if asked.path == MEDIA else Answer(payload("empty"))

    with serve(respond) as server, pytest.raises(UnexpectedFormat, match="same page cursor"):
        list(build(server, comment_days=90).fetch(QUERY, {}))
    assert [a.path for a in server.asked].count(MEDIA) == 2


def test_comments_are_asked_only_where_there_may_be_new_ones(build: Any) -> None:
    with serve(as_in_life) as server:
        list(build(server, comment_days=14).fetch(QUERY, {}))
    asked = {a.path for a in server.asked}
    assert COMMENTS in asked
    assert "/v26.0/18000000000000002/comments" not in asked, "it has none"
    assert "/v26.0/18000000000000003/comments" not in asked, "it is older than comment_days"


def test_alt_text_is_asked_for_and_given_up_where_the_api_does_not_know_it(build: Any) -> None:
    def respond(asked: Asked) -> Answer:
        if "alt_text" in asked.query["fields"]:
            return Answer(error(100, "(#100) Tried accessing nonexisting field (alt_text)"), 400)
        return as_in_life(asked)

    with serve(respond) as server:
        pages = list(build(server).fetch(QUERY, {}))
    assert len(posts_of(pages)) == 7
    assert sum("alt_text" in a.query["fields"] for a in server.asked) == 1


def test_instagram_login_asks_its_own_host(build: Any) -> None:
    with serve(as_in_life) as server:
        collector = build(server, login="instagram", graph_version="v26.0")
        assert collector._root == "https://graph.instagram.com/v26.0"
        assert len(posts_of(list(collector.fetch(QUERY, {})))) == 7


# --- What it says when Meta says no -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        pytest.param(Answer(error(190), 400), SourceRefused, "expired or was withdrawn", id="190: token"),
        pytest.param(Answer(error(10), 403), SourceRefused, "lacks a permission", id="10: permission"),
        pytest.param(Answer(error(200), 403), SourceRefused, "lacks a permission", id="200: permission"),
        pytest.param(Answer(error(100), 400), SourceRefused, "not there or not ours", id="100: object"),
        pytest.param(Answer(error(100, "nonexisting field (x)"), 400), UnexpectedFormat, "a field", id="100: field"),
        pytest.param(Answer(error(2), 500), SourceUnavailable, "out of order", id="2: temporary"),
        pytest.param(Answer(error(99, is_transient=True), 400), SourceUnavailable, "for now", id="transient"),
        pytest.param(Answer(error(9999), 400), UnexpectedFormat, "code 9999", id="an unknown code"),
        pytest.param(Answer({"error": "odd"}, 400), UnexpectedFormat, "code None", id="an error of another shape"),
        pytest.param(Answer("<html>Log in</html>"), UnexpectedFormat, "a web page where JSON", id="log-in wall"),
        pytest.param(Answer("<html>Sorry</html>", 503), SourceUnavailable, "HTTP 503", id="503 with a page"),
        pytest.param(Answer("", 403), SourceRefused, "HTTP 403", id="403 without a body"),
        pytest.param(Answer([1]), UnexpectedFormat, "not a JSON object", id="a list"),
        pytest.param(Answer({}), UnexpectedFormat, "no 'data'", id="an empty object is not an empty result"),
        pytest.param(Answer({"data": None}), UnexpectedFormat, "not a list", id="null is not an empty list"),
    ],
)
def test_a_failure_is_never_nothing_new(build: Any, answer: Answer, kind: type[CollectorError], words: str) -> None:
    with serve(lambda _asked: answer) as server, pytest.raises(kind, match=words):
        list(build(server).fetch(QUERY, {}))


@pytest.mark.parametrize("code", [4, 17, 32, 613, 80002])
@pytest.mark.parametrize(
    ("usage", "until"),
    [
        pytest.param(None, datetime(2026, 11, 9, 10, 0, tzinfo=UTC), id="no header: an hour"),
        pytest.param(
            {"1": [{"type": "instagram", "estimated_time_to_regain_access": 20}]},
            datetime(2026, 11, 9, 9, 20, tzinfo=UTC),
            id="as long as Meta says",
        ),
        pytest.param(
            {"1": [{"estimated_time_to_regain_access": 0}]}, datetime(2026, 11, 9, 10, 0, tzinfo=UTC), id="no time said"
        ),
        pytest.param("odd", datetime(2026, 11, 9, 10, 0, tzinfo=UTC), id="an odd header"),
        pytest.param(
            {"1": [{"estimated_time_to_regain_access": 99999}]},
            datetime(2026, 11, 10, 9, 0, tzinfo=UTC),
            id="a day",
        ),
    ],
)
def test_a_limit_is_said_with_the_time_it_ends(build: Any, code: int, usage: Any, until: datetime) -> None:
    headers = {"X-Business-Use-Case-Usage": json.dumps(usage)} if usage else {}
    with (
        serve(lambda _asked: Answer(error(code), 400, headers)) as server,
        pytest.raises(RateLimited) as caught,
    ):
        list(build(server).fetch(QUERY, {}))
    assert caught.value.until == until
    assert len(server.asked) == 1


def test_one_refused_edge_does_not_stop_the_others(build: Any) -> None:
    def respond(asked: Asked) -> Answer:
        return Answer(error(100), 400) if asked.path == COMMENTS else as_in_life(asked)

    pages: list[RawPage] = []
    with serve(respond) as server, pytest.raises(SourceRefused):
        pages.extend(build(server).fetch(QUERY, {}))
    assert [page.context["edge"] for page in pages] == ["media", "media", "tags", "tags"]
