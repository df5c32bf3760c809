"""X's answers as posts: what is mapped, and what holds no posts."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from typing import Any

import pytest
from damage import damaged
from x_site import CAPPED, OWN_ID, PROBLEM, SECOND, payload, posts_of

from collectors.base import CollectorError, RateLimited, SourceRefused, SourceUnavailable, UnexpectedFormat
from collectors.x import XCollector
from data.records import Picture, Post, RawItem, RawPage, Repost
from data.words import Direction

BARE = {"id": "2119711610762166272", "text": "Larkmere Primary is fine."}


def one(tweet: dict[str, Any], includes: dict[str, Any] | None = None, **context: Any) -> Post:
    (item,) = XCollector.split(RawPage("x", {"data": [tweet], "includes": includes or {}}, context))
    return XCollector.parse(item)


def test_the_whole_story_of_one_search() -> None:
    posts = posts_of([RawPage("x", payload("search_page_1")), RawPage("x", payload("search_page_2"))])
    long, queue, quote = posts
    assert long.text.startswith("Larkmere Primary School & Nursery asked")
    assert long.text.endswith("#LarkmerePickUp")
    assert len(long.text) > 280
    assert long.hashtags == ("LarkmerePickUp",)
    assert queue.text.endswith("again <sigh> #larkmere #larkmere")
    assert queue.hashtags == ("larkmere",)
    assert queue.images == (Picture("GateQueueA1.jpg", "Prams waiting at a school gate"),)
    assert queue.author == "dab_hand_dee"
    assert queue.url == f"https://x.com/dab_hand_dee/status/{SECOND}"
    assert queue.thread == SECOND
    assert queue.published_at == datetime(2026, 11, 9, 8, 31, tzinfo=UTC), "a timestamp without a fraction"
    assert quote.repost_of == Repost(
        "Larkmere Primary School & Nursery to open a breakfast club, governors say.", "larkmere_ledger"
    ), "partial errors do not lose the good items"


def test_own_posts_mentions_and_answers_under_own_posts() -> None:
    context = {"stream": "own", "own": {"LarkmerePrimary": OWN_ID}}
    corner, repost, edited = posts_of([RawPage("x", payload("own"), context)])
    assert (corner.direction, corner.account, corner.author) == (Direction.OWN, "LarkmerePrimary", "LarkmerePrimary")
    assert corner.url == "https://x.com/LarkmerePrimary/status/2119700265169846272"
    assert corner.images == (
        Picture("ReadingCornerB2.jpg", "A child reading on a red cushion"),
        Picture("StillC3.jpg", None, kind="video"),
    )
    assert repost.repost_of is not None
    assert repost.repost_of.author == "larkmere_ledger"
    assert repost.repost_of.text.endswith("until Friday."), "the long form of what is repeated, not its cut"
    assert edited.id == "2119006946718646279", "an edit is a new version of the first post"
    assert edited.url == "https://x.com/LarkmerePrimary/status/2119011979883446280"
    assert edited.published_at == datetime(2026, 11, 7, 10, 0, tzinfo=UTC)
    assert edited.edited_at == datetime(2026, 11, 7, 10, 20, tzinfo=UTC)
    nested, answer = posts_of([RawPage("x", payload("mentions"), {**context, "stream": "mentions"})])
    assert (answer.direction, answer.on_own_post, answer.account) == (Direction.MENTION, True, "LarkmerePrimary")
    assert (nested.direction, nested.on_own_post, nested.account) == (Direction.MENTION, False, None)
    assert nested.thread == answer.thread == corner.id


def test_the_same_post_is_mapped_alike_whichever_stream_brought_it() -> None:
    tweet = payload("own")["data"][0]
    own = {"LarkmerePrimary": OWN_ID}
    assert one(tweet, stream="search", own=own) == one(tweet, stream="own", own=own)


@pytest.mark.parametrize(
    ("tweet", "field", "expected"),
    [
        pytest.param(BARE, "url", "https://x.com/i/status/2119711610762166272", id="author unknown"),
        pytest.param(BARE, "author", None, id="author not said"),
        pytest.param(BARE, "published_at", None, id="time not said"),
        pytest.param({**BARE, "created_at": "2026-11-09T08:40:05.000Z"}, "edited_at", None, id="never edited"),
        pytest.param({**BARE, "text": "AT&amp;T &amp;amp; #Larkmere"}, "text", "AT&T &amp; #Larkmere", id="unescape"),
        pytest.param({**BARE, "text": "go #Larkmere"}, "hashtags", ("Larkmere",), id="no entities: from the text"),
        pytest.param({**BARE, "text": "we are #1"}, "hashtags", (), id="a number is no hashtag"),
        pytest.param({**BARE, "entities": {"urls": []}}, "hashtags", (), id="entities without hashtags"),
        pytest.param({**BARE, "note_tweet": {}}, "text", "Larkmere Primary is fine.", id="an empty long form"),
        pytest.param(
            {**BARE, "attachments": {"media_keys": ["7_9"]}},
            "images",
            (Picture("7_9", None, kind="video"),),
            id="a clip that the page does not describe",
        ),
        pytest.param(
            {
                **BARE,
                "text": "RT @larkmere_ledger: fair",
                "referenced_tweets": [{"type": "retweeted", "id": "1"}],
            },
            "repost_of",
            Repost("fair", "larkmere_ledger"),
            id="a repost whose original is not included",
        ),
        pytest.param(
            {**BARE, "referenced_tweets": [{"type": "quoted", "id": "1"}]}, "repost_of", None, id="a quote not included"
        ),
        pytest.param(
            {**BARE, "referenced_tweets": [{"type": "replied_to", "id": "1"}]},
            "repost_of",
            None,
            id="a reply is no repost",
        ),
    ],
)
def test_mapping(tweet: dict[str, Any], field: str, expected: object) -> None:
    assert getattr(one(tweet), field) == expected


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        pytest.param({"text": "x"}, "'id'", id="no id"),
        pytest.param({"id": 12, "text": "x"}, "'id'", id="an id that is a number"),
        pytest.param({"id": "", "text": "x"}, "'id'", id="an empty id"),
        pytest.param({"id": "1"}, "'text'", id="no text"),
        pytest.param({"id": "1", "text": None}, "'text'", id="text null"),
        pytest.param({**BARE, "created_at": "yesterday"}, "timestamp", id="a time that is none"),
        pytest.param({**BARE, "created_at": None}, "'created_at'", id="a time that is null"),
        pytest.param("text", "not a JSON object", id="no object"),
    ],
)
def test_an_item_that_does_not_parse_says_which_field(payload: object, words: str) -> None:
    with pytest.raises(UnexpectedFormat, match=words):
        XCollector.parse(RawItem("x", payload))


def test_the_raw_item_keeps_only_what_belongs_to_it() -> None:
    body = payload("search_page_1")
    _, queue = XCollector.split(RawPage("x", copy.deepcopy(body), {"uri": "https://api.x.com/2/tweets/search/recent"}))
    assert queue.payload == body["data"][1]
    assert queue.context == {"users": {"1600000000000000102": "dab_hand_dee"}, "media": body["includes"]["media"]}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param({"data": [{"start": "a", "end": "b", "tweet_count": 1}]}, "counts of posts", id="counts"),
        pytest.param({"data": {"id": "1", "upload_url": "u", "type": "tweets"}}, "compliance job", id="job"),
        pytest.param({"data": [{"id": "1", "username": "u", "name": "n"}]}, "accounts", id="accounts"),
        pytest.param({"data": {"event_type": "post.delete", "payload": {}}}, "post.delete", id="delete event"),
        pytest.param({"data": {"event_type": "<script>"}}, "unknown", id="an event with an odd name"),
        pytest.param({"data": [{"id": "1"}]}, "without a text", id="ids alone"),
        pytest.param({"data": [1]}, "a list of values", id="numbers"),
        pytest.param({"forms": []}, "error answers", id="error forms"),
        pytest.param({"users": [], "tweets": []}, "includes", id="includes"),
        pytest.param({"media_key": "3_1", "type": "photo"}, "picture", id="a media object"),
    ],
)
def test_what_is_not_a_post_payload_says_what_it_is(body: Any, reason: str) -> None:
    with pytest.raises(UnexpectedFormat, match=f"^not a post payload: .*{reason}"):
        XCollector.split(RawPage("x", body))


@pytest.mark.parametrize(
    ("body", "error"),
    [
        pytest.param({**PROBLEM, "status": 429}, RateLimited, id="429 in the body"),
        pytest.param({"title": "Unauthorized", "type": "about:blank", "detail": "d"}, SourceRefused, id="by its title"),
        pytest.param(CAPPED, RateLimited, id="usage cap"),
        pytest.param({"errors": [{"code": 88, "message": "m"}]}, RateLimited, id="an old code"),
        pytest.param({"errors": [{"code": 130, "message": "m"}]}, SourceUnavailable, id="over capacity"),
        pytest.param({"data": [], "errors": [{"title": "Service Unavailable"}]}, SourceUnavailable, id="failed"),
        pytest.param(
            {"meta": {"result_count": 0}, "errors": [{"title": "Service Unavailable"}]},
            SourceUnavailable,
            id="none by failure",
        ),
        pytest.param({"errors": []}, UnexpectedFormat, id="errors without one"),
    ],
)
def test_an_error_body_from_a_file_is_that_error(body: Any, error: type[CollectorError]) -> None:
    with pytest.raises(error):
        XCollector.split(RawPage("x", body))


@pytest.mark.parametrize(
    ("body", "count"),
    [
        pytest.param({"meta": {"result_count": 0}}, 0, id="an explicit none"),
        pytest.param({"data": [], "meta": {"result_count": 0}}, 0, id="an empty list"),
        pytest.param(BARE, 1, id="one bare post"),
        pytest.param({"data": BARE}, 1, id="one post"),
        pytest.param({"data": [BARE, BARE], "errors": [{"title": "Not Found Error"}]}, 2, id="partial errors"),
    ],
)
def test_bodies_without_any_context(body: Any, count: int) -> None:
    assert len(XCollector.split(RawPage("x", body))) == count


@pytest.mark.parametrize("name", ["search_page_1", "search_page_2", "own", "mentions"])
def test_no_broken_value_breaks_it(name: str) -> None:
    for where, body in damaged(payload(name)):
        try:
            posts = posts_of([RawPage("x", body, {"stream": "own", "own": {"LarkmerePrimary": OWN_ID}})])
        except CollectorError:
            continue
        assert all(post.id and isinstance(post.text, str) for post in posts), where
