"""Google's reviews as posts: what is mapped, how a body without its question is split, and what holds no posts."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from business_profile import TOKEN, payload, split
from hypothesis import given
from hypothesis import strategies as st
from recorded_answers import recorded_by_others

from collectors.base import CollectorError, RateLimited, SourceRefused, SourceUnavailable, UnexpectedFormat
from collectors.google_business import GoogleBusinessCollector, original_part
from data.records import Post, RawItem, RawPage


def parsed(name: str, index: int) -> Post:
    return GoogleBusinessCollector.parse(split(payload(name), listing="Larkmere Primary")[index])


# --- Mapping ----------------------------------------------------------------------------------------------------------


def test_a_translated_and_edited_review_is_mapped() -> None:
    assert parsed("reviews_first_page", 1) == Post(
        id="AbFvLarkmere0004",
        platform=GoogleBusinessCollector.platform,
        text="Wspaniałe przedszkole, nasz syn uwielbia tam chodzić",
        title="Larkmere Primary",
        author="Tomasz Wilk",
        published_at=datetime(2026, 11, 2, 9, 14, tzinfo=UTC),
        edited_at=datetime(2026, 11, 7, 21, 3, 44, 918_000, tzinfo=UTC),
        rating=5.0,
    )


def test_the_schools_reply_stays_in_the_raw_item_and_out_of_the_text() -> None:
    item = split(payload("reviews_first_page"))[1]
    assert item.payload["reviewReply"]["comment"]
    assert "Thank you" not in GoogleBusinessCollector.parse(item).text


def test_an_anonymous_reviewer_has_no_name() -> None:
    assert parsed("reviews_first_page", 2).author is None


def test_a_rating_without_words_is_a_post_without_text() -> None:
    post = parsed("reviews_last_page", 0)
    assert (post.text, post.rating, post.edited_at) == ("", 4.0, None)


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        pytest.param("(Translated by Google) Tasty\n\n(Original)\nВкусно", "Вкусно", id="translation first"),
        pytest.param("(Translated by Google) Good  (Original) Bon", "Bon", id="on one line"),
        pytest.param("Bardzo dobra\n\n(Translated by Google)\nVery good", "Bardzo dobra", id="original first"),
        pytest.param("(Translated by Google) A (Original) B\n\nC", "B\n\nC", id="original of two paragraphs"),
        pytest.param("Kind staff (Original) thinkers", "Kind staff (Original) thinkers", id="the word alone"),
        pytest.param("Not (Translated by Google) at all", "Not (Translated by Google) at all", id="inside a sentence"),
        pytest.param("(Translated by Google) only", "(Translated by Google) only", id="no original part"),
        pytest.param("", "", id="empty"),
    ],
)
def test_the_text_is_what_the_author_wrote(comment: str, expected: str) -> None:
    assert original_part(comment) == expected


@pytest.mark.parametrize(
    ("change", "says"),
    [
        pytest.param({"reviewId": None}, "reviewId", id="no id"),
        pytest.param({"starRating": "SIX"}, "star rating", id="six stars"),
        pytest.param({"starRating": 5}, "star rating", id="a number for stars"),
        pytest.param({"createTime": "yesterday"}, "timestamp", id="no timestamp"),
        pytest.param({"createTime": "2026-11-02T09:14:00"}, "time zone", id="no zone"),
        pytest.param({"comment": ["a"]}, "comment", id="comment is a list"),
        pytest.param({"reviewer": "Gwen"}, "reviewer", id="reviewer is a text"),
    ],
)
def test_an_item_that_is_not_as_documented_names_the_field(change: dict[str, Any], says: str) -> None:
    review = {**payload("reviews_last_page")["reviews"][0], **change}
    with pytest.raises(UnexpectedFormat, match=says):
        GoogleBusinessCollector.parse(RawItem("google_business", review))


def test_a_broken_item_does_not_take_its_page_with_it() -> None:
    body = payload("reviews_last_page")
    body["reviews"].insert(0, {"comment": "no id, no time"})
    assert len(split(body)) == 3


# --- Splitting a bare body --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "count"),
    [
        pytest.param("reviews_first_page", 3, id="a page"),
        pytest.param("reviews_last_page", 2, id="the last page"),
        pytest.param("reviews_none", 0, id="{} is no reviews"),
        pytest.param("reviews_empty_page_with_next_token", 0, id="an empty page with a next one"),
    ],
)
def test_a_list_of_reviews_is_split(body: str, count: int) -> None:
    assert len(split(payload(body))) == count


def test_one_review_alone_is_split() -> None:
    review = payload("reviews_last_page")["reviews"][0]
    assert [i.payload for i in split(review)] == [review]


@pytest.mark.parametrize(
    ("body", "error", "says"),
    [
        pytest.param(TOKEN.body, UnexpectedFormat, "not a post payload: an OAuth token", id="a token exchange"),
        pytest.param({"accounts": []}, UnexpectedFormat, "not a post payload: a list of accounts", id="accounts"),
        pytest.param(
            {"comment": "Hi", "updateTime": "x"}, UnexpectedFormat, "not a post payload: the owner", id="a reply"
        ),
        pytest.param(
            {"hello": 1}, UnexpectedFormat, "not a post payload: a JSON object without reviews", id="other JSON"
        ),
        pytest.param(
            "<!doctype html><p>Sign in", UnexpectedFormat, "a web page where JSON was due", id="a log-in wall"
        ),
        pytest.param("hello", UnexpectedFormat, "a text where JSON was due", id="a text"),
        pytest.param([], UnexpectedFormat, "not a JSON object", id="a list"),
        pytest.param({"reviews": {}}, UnexpectedFormat, "not a list", id="reviews is an object"),
        pytest.param(
            {"totalReviewCount": 3}, UnexpectedFormat, "counts reviews but lists none", id="count without list"
        ),
        pytest.param(payload("error_429"), RateLimited, "asks to wait", id="429"),
        pytest.param(payload("error_429_not_approved"), SourceRefused, "must approve", id="429 with a quota of 0"),
        pytest.param(payload("error_403"), SourceRefused, "must approve", id="403"),
        pytest.param(payload("error_401"), SourceRefused, "sign in to Google again", id="401"),
        pytest.param(payload("token_withdrawn"), SourceRefused, "invalid_grant", id="invalid_grant"),
        pytest.param({"error": {"code": 503}}, SourceUnavailable, "out of order", id="503"),
        pytest.param({"error": {"code": 404}}, SourceRefused, "account_id and location_id", id="404"),
        pytest.param({"error": {"code": 418}}, UnexpectedFormat, "does not know", id="an unknown error"),
        pytest.param({"error": {}}, UnexpectedFormat, "does not know", id="an error without a code"),
    ],
)
def test_what_holds_no_posts_is_never_an_empty_result(body: Any, error: type[CollectorError], says: str) -> None:
    with pytest.raises(error, match=says):
        split(body)


KEYS = st.sampled_from(
    ["reviews", "reviewId", "starRating", "comment", "createTime", "updateTime", "reviewer", "error", "code", "details"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6) | KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(body=JSON)
def test_hostile_json_raises_nothing_but_collector_errors(body: Any) -> None:
    try:
        for item in split(body):
            GoogleBusinessCollector.parse(item)
    except CollectorError:
        pass


# --- Payloads that others recorded ------------------------------------------------------------------------------------

OUTCOMES = {"reviews_list_empty_page_with_next_token.json": 0, "reviews_list_last_page.json": 2}


@pytest.mark.parametrize("path", recorded_by_others("google_business"), ids=lambda path: path.name)
def test_every_recorded_payload_has_its_outcome(path: Path) -> None:
    page = RawPage("google_business", json.loads(path.read_text(encoding="utf-8")))
    posts = [GoogleBusinessCollector.parse(item) for item in GoogleBusinessCollector.split(page)]
    assert len(posts) == OUTCOMES[path.name]
    assert all("Translated by Google" not in post.text for post in posts)
