"""The Places collector, over real HTTP on loopback."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loopback import Answer, Loopback, serve
from pydantic import ValidationError
from recorded_answers import answer_of, recorded_by_others
from surroundings import Around

from collectors.base import (
    CollectorError,
    NotConfigured,
    Query,
    RateLimited,
    SourceRefused,
    SourceUnavailable,
    UnexpectedFormat,
)
from collectors.google_places import GooglePlacesCollector, GooglePlacesSettings
from data.records import Post, RawItem, RawPage

PLACE = "ChIJLarkmereSynthetic0001"
PATH = f"/v1/places/{PLACE}"
QUERY = Query(names=("Larkmere Primary School & Nursery",))
SECRETS = {"GOODNAME_GOOGLE_PLACES_API_KEY": "k3y"}
Build = Callable[..., GooglePlacesCollector]

payload = partial(answer_of, "google_places")


@pytest.fixture
def build(around: Around) -> Build:
    def of(
        server: Loopback | None = None, *, secrets: Mapping[str, str] = SECRETS, **settings: Any
    ) -> GooglePlacesCollector:
        chosen = GooglePlacesSettings(enabled=True, **{"place_id": PLACE, **settings})
        return GooglePlacesCollector.build(chosen, around(server, secrets=secrets))

    return of


def split(body: Any) -> list[RawItem]:
    return list(GooglePlacesCollector.split(RawPage("google_places", body)))


def posts() -> list[Post]:
    return [GooglePlacesCollector.parse(item) for item in split(payload("place_synthetic"))]


# --- Mapping ---------------------------------------------------------------------------------------------------------


def test_a_translated_review_is_mapped_with_its_original_text_and_its_report_link() -> None:
    assert posts()[1] == Post(
        id=f"places/{PLACE}/reviews/ChdSynthetic0002",
        platform=GooglePlacesCollector.platform,
        text="Bardzo dobre przedszkole",
        title="Larkmere Primary School & Nursery",
        author="Ewa Nowicka",
        published_at=datetime(2026, 10, 11, 8, 30, tzinfo=UTC),
        rating=4.0,
        url="https://www.google.com/maps/reviews/data=!4m6!14m5!1m4!2m3!1sSynthetic0002",
        report_url="https://www.google.com/local/content/rap/report?postId=Synthetic0002&d=17924085&t=1",
    )


@pytest.mark.parametrize(
    ("index", "text", "rating"),
    [
        pytest.param(2, "A shambles at pick-up time.", 1.0, id="no originalText"),
        pytest.param(3, "", 3.0, id="a rating without words"),
    ],
)
def test_a_review_without_an_original_falls_back(index: int, text: str, rating: float) -> None:
    assert (posts()[index].text, posts()[index].rating) == (text, rating)


def test_timestamps_of_any_precision_are_read() -> None:
    assert [post.published_at.microsecond for post in posts() if post.published_at] == [118_273, 0, 500_000, 999_999, 0]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        pytest.param({"name": None}, "'name'", id="no name"),
        pytest.param({"rating": "5"}, "rating", id="rating is a text"),
        pytest.param({"rating": True}, "rating", id="rating is a truth value"),
        pytest.param({"publishTime": None}, "timestamp", id="no time"),
        pytest.param({"originalText": "words"}, "localised text", id="a bare text"),
        pytest.param({"originalText": {"text": 5}}, "'text'", id="a number for a text"),
        pytest.param({"flagContentUri": 1}, "flagContentUri", id="a number for a link"),
        pytest.param({"authorAttribution": []}, None, id="an empty author is no author"),
    ],
)
def test_an_item_that_is_not_as_documented_names_the_field(change: dict[str, Any], says: str | None) -> None:
    item = RawItem("google_places", {**payload("place_synthetic")["reviews"][0], **change})
    if says is None:
        assert GooglePlacesCollector.parse(item).author is None
        return
    with pytest.raises(UnexpectedFormat, match=says):
        GooglePlacesCollector.parse(item)


# --- Splitting a bare body -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "count"),
    [
        pytest.param(payload("place_synthetic"), 5, id="a place"),
        pytest.param(payload("place_without_reviews_synthetic"), 0, id="a place without reviews"),
        pytest.param({"reviews": []}, 0, id="an empty list of reviews"),
        pytest.param({"places": [payload("place_synthetic")]}, 5, id="a search with one place"),
        pytest.param(payload("place_synthetic")["reviews"][0], 1, id="one review alone"),
    ],
)
def test_an_answer_is_split_by_its_shape(body: Any, count: int) -> None:
    assert len(split(body)) == count


@pytest.mark.parametrize(
    ("body", "error", "says"),
    [
        pytest.param({"x": {"properties": {}}}, UnexpectedFormat, "not a post payload: a schema", id="a schema"),
        pytest.param({}, UnexpectedFormat, "not a post payload: an empty object", id="an empty object"),
        pytest.param({"id": "x"}, UnexpectedFormat, "not a post payload", id="an object with an id"),
        pytest.param({"html_attributions": []}, UnexpectedFormat, "old Places API", id="the old interface"),
        pytest.param({"access_token": "x"}, UnexpectedFormat, "an OAuth token", id="a token exchange"),
        pytest.param({"reviews": "many"}, UnexpectedFormat, "not a list", id="reviews is a text"),
        pytest.param("<html>", UnexpectedFormat, "a web page where JSON was due", id="HTML"),
        pytest.param([], UnexpectedFormat, "not a JSON object", id="a list"),
        pytest.param(payload("error_400_key_synthetic"), SourceRefused, "API_KEY", id="a bad key"),
        pytest.param({"error": {"code": 429}}, RateLimited, "asks to wait", id="429"),
    ],
)
def test_what_holds_no_posts_is_never_an_empty_result(body: Any, error: type[CollectorError], says: str) -> None:
    with pytest.raises(error, match=says):
        split(body)


KEYS = st.sampled_from(
    [
        "reviews",
        "places",
        "id",
        "name",
        "displayName",
        "text",
        "originalText",
        "rating",
        "publishTime",
        "authorAttribution",
    ]
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
            GooglePlacesCollector.parse(item)
    except CollectorError:
        pass


# --- Fetching --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place_id", [PLACE, f"places/{PLACE}"])
def test_the_place_is_asked_with_key_and_field_mask(build: Build, place_id: str) -> None:
    with serve({PATH: Answer(payload("place_synthetic"))}) as server:
        pages = list(build(server, place_id=place_id).fetch(QUERY, {}))
    asked = server.asked[0]
    assert asked.headers["x-goog-api-key"] == "k3y"
    assert asked.headers["x-goog-fieldmask"] == "id,displayName,userRatingCount,reviews"
    assert "k3y" not in str(asked.query)
    assert [len(split(page.body)) for page in pages] == [5]
    assert pages[0].cursor == {"place": PLACE}


def test_a_second_look_shows_the_same_reviews_under_the_same_ids(build: Build) -> None:
    with serve({PATH: Answer(payload("place_synthetic"))}) as server:
        first = list(build(server).fetch(QUERY, {}))
        again = list(build(server).fetch(QUERY, first[-1].cursor or {}))
    assert first == again


@pytest.mark.parametrize(
    ("answer", "error", "says"),
    [
        pytest.param(
            Answer(payload("error_400_key_synthetic"), 400), SourceRefused, "PLACES_API_KEY", id="bad key, a 400"
        ),
        pytest.param(Answer({"error": {"code": 400}}, 400), SourceRefused, "place_id", id="a place id that is none"),
        pytest.param(Answer({"error": {"code": 404}}, 404), SourceRefused, "place_id", id="a place that is gone"),
        pytest.param(Answer({"error": {"code": 403}}, 403), SourceRefused, "billing", id="403"),
        pytest.param(Answer({"error": {"code": 401}}, 401), SourceRefused, "PLACES_API_KEY", id="401"),
        pytest.param(Answer({"error": {"code": 429}}, 429), RateLimited, "HTTP 429", id="429"),
        pytest.param(Answer("<p>Error", 503), SourceUnavailable, "HTTP 503", id="503"),
        pytest.param(Answer("<!doctype html>Consent"), UnexpectedFormat, "a web page", id="HTML for JSON"),
        pytest.param(Answer({}), UnexpectedFormat, "not a post payload", id="an empty object"),
    ],
)
def test_each_failure_says_what_to_do_and_nothing_sleeps(
    build: Build, answer: Answer, error: type[CollectorError], says: str
) -> None:
    with serve({PATH: answer}) as server:
        collector, started = build(server), time.monotonic()
        with pytest.raises(error, match=says) as caught:
            list(collector.fetch(QUERY, {}))
        assert time.monotonic() - started < 1
    assert "k3y" not in str(caught.value)


def test_a_server_that_does_not_answer_is_unavailable(build: Build) -> None:
    with serve({}) as server:
        collector = build(server)
    with pytest.raises(SourceUnavailable):
        list(collector.fetch(QUERY, {}))


def test_a_missing_place_is_named(build: Build) -> None:
    with pytest.raises(NotConfigured, match="place_id is missing"):
        build(None, place_id=None)


def test_a_missing_key_is_named(build: Build) -> None:
    with pytest.raises(NotConfigured, match="GOODNAME_GOOGLE_PLACES_API_KEY"):
        build(None, secrets={})


@pytest.mark.parametrize("place_id", ["", "a/b", "a b", "../x"])
def test_a_place_id_that_is_none_is_refused_by_the_settings(place_id: str) -> None:
    with pytest.raises(ValidationError):
        GooglePlacesSettings(place_id=place_id)


def test_the_coverage_says_its_limits() -> None:
    coverage = GooglePlacesCollector.coverage
    assert "5" in coverage.covers
    assert "relevance" in coverage.cannot
    assert "kept only inside an open case" in coverage.limits
    assert GooglePlacesSettings().interval == 60


# --- Payloads that others recorded -----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", recorded_by_others("google_places"), ids=lambda path: path.name)
def test_the_schema_is_no_payload(path: Path) -> None:
    assert path.name == "schema_review.json"
    with pytest.raises(UnexpectedFormat, match=r"^not a post payload: a schema"):
        split(json.loads(path.read_text(encoding="utf-8")))
