"""Google reviews of the school's own listing, through the Business Profile API v4.

Covers every review of one location that the school's Google account manages, with its edits (they come back with a
newer `updateTime`) and its disappearance (seen by a full walk once a day, or sooner when the total dropped). Format:
https://developers.google.com/my-business/reference/rest/v4/accounts.locations.reviews, seen in September 2026.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Self

import requests
from pydantic import Field

from collectors.base import (
    Coverage,
    Cursor,
    NotConfigured,
    Query,
    Rechecked,
    SourceUnavailable,
    Surroundings,
    UnexpectedFormat,
    as_mapping,
    require,
    utc,
)
from collectors.google_answers import Remedies, good_json, json_object, text_or_none
from collectors.google_walk import ReviewWalk, reviews_of
from collectors.http import HttpClient
from collectors.recheck_google import recheck_reviews
from data.config import SourceSettings
from data.records import Post, RawItem, RawPage
from data.words import Platform

API = "https://mybusiness.googleapis.com/v4"
PAGE_SIZE = 50
STARS = {"ONE": 1.0, "TWO": 2.0, "THREE": 3.0, "FOUR": 4.0, "FIVE": 5.0, "STAR_RATING_UNSPECIFIED": None}
MEND = Remedies(
    sign_in="the token was withdrawn or has expired; sign in to Google again with the account that manages the listing "
    "and store the new refresh token in GOODNAME_GOOGLE_BUSINESS_REFRESH_TOKEN (and check the client id and secret)",
    access="Google must approve this project's access to the Business Profile API (it allows no request until a person "
    "there has), and the account that signed in must manage the listing",
    address="check account_id and location_id under [sources.google_business]",
)


class GoogleBusinessSettings(SourceSettings):
    """Settings of `[sources.google_business]`."""

    default_interval_minutes: ClassVar[int] = 60

    account_id: str | None = Field(
        None, pattern=r"^(accounts/)?[A-Za-z0-9_-]+$", description="The number of the Business Profile account."
    )
    location_id: str | None = Field(
        None,
        pattern=r"^(locations/)?[A-Za-z0-9_-]+$",
        description="The number of the school's location in that account.",
    )


class GoogleBusinessCollector:
    """Reads the reviews of the school's own Google listing."""

    key: ClassVar[str] = "google_business"
    platform: ClassVar[Platform] = Platform.GOOGLE_REVIEWS
    mapper_version: ClassVar[int] = 1
    Settings: ClassVar[type[SourceSettings]] = GoogleBusinessSettings
    coverage: ClassVar[Coverage] = Coverage(
        covers="Every review of the school's own Google listing, with rating, edits and, once a day, which are gone.",
        cannot="Reviews of a listing the school does not manage, pictures in reviews, questions and answers, and a "
        "link to the single review. A review that Places showed too is a second post: the two name it differently.",
        limits="Disappearance is noticed within a day, and only when a whole walk agrees with Google's own count; "
        "300 requests a minute, 50 reviews each.",
        authority="Google's approval of the project for the Business Profile API, and the sign-in of the person who "
        "manages the listing (the token may write too: guard it).",
    )

    def __init__(self, session: requests.Session, http: HttpClient, location: str) -> None:
        """Ask for the reviews of `location` ("accounts/A/locations/L") with the signed-in `session`."""
        self._session = session
        self._http = http
        self._location = location

    @classmethod
    def build(cls, settings: GoogleBusinessSettings, surroundings: Surroundings) -> Self:
        """Return a collector; raise `NotConfigured` naming the setting or secret that is missing."""
        from collectors.google_session import authorized_session

        if not settings.account_id or not settings.location_id:
            missing = "location_id" if settings.account_id else "account_id"
            raise NotConfigured(
                f"{missing} is missing under [sources.google_business]: Google's Business Profile shows it once the "
                "project is approved and the school's listing is verified"
            )
        secret = {
            name: surroundings.secrets.require(cls.key, name, what=f"Google's {name.replace('_', ' ')}").reveal()
            for name in ("client_id", "client_secret", "refresh_token")
        }
        account = settings.account_id.removeprefix("accounts/")
        location = settings.location_id.removeprefix("locations/")
        return cls(
            authorized_session(surroundings.http, mend=MEND, **secret),
            surroundings.http,
            f"accounts/{account}/locations/{location}",
        )

    def fetch(self, query: Query, cursor: Cursor) -> Iterator[RawPage]:
        """Yield the reviews that are new or edited since `cursor`, newest first; every review on a full walk.

        The last page of a full walk that agrees with Google's own count carries `context["all_ids"]`: a stored review
        that is not among them is gone. `ReviewWalk` says when the cursor moves.
        """
        walk = ReviewWalk(cursor, location=self._location, now=self._http.now())
        context: dict[str, Any] = {"listing": query.names[0]} if query.names else {}
        while True:
            body = self._page(walk.token)
            shown = walk.take(body, reviews_of(body, MEND))
            if walk.token is not None:
                yield RawPage(self.key, shown, context, walk.before)
                continue
            yield RawPage(self.key, shown, {**context, **walk.closing()}, walk.after())
            walk.check_emptied()
            return

    def _page(self, token: str | None) -> Mapping[str, Any]:
        from google.auth.exceptions import GoogleAuthError

        from collectors.google_session import as_httpx

        params: dict[str, str | int] = {"pageSize": PAGE_SIZE, "orderBy": "updateTime desc"}
        if token is not None:
            params["pageToken"] = token
        try:
            answer = self._session.get(f"{API}/{self._location}/reviews", params=params)
        except (requests.RequestException, GoogleAuthError) as error:
            raise SourceUnavailable(f"Google could not be reached ({type(error).__name__})") from error
        return json_object(good_json(as_httpx(answer), now=self._http.now(), mend=MEND))

    def recheck(self, posts: Sequence[Post]) -> Iterator[Rechecked]:
        """Yield what one full walk of the listing says of each review; see `collectors.recheck_google`."""
        return recheck_reviews(posts, self._page, self.parse, location=self._location, now=self._http.now(), mend=MEND)

    @classmethod
    def split(cls, page: RawPage) -> Sequence[RawItem]:
        """Cut a list of reviews, or take one review; {} is Google's way to say that there are none."""
        context = {key: value for key, value in page.context.items() if key == "listing"}
        return [RawItem(cls.key, review, context) for review in reviews_of(page.body, MEND)]

    @classmethod
    def parse(cls, item: RawItem) -> Post:
        """Map one review; its text is what the author wrote, not Google's translation."""
        review = as_mapping(item.payload, "the review")
        reviewer = as_mapping(review.get("reviewer") or {}, "the reviewer")
        created, updated = utc(require(review, "createTime")), utc(require(review, "updateTime"))
        stars, review_id = require(review, "starRating"), text_or_none(review, "reviewId")
        if not isinstance(stars, str) or stars not in STARS:
            raise UnexpectedFormat("the star rating is none that Google documents")
        if review_id is None:
            raise UnexpectedFormat("the item has no 'reviewId'")
        return Post(
            id=review_id,
            platform=cls.platform,
            text=original_part(text_or_none(review, "comment") or ""),
            title=item.context.get("listing"),
            author=None if reviewer.get("isAnonymous") else text_or_none(reviewer, "displayName"),
            published_at=created,
            edited_at=updated if updated != created else None,
            rating=STARS[stars],
            # v4 gives no link to the review itself; since 2025 it gives the owner's page to answer it.
            url=text_or_none(review, "reviewReplyUrl"),
        )


def original_part(comment: str) -> str:
    """Return what the author wrote of "(Translated by Google) … (Original) …", in either order of the two parts."""
    translated = re.fullmatch(r"\s*\(Translated by Google\).*?\(Original\)\s*(.*)", comment, flags=re.DOTALL)
    if translated:
        return translated[1]
    return re.split(r"\s*\n\s*\(Translated by Google\)\s", comment, maxsplit=1)[0]
