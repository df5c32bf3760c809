"""The collector of the own public Instagram page, over real HTTP on loopback with the real instaloader."""

from __future__ import annotations

import json
import time
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pytest
from instagram_page import (
    ALBUM,
    CLIP,
    FAIL,
    PAGE,
    PERMISSION,
    POND,
    PROFILE,
    QUERY,
    WALL,
    Build,
    as_in_life,
    page_collector,
    posts_of,
)
from loopback import Answer, Asked, serve
from surroundings import Around

from collectors.base import (
    CollectorError,
    NotConfigured,
    Query,
    RateLimited,
    RefusedByTerms,
    SourceRefused,
    SourceUnavailable,
    UnexpectedFormat,
)
from data.config import Authority
from data.records import Account, RawPage
from data.words import Platform


@pytest.fixture
def build(around: Around, monkeypatch: pytest.MonkeyPatch) -> Build:
    def never(_seconds: float) -> None:
        raise AssertionError("a collector must not sleep")

    monkeypatch.setattr(time, "sleep", never)
    return partial(page_collector, around)


# --- May it ask at all? -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "authority",
    [
        pytest.param(None, id="none"),
        pytest.param(PERMISSION.model_copy(update={"until": date(2026, 11, 8)}), id="ended yesterday"),
        pytest.param(PERMISSION.model_copy(update={"date": date(2026, 11, 10)}), id="begins tomorrow"),
    ],
)
def test_it_is_refused_by_terms_without_meta_s_permission(build: Any, authority: Authority | None) -> None:
    with pytest.raises(RefusedByTerms, match="use the source instagram"):
        build(authority=authority)


def test_without_an_own_account_it_is_not_configured(build: Any) -> None:
    with pytest.raises(NotConfigured, match=r"\[\[accounts\]\]"):
        list(build().fetch(Query(names=("Larkmere",)), {}))


# --- What it reads ----------------------------------------------------------------------------------------------------


def test_it_reads_the_own_profile_back_to_what_is_known(build: Any, capfd: Any) -> None:
    with serve(as_in_life) as server:
        pages = list(build(server).fetch(QUERY, {}))
    pond, album, clip = posts_of(pages)
    assert [pond.id, album.id, clip.id] == [POND, ALBUM, CLIP], "the pinned post is older than 30 days"
    assert pages[-1].cursor == {"accounts": {"larkmere.primary": {"since": "2026-11-08T10:00:00+00:00"}}}
    assert {a.headers["user-agent"] for a in server.asked} == {
        "Goodname/0.1.0 (+https://github.com/goodname-schools/goodname)"
    }, "never under a browser's name"
    assert {a.headers["x-csrftoken"] for a in server.asked if a.method == "POST"} == {"csrf-token"}
    assert capfd.readouterr() == ("", ""), "the library prints nothing"


def test_a_second_run_stops_at_what_is_known(build: Any) -> None:
    with serve(as_in_life) as server:
        collector = build(server)
        cursor = list(collector.fetch(QUERY, {}))[-1].cursor
        pages = list(collector.fetch(QUERY, json.loads(json.dumps(cursor))))
    assert posts_of(pages) == []
    assert pages[-1].cursor == cursor


@pytest.mark.parametrize("killed_after", range(3))
def test_a_kill_between_two_posts_loses_no_tail(build: Any, killed_after: int) -> None:
    with serve(as_in_life) as server:
        collector = build(server)
        walk = collector.fetch(QUERY, {})
        before = [next(walk) for _ in range(killed_after + 1)]
        walk.close()
        assert "since" not in before[-1].cursor["accounts"]["larkmere.primary"], "the bound moves only at the end"
        after = list(collector.fetch(QUERY, json.loads(json.dumps(before[-1].cursor))))
    assert {post.id for post in posts_of([*before, *after])} == {POND, ALBUM, CLIP}


def test_no_request_leaves_this_machine_and_every_session_is_ours(build: Any) -> None:
    """Sockets are closed but for loopback: a session of the library's own would fail here."""
    with serve(as_in_life) as server:
        assert len(list(build(server).fetch(QUERY, {}))) == 4
        assert len(server.asked) > 5


