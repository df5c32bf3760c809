"""The collector of the own public Instagram page, over real HTTP on loopback with the real instaloader."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

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
from collectors.instagram_public import InstagramPublicCollector, InstagramPublicSettings
from data.config import Authority
from data.records import Account, Picture, Post, RawItem, RawPage
from data.secrets import Secrets
from data.words import Direction, Platform

PAYLOADS = Path(__file__).parents[1] / "payloads" / "instagram_public"
PROFILE = (PAYLOADS / "profile.html").read_text(encoding="utf-8")
POSTS: dict[str, dict[str, Any]] = json.loads((PAYLOADS / "posts.json").read_text(encoding="utf-8"))
PAGE = "/larkmere.primary/"
POND, ALBUM, CLIP, PINNED = "3800000000000000003", "3800000000000000002", "3800000000000000001", "3700000000000000001"
QUERY = Query(names=("Larkmere Primary School",), accounts=(Account(Platform.INSTAGRAM, "@larkmere.primary"),))
PERMISSION = Authority(agreed_with="Meta", reference="file 14", date=date(2026, 9, 1), until=date(2027, 8, 31))
START = '<html><script>["LSD",[],{"token":"lsd-token"},1]; "IG_USER_EIMU":"0"</script></html>'
WALL = (
    '<html><head><meta property="og:description" content="Create an account or log in to Instagram." /></head></html>'
)
FAIL = {"message": "Please wait a few minutes before you try again.", "status": "fail"}


def as_in_life(asked: Asked) -> Answer:
    if asked.path == PAGE:
        return Answer(PROFILE)
    if asked.path == "/":
        return Answer(START, headers={"Set-Cookie": "csrftoken=csrf-token; Path=/"})
    form = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
    variables = json.loads(form["variables"])
    if "after" in variables:
        edges = [{"node": {"code": "DClip000001", "pk": CLIP}}]
        connection = {"edges": edges, "page_info": {"has_next_page": False, "end_cursor": None}}
        return Answer({"data": {"node": {"polaris_ordered_timeline_connection": connection}}})
    found = {"items": [POSTS[variables["shortcode"]]]}
    return Answer({"data": {"xdt_api__v1__media__shortcode__web_info": found}})


@pytest.fixture
def build(clock: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., InstagramPublicCollector]]:
    clients = []

    def never(_seconds: float) -> None:
        raise AssertionError("a collector must not sleep")

    monkeypatch.setattr(time, "sleep", never)

    def make(
        server: Loopback | None = None, *, authority: Authority | None = PERMISSION, **settings: Any
    ) -> InstagramPublicCollector:
        http = HttpClient(clock=clock, base_url=server.base_url if server else None)
        clients.append(http)
        around = Surroundings(http=http, clock=clock, secrets=Secrets({}), school_type="independent")
        chosen = InstagramPublicSettings(enabled=True, authority=authority, **settings)
        return InstagramPublicCollector.build(chosen, around)

    yield make
    for http in clients:
        http.close()


def posts_of(pages: list[RawPage]) -> list[Post]:
    return [InstagramPublicCollector.parse(item) for page in pages for item in InstagramPublicCollector.split(page)]


# --- May it ask at all? ----------------------------------------------------------------------------------------------


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


# --- What it reads ---------------------------------------------------------------------------------------------------


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


# --- What it says when Instagram says no -----------------------------------------------------------------------------


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


# --- How a post is mapped --------------------------------------------------------------------------------------------


def one(node: Any, **context: Any) -> Post:
    return InstagramPublicCollector.parse(RawItem("instagram_public", node, context))


def test_a_post_of_the_own_profile() -> None:
    assert one(POSTS["DPond000003"], account="larkmere.primary") == Post(
        id=POND,
        platform=Platform.INSTAGRAM,
        text="Frogspawn in the pond! #LarkmereNature",
        direction=Direction.OWN,
        account="larkmere.primary",
        url="https://www.instagram.com/p/DPond000003/",
        author="larkmere.primary",
        published_at=datetime(2026, 11, 8, 10, 0, tzinfo=UTC),
        hashtags=("LarkmereNature",),
        images=(Picture("DPond000003_n.jpg", "A pond with reeds"),),
        thread=POND,
    )


def test_an_album_and_a_clip_without_a_caption() -> None:
    assert one(POSTS["DAlbum00002"]).images == (
        Picture("week_1_n.jpg", "Paper boats"),
        Picture("week_2_n.jpg", None, kind="video"),
    )
    clip = one(POSTS["DClip000001"])
    assert (clip.text, clip.images) == ("", (Picture("DClip000001_n.jpg", None, kind="video"),))


def test_a_profile_page_from_a_file() -> None:
    pinned, pond, album = posts_of([RawPage("instagram_public", PROFILE)])
    assert [pinned.id, pond.id, album.id] == [PINNED, POND, ALBUM]
    assert pond.author == "larkmere.primary"
    assert pond.published_at is None, "the page does not say"
    assert pond.images == (Picture("DPond000003_n.jpg", "A pond with reeds"),)


def test_a_web_query_from_a_file() -> None:
    body = {"data": {"xdt_api__v1__media__shortcode__web_info": {"items": [POSTS["DPond000003"]]}}}
    assert [post.id for post in posts_of([RawPage("instagram_public", body)])] == [POND]


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        pytest.param(WALL, SourceRefused, "log-in wall", id="log-in wall"),
        pytest.param("<html>Hello</html>", UnexpectedFormat, "no profile page", id="another page"),
        pytest.param("", UnexpectedFormat, "no profile page", id="nothing"),
        pytest.param(
            PROFILE.replace("polaris_ordered_timeline_connection", "other"),
            UnexpectedFormat,
            "^not a post payload: a profile's details",
            id="details alone",
        ),
        pytest.param(
            PROFILE.replace('"is_private": false', '"is_private": true'), SourceRefused, "private", id="private"
        ),
        pytest.param(FAIL, RateLimited, "wait", id="wait a few minutes"),
        pytest.param({"message": "login_required", "status": "fail"}, SourceRefused, "login_required", id="log in"),
        pytest.param({"message": "invalid request", "status": "fail"}, UnexpectedFormat, "refused", id="invalid"),
        pytest.param({"bodies": []}, UnexpectedFormat, "^not a post payload: examples", id="a list of errors"),
        pytest.param({"data": {}}, UnexpectedFormat, "no posts in a form", id="another answer"),
        pytest.param([], UnexpectedFormat, "not a JSON object", id="a list"),
    ],
)
def test_what_is_no_page_of_posts_says_so(body: Any, kind: type[CollectorError], words: str) -> None:
    with pytest.raises(kind, match=words):
        InstagramPublicCollector.split(RawPage("instagram_public", body))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param({"pk": None}, "'pk'", id="no id"),
        pytest.param({"code": ""}, "'code'", id="no shortcode"),
        pytest.param({"caption": {"text": None}}, "'text'", id="a caption without its text"),
        pytest.param({"taken_at": "yesterday"}, "'taken_at'", id="a time that is none"),
    ],
)
def test_an_item_that_does_not_parse_says_which_field(change: dict[str, Any], words: str) -> None:
    with pytest.raises(UnexpectedFormat, match=words):
        one({**POSTS["DPond000003"], **change})


def test_no_broken_value_breaks_it() -> None:
    for where, node in damaged(POSTS["DAlbum00002"]):
        try:
            post = one(node, account="larkmere.primary")
        except CollectorError:
            continue
        assert post.id, where
        assert isinstance(post.text, str), where
