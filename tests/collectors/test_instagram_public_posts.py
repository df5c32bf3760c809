"""A public Instagram page as posts: what is mapped, and what is no page of posts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from damage import damaged
from instagram_page import ALBUM, FAIL, PINNED, POND, POSTS, PROFILE, WALL, posts_of

from collectors.base import CollectorError, RateLimited, SourceRefused, UnexpectedFormat
from collectors.instagram_public import InstagramPublicCollector
from data.records import Picture, Post, RawItem, RawPage
from data.words import Direction, Platform


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
