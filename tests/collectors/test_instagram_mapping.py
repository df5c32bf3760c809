"""The Graph API's answers as posts: what is mapped, and what holds no posts."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from damage import damaged
from instagram_site import ALBUM, QUERY, Build, as_in_life, error, instagram_collector, payload, posts_of
from loopback import serve
from surroundings import Around

from collectors.base import CollectorError, RateLimited, SourceRefused, UnexpectedFormat
from collectors.instagram import InstagramCollector
from data.records import Picture, Post, RawItem, RawPage
from data.words import Direction, Platform


@pytest.fixture
def build(around: Around) -> Build:
    return partial(instagram_collector, around)


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
