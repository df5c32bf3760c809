"""Google's Business Profile as tests play it: a listing that is paged as Google pages it, and the collector of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from loopback import Answer, Asked, Loopback
from recorded_answers import answer_of
from surroundings import Around

from collectors.base import Query
from collectors.google_business import GoogleBusinessCollector, GoogleBusinessSettings
from data.records import RawItem, RawPage

REVIEWS = "/v4/accounts/108/locations/52/reviews"
LOCATION = "accounts/108/locations/52"
QUERY = Query(names=("Larkmere Primary School & Nursery", "Larkmere Primary"))
SECRETS = {
    f"GOODNAME_GOOGLE_BUSINESS_{name}": f"s3cret-{name}" for name in ("CLIENT_ID", "CLIENT_SECRET", "REFRESH_TOKEN")
}
TOKEN = Answer({"access_token": "short-lived", "expires_in": 3599, "token_type": "Bearer"})
Build = Callable[..., GoogleBusinessCollector]

payload = partial(answer_of, "google_business")


def business_collector(
    around: Around, server: Loopback | None = None, *, secrets: Mapping[str, str] = SECRETS, **settings: Any
) -> GoogleBusinessCollector:
    """Return the collector of the school's own listing, but for `settings`."""
    named = {"account_id": "accounts/108", "location_id": "52", **settings}
    return GoogleBusinessCollector.build(GoogleBusinessSettings(enabled=True, **named), around(server, secrets=secrets))


class Listing:
    """A listing as Google keeps it: newest update first, paged, with its own count."""

    def __init__(self, reviews: list[dict[str, Any]], page_size: int = 2) -> None:
        self.reviews = reviews
        self.page_size = page_size
        self.count: int | None = None

    def __call__(self, asked: Asked) -> Answer:
        if asked.path == "/token":
            return TOKEN
        assert asked.path == REVIEWS
        assert asked.headers["authorization"] == "Bearer short-lived"
        assert asked.query["orderBy"] == "updateTime desc"
        ordered = sorted(self.reviews, key=lambda review: str(review["updateTime"]), reverse=True)
        begin = int(asked.query.get("pageToken", "0"))
        body: dict[str, Any] = {}
        if ordered:
            body = {"reviews": ordered[begin : begin + self.page_size], "averageRating": 3}
            body["totalReviewCount"] = len(ordered) if self.count is None else self.count
        if begin + self.page_size < len(ordered):
            body["nextPageToken"] = str(begin + self.page_size)
        return Answer(body)


def listing() -> Listing:
    return Listing(payload("reviews_first_page")["reviews"] + payload("reviews_last_page")["reviews"])


def split(body: Any, **context: Any) -> list[RawItem]:
    return list(GoogleBusinessCollector.split(RawPage("google_business", body, context)))


def ids(pages: list[RawPage]) -> list[str]:
    return [item.payload["reviewId"][-4:] for page in pages for item in GoogleBusinessCollector.split(page)]