# --- What it says when Instagram says no ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "kind", "words"),
    [
        pytest.param(Answer(WALL), SourceRefused, "log-in wall", id="a log-in wall with status 200"),
        pytest.param(Answer("<html></html>"), SourceRefused, "log-in wall", id="an empty page"),
        pytest.param(
            Answer("", 302, {"Location": "https://www.instagram.com/accounts/login/"}),
            SourceRefused,
            "log-in wall",
            id="sent to the log-in page",
        ),
        pytest.param(Answer("", 302, {"Location": "/accounts/login/"}), SourceRefused, "HTTP 302", id="sent elsewhere"),
        pytest.param(Answer("", 404), SourceRefused, r"HTTP 404\): check \[\[accounts\]\]", id="404"),
        pytest.param(Answer(FAIL, 401), RateLimited, "HTTP 401", id="401: wait a few minutes"),
        pytest.param(Answer("", 429), RateLimited, "HTTP 429", id="429"),
        pytest.param(Answer({"message": "login_required", "status": "fail"}, 403), SourceRefused, "HTTP 403", id="403"),
        pytest.param(Answer("", 503), SourceUnavailable, "HTTP 503", id="503"),
        pytest.param(
            Answer(PROFILE.replace("polaris_ordered_timeline_connection", "polaris_new_name")),
            UnexpectedFormat,
            "BadResponseException",
            id="a page without the list of posts",
        ),
        pytest.param(
            Answer(PROFILE.replace('"code"', '"kode"')), UnexpectedFormat, "KeyError", id="posts without their codes"
        ),
        pytest.param(
            Answer(PROFILE.replace('"is_private": false', '"is_private": true')), SourceRefused, "log-in", id="private"
        ),
    ],
)
def test_a_failing_page_is_never_nothing_new(build: Any, page: Answer, kind: type[CollectorError], words: str) -> None:
    with serve({PAGE: page}) as server, pytest.raises(kind, match=words):
        list(build(server).fetch(QUERY, {}))


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        pytest.param(Answer(FAIL, 429), RateLimited, id="429"),
        pytest.param(Answer(FAIL, 401), RateLimited, id="401"),
        pytest.param(Answer(FAIL), RateLimited, id="wait a few minutes, with status 200"),
        pytest.param(Answer({"message": "invalid request", "status": "fail"}, 400), UnexpectedFormat, id="400"),
        pytest.param(Answer({"message": "feedback_required", "status": "fail"}, 400), SourceRefused, id="feedback"),
        pytest.param(Answer({"message": "checkpoint_required", "status": "fail"}, 400), SourceRefused, id="checkpoint"),
        pytest.param(Answer({"message": "login_required", "status": "fail"}, 403), SourceRefused, id="403"),
        pytest.param(Answer("<html>Log in</html>"), UnexpectedFormat, id="a web page where JSON was due"),
        pytest.param(Answer({"data": {}}), UnexpectedFormat, id="no post"),
        pytest.param(
            Answer({"data": {"xdt_api__v1__media__shortcode__web_info": {"items": [{}]}}}),
            UnexpectedFormat,
            id="a post of another shape",
        ),
        pytest.param(Answer("", 500), SourceUnavailable, id="500"),
    ],
)
def test_a_failing_query_is_never_nothing_new(build: Any, answer: Answer, kind: type[CollectorError]) -> None:
    def respond(asked: Asked) -> Answer:
        return answer if asked.method == "POST" else as_in_life(asked)

    with serve(respond) as server, pytest.raises(kind):
        list(build(server).fetch(QUERY, {}))
    assert sum(a.method == "POST" for a in server.asked) == 1, "asked once, not three times"


def test_a_limit_is_said_with_the_time_it_ends(build: Any) -> None:
    with serve({PAGE: Answer("", 429)}) as server, pytest.raises(RateLimited) as caught:
        list(build(server).fetch(QUERY, {}))
    assert caught.value.until == datetime(2026, 11, 9, 10, 0, tzinfo=UTC)


def test_where_the_library_would_wait_the_run_ends(build: Any) -> None:
    from collectors.instaloader_context import QuietContext

    with serve(as_in_life) as server:
        context = QuietContext(build(server)._http)
        with pytest.raises(RateLimited) as caught:
            context._rate_controller.sleep(1818)
    assert caught.value.until == datetime(2026, 11, 9, 9, 30, 18, tzinfo=UTC)


def test_a_server_that_is_gone_is_unavailable(build: Any) -> None:
    with serve({}) as server:
        collector = build(server)
    with pytest.raises(SourceUnavailable, match="no answer"):
        list(collector.fetch(QUERY, {}))


def test_one_refused_account_does_not_stop_the_other(build: Any) -> None:
    query = Query(names=("L",), accounts=(Account(Platform.INSTAGRAM, "larkmere.gone"), *QUERY.accounts))

    def respond(asked: Asked) -> Answer:
        return Answer("", 404) if asked.path == "/larkmere.gone/" else as_in_life(asked)

    pages: list[RawPage] = []
    with serve(respond) as server, pytest.raises(SourceRefused, match="HTTP 404"):
        pages.extend(build(server).fetch(query, {}))
    assert len(posts_of(pages)) == 3
