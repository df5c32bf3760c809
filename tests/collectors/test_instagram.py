"""The Instagram collector (Graph API), over real HTTP on loopback."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
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
    SourceRefused,
    SourceUnavailable,
    Surroundings,
    UnexpectedFormat,
)
from collectors.http import HttpClient
from collectors.instagram import InstagramCollector, InstagramSettings
from data.records import Account, Picture, Post, RawItem, RawPage
from data.secrets import Secrets
from data.words import Direction, Platform

PAYLOADS = Path(__file__).parents[1] / "payloads" / "instagram"
ROOT = "/v26.0/17841400000000001"
ALBUM = "18000000000000001"
MEDIA, TAGS, COMMENTS = f"{ROOT}/media", f"{ROOT}/tags", f"/v26.0/{ALBUM}/comments"
QUERY = Query(names=("Larkmere Primary School",), accounts=(Account(Platform.INSTAGRAM, "@larkmere.primary"),))


def payload(name: str) -> Any:
    return json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))


def as_in_life(asked: Asked) -> Answer:
    after = asked.query.get("after")
    pages = {
        (MEDIA, None): "media_page_1",
        (MEDIA, "QVFmedia2"): "media_page_2",
        (COMMENTS, None): "comments_page_1",
        (COMMENTS, "QVFcomm2"): "comments_page_2",
        (TAGS, None): "tags_page_1",
        (TAGS, "QVFtags2"): "empty",
    }
    return Answer(payload(pages[asked.path, after]))


def error(code: int, message: str = "m", **more: Any) -> dict[str, Any]:
    return {"error": {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "A1", **more}}


@pytest.fixture
def build(clock: Any) -> Iterator[Callable[..., InstagramCollector]]:
    clients = []

    def make(server: Loopback | None = None, *, token: str | None = "t0ken", **settings: Any) -> InstagramCollector:
        http = HttpClient(clock=clock, base_url=server.base_url if server else None)
        clients.append(http)
        secrets = Secrets({"GOODNAME_INSTAGRAM_ACCESS_TOKEN": token} if token else {})
        around = Surroundings(http=http, clock=clock, secrets=secrets, school_type="maintained")
        given = {"ig_user_id": "17841400000000001", **settings}
        return InstagramCollector.build(InstagramSettings(enabled=True, **given), around)

    yield make
    for http in clients:
        http.close()


def posts_of(pages: list[RawPage]) -> list[Post]:
    return [InstagramCollector.parse(item) for page in pages for item in InstagramCollector.split(page)]


# --- May it ask at all? ----------------------------------------------------------------------------------------------


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


# --- What it asks ----------------------------------------------------------------------------------------------------


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


# --- What it says when Meta says no ----------------------------------------------------------------------------------


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


# --- How a post is mapped --------------------------------------------------------------------------------------------


def test_the_whole_story_of_one_run(build: Any) -> None:
    with serve(as_in_life) as server:
        album, rainbow, song, question, reply, complaint, tag = posts_of(list(build(server).fetch(QUERY, {})))
    assert album == Post(
        id=ALBUM,
        platform=Platform.INSTAGRAM,
        text="Harvest supper tonight!\nDoors at six. #LarkmereHarvest #harvest",
        direction=Direction.OWN,
        account="larkmere.primary",
        url="https://www.instagram.com/p/DAlbum00001/",
        author="larkmere.primary",
        published_at=datetime(2026, 11, 8, 16, 0, tzinfo=UTC),
        hashtags=("LarkmereHarvest", "harvest"),
        images=(
            Picture("harvest_1_n.jpg", "A table laid with bread and apples"),
            Picture("harvest_2.mp4", None, kind="video"),
        ),
        thread=ALBUM,
    )
    assert rainbow.text == "", "a picture without a caption"
    assert rainbow.images == (Picture("rainbow_n.jpg", "A rainbow over the playing field"),)
    assert song.images == (Picture("assembly.mp4", None, kind="video"),)
    assert question == Post(
        id="18100000000000003",
        platform=Platform.INSTAGRAM,
        text="Is there still room for two? #hungry",
        account="larkmere.primary",
        url="https://www.instagram.com/p/DAlbum00001/",
        title="Harvest supper tonight!",
        author="hazel.brindle",
        published_at=datetime(2026, 11, 8, 18, 10, tzinfo=UTC),
        on_own_post=True,
        hashtags=("hungry",),
        thread=ALBUM,
    )
    assert (reply.direction, reply.on_own_post, reply.thread) == (Direction.OWN, False, ALBUM), "our own answer"
    assert complaint.on_own_post
    assert (tag.direction, tag.author, tag.account, tag.on_own_post) == (
        Direction.MENTION,
        "hazel.brindle",
        None,
        False,
    )


def test_a_reply_is_kept_once_with_its_own_post() -> None:
    comment, reply = InstagramCollector.split(RawPage("instagram", payload("comments_page_1"), {"edge": "comments"}))
    assert "replies" not in comment.payload
    assert reply.payload["id"] == "18100000000000004"


def test_a_signature_in_an_address_is_no_edit() -> None:
    item = {"id": "1", "media_type": "IMAGE", "media_url": "https://cdn.example/v/x_n.jpg?oh=one"}
    again = {**item, "media_url": "https://other.example/v/x_n.jpg?oh=two"}
    assert InstagramCollector.parse(RawItem("instagram", item)) == InstagramCollector.parse(RawItem("instagram", again))


@pytest.mark.parametrize(
    ("body", "context", "expected"),
    [
        pytest.param({"data": [{"id": "1", "caption": "c"}]}, {"edge": "media"}, "own", id="asked for own media"),
        pytest.param(
            {"data": [{"id": "1", "caption": "c"}], "paging": {"next": "https://graph.facebook.com/v6.0/1/media?x=1"}},
            {},
            "own",
            id="own media by the address of the next page",
        ),
        pytest.param(
            {"data": [{"id": "1", "caption": "c"}]},
            {"uri": "https://graph.facebook.com/v6.0/1/tags?fields=id"},
            "mention",
            id="tags by the address asked",
        ),
        pytest.param({"data": [{"id": "1", "caption": "c", "username": "u"}]}, {}, "mention", id="nothing says whose"),
        pytest.param({"mentioned_media": {"id": "1", "caption": "c"}, "id": "2"}, {}, "mention", id="mentioned_media"),
        pytest.param({"mentioned_comment": {"id": "1", "text": "c"}, "id": "2"}, {}, "mention", id="mentioned_comment"),
        pytest.param({"id": "1", "caption": "c", "permalink": "p"}, {}, "mention", id="one bare medium"),
        pytest.param({"data": [{"id": "1", "text": "c"}]}, {}, "on own post", id="comments"),
        pytest.param(
            {"business_discovery": {"media": {"data": [{"id": "1", "caption": "c"}]}, "id": "3"}, "id": "2"},
            {},
            "mention",
            id="business_discovery",
        ),
    ],
)
def test_bodies_without_what_we_knew_when_we_asked(body: Any, context: Any, expected: str) -> None:
    (post,) = posts_of([RawPage("instagram", body, context)])
    assert post.id == "1"
    assert ("on own post" if post.on_own_post else post.direction) == expected


def test_an_explicit_empty_list_is_no_posts() -> None:
    assert InstagramCollector.split(RawPage("instagram", payload("empty"))) == []


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param({"data": [{"id": "1", "name": "larkmere"}]}, "hashtags", id="hashtags"),
        pytest.param({"data": [{"id": "1"}]}, "ids alone", id="ids, because no fields were asked for"),
        pytest.param({"id": "1"}, "ids alone", id="one id"),
        pytest.param({"id": "1", "username": "u", "followers_count": 3}, "profile", id="a profile"),
        pytest.param({"business_discovery": {"followers_count": 3, "id": "1"}, "id": "2"}, "profile", id="discovery"),
        pytest.param({"data": [{"id": "1", "media_type": "IMAGE", "media_url": "u"}]}, "album", id="children"),
        pytest.param({"data": [7]}, "a list of values", id="numbers"),
        pytest.param({"data": [{"id": "1", "timestamp": "t"}]}, "no posts", id="something else"),
    ],
)
def test_what_is_not_a_post_payload_says_what_it_is(body: Any, reason: str) -> None:
    with pytest.raises(UnexpectedFormat, match=f"^not a post payload: .*{reason}"):
        InstagramCollector.split(RawPage("instagram", body))


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        pytest.param(error(190), SourceRefused, id="token"),
        pytest.param(error(4), RateLimited, id="limit"),
        pytest.param("<html>Log in</html>", UnexpectedFormat, id="log-in wall"),
        pytest.param({"message": "login_required", "status": "fail"}, UnexpectedFormat, id="the web site's refusal"),
    ],
)
def test_an_error_body_from_a_file_is_that_error(body: Any, kind: type[CollectorError]) -> None:
    with pytest.raises(kind):
        InstagramCollector.split(RawPage("instagram", body))


@pytest.mark.parametrize(
    ("item", "words"),
    [
        pytest.param({"caption": "c"}, "'id'", id="no id"),
        pytest.param({"id": 5, "caption": "c"}, "'id'", id="an id that is a number"),
        pytest.param({"id": "1", "caption": None}, "'caption'", id="a caption that is null"),
        pytest.param({"id": "1", "text": None}, "'text'", id="a text that is null"),
        pytest.param({"id": "1", "text": "t", "timestamp": "2026-11-08T18:10:00"}, "time zone", id="no zone"),
        pytest.param(["id"], "not a JSON object", id="a list"),
    ],
)
def test_an_item_that_does_not_parse_says_which_field(item: Any, words: str) -> None:
    with pytest.raises(UnexpectedFormat, match=words):
        InstagramCollector.parse(RawItem("instagram", item))


@pytest.mark.parametrize("name", ["media_page_1", "media_page_2", "comments_page_1", "tags_page_1"])
def test_no_broken_value_breaks_it(name: str) -> None:
    for where, body in damaged(payload(name)):
        try:
            posts = posts_of([RawPage("instagram", body)])
        except CollectorError:
            continue
        assert all(post.id and isinstance(post.text, str) for post in posts), where
