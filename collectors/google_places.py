"""Google reviews as the public sees them, through the Places API (New): the fallback when the owner's route is closed.

Covers the five reviews that Google thinks most relevant, no more, with the link by which each is reported
(`flagContentUri`). Google's terms restrict keeping what Places says: a review's text is examined in memory and kept
only inside an open case. Format: https://places.googleapis.com discovery document, revision 20261101.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Self

from pydantic import Field

from collectors.base import (
    Coverage,
    Cursor,
    NotConfigured,
    Query,
    Surroundings,
    UnexpectedFormat,
    as_mapping,
    require,
    utc,
)
from collectors.google_answers import Remedies, good_json, google_error, json_object, not_reviews, text_or_none
from collectors.http import HttpClient
from data.config import SourceSettings
from data.records import Post, RawItem, RawPage
from data.secrets import Secret
from data.words import Platform

API = "https://places.googleapis.com/v1/places"
FIELDS = "id,displayName,userRatingCount,reviews"
PLACE_KEYS = frozenset({"id", "name", "displayName", "userRatingCount", "rating", "googleMapsUri"})
MEND = Remedies(
    sign_in="check GOODNAME_GOOGLE_PLACES_API_KEY against the key in the Google Cloud console",
    access="switch on the Places API (New) and billing for the key's project, and let the key use it",
    address="check place_id under [sources.google_places] with Google's Place ID finder; an id can go out of use",
)


class GooglePlacesSettings(SourceSettings):
    """Settings of `[sources.google_places]`."""

    default_interval_minutes: ClassVar[int] = 60

    place_id: str | None = Field(
        None, pattern=r"^(places/)?[A-Za-z0-9_-]+$", description="The school's Place ID, from Google's Place ID finder."
    )


class GooglePlacesCollector:
    """Reads the few reviews of the school's listing that Google shows to everybody."""

    key: ClassVar[str] = "google_places"
    platform: ClassVar[Platform] = Platform.GOOGLE_REVIEWS
    mapper_version: ClassVar[int] = 1
    Settings: ClassVar[type[SourceSettings]] = GooglePlacesSettings
    coverage: ClassVar[Coverage] = Coverage(
        covers="At most 5 public reviews of the school's Google listing, the ones Google thinks most relevant, each "
        "with the link to report it.",
        cannot="All other reviews, however new or harmful: Google sorts by relevance, not by date. It does not show "
        "edits as such, nor that a review was deleted. Use the Business Profile source for full cover.",
        limits="5 reviews by relevance at each look; every look is paid for. Google's terms let the text be "
        "examined in memory and kept only inside an open case.",
        authority="None beyond an API key with billing.",
    )

    def __init__(self, http: HttpClient, api_key: Secret, place_id: str) -> None:
        """Ask for the place `place_id` with `api_key`."""
        self._http = http
        self._api_key = api_key
        self._place_id = place_id

    @classmethod
    def build(cls, settings: GooglePlacesSettings, surroundings: Surroundings) -> Self:
        """Return a collector; raise `NotConfigured` naming the setting or secret that is missing."""
        if not settings.place_id:
            raise NotConfigured(
                "place_id is missing under [sources.google_places]: look the school up in Google's Place ID finder"
            )
        api_key = surroundings.secrets.require(cls.key, "api_key", what="Google's API key for Places")
        return cls(surroundings.http, api_key, settings.place_id.removeprefix("places/"))

    def fetch(self, query: Query, cursor: Cursor) -> Iterator[RawPage]:  # noqa: ARG002 - the place is asked, not searched
        """Yield the one page that Places has; there is no order to continue in, so the store knows what is new."""
        response = self._http.request(
            "GET",
            f"{API}/{self._place_id}",
            headers={"X-Goog-Api-Key": self._api_key.reveal(), "X-Goog-FieldMask": FIELDS},
        )
        body = good_json(response, now=self._http.now(), mend=MEND)
        _places(body)
        yield RawPage(self.key, body, cursor={"place": self._place_id})

    @classmethod
    def split(cls, page: RawPage) -> Sequence[RawItem]:
        """Cut a place, or a search's places, into reviews; a place without any gives []."""
        return [
            RawItem(cls.key, review, {"listing": listing} if listing else {})
            for listing, reviews in _places(page.body)
            for review in reviews
        ]

    @classmethod
    def parse(cls, item: RawItem) -> Post:
        """Map one review; its text is the author's own, in the language it was written in."""
        review = as_mapping(item.payload, "the review")
        author = as_mapping(review.get("authorAttribution") or {}, "the author")
        rating, name = review.get("rating"), text_or_none(review, "name")
        if not isinstance(rating, int | float | None) or isinstance(rating, bool):
            raise UnexpectedFormat("the review's rating is not a number")
        if name is None:
            raise UnexpectedFormat("the item has no 'name'")
        return Post(
            id=name,
            platform=cls.platform,
            text=_words(review.get("originalText")) or _words(review.get("text")) or "",
            title=item.context.get("listing"),
            author=text_or_none(author, "displayName"),
            published_at=utc(require(review, "publishTime")),
            rating=None if rating is None else float(rating),
            url=text_or_none(review, "googleMapsUri"),
            report_url=text_or_none(review, "flagContentUri"),
        )


def _places(body: object) -> list[tuple[str | None, Sequence[Any]]]:
    """Return (listing's name, reviews) of each place in an answer."""
    page = json_object(body)
    error = google_error(page, mend=MEND)
    if error is not None:
        raise error
    if "authorAttribution" in page and "publishTime" in page:
        return [(None, [page])]
    places = page["places"] if isinstance(page.get("places"), list) else [page]
    return [_place(as_mapping(place, "a place")) for place in places]


def _place(place: Mapping[str, Any]) -> tuple[str | None, Sequence[Any]]:
    if "reviews" not in place and ("id" not in place or not place.keys() & PLACE_KEYS - {"id", "name"}):
        raise not_reviews(place)
    reviews = place.get("reviews", [])
    if not isinstance(reviews, list):
        raise UnexpectedFormat("the place's reviews are not a list")
    return _words(place.get("displayName")), reviews


def _words(localized: object) -> str | None:
    """Return the text of a LocalizedText, None when there is none."""
    if localized is None:
        return None
    return text_or_none(as_mapping(localized, "a localised text"), "text")
