"""One pass over a Google listing's reviews, newest update first: what is new on a page, when to stop, what is gone.

It is pure: the collector asks, this decides. Pages shift while they are read (an edited review moves to the top), so
the cursor moves only when a pass is finished; one that was broken off starts again at the top, and what it stored
already is met as known. Google's own count guards the claim that a review is gone: a list cut short must not read as
deletion.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from collectors.base import Cursor, UnexpectedFormat, utc
from collectors.google_answers import Remedies, google_error, json_object, not_reviews

WALK_EVERY = timedelta(days=1)
LIST_KEYS = frozenset({"reviews", "averageRating", "totalReviewCount", "nextPageToken"})


class ReviewWalk:
    """Follows the pages of one pass.

    `token` is the next page's, None at the start and when the pass is over; `before` the cursor until then.
    """

    def __init__(self, cursor: Cursor, *, location: str, now: datetime) -> None:
        """Begin where `cursor` stands; a cursor of another location is no cursor."""
        self.before = dict(cursor) if cursor.get("location") == location else {"location": location}
        self.token: str | None = None
        self._now = now
        self._seen = moment(self.before.get("seen"))
        walked = moment(self.before.get("walked_at"))
        self._full = walked is None or now - walked >= WALK_EVERY
        self._stamps: list[tuple[str, datetime | None]] = []
        self._totals: list[int] = []
        self._tokens: set[str] = set()
        self._ended = False

    def take(self, body: Mapping[str, Any], reviews: Sequence[Any]) -> Mapping[str, Any]:
        """Take in a page and return what of it is to be stored: all on a full walk, else what is new since the cursor.

        Raises `UnexpectedFormat` when the list leads back to a page already read.
        """
        total = body.get("totalReviewCount")
        # An empty page with a token says "0 in all"; only the count of a page that lists something is believed.
        self._totals += [total] if reviews and isinstance(total, int) else []
        self._full = self._full or (bool(self._totals) and self._totals[-1] < self._known_total)
        self._stamps += [_stamp(review) for review in reviews]
        fresh = [review for review in reviews if self._is_fresh(review)]
        self.token, self._ended = self._next(body), not body.get("nextPageToken")
        if not self._full and len(fresh) < len(reviews):
            self.token = None
        return body if self._full else {**body, "reviews": fresh}

    def closing(self) -> dict[str, Any]:
        """Return what the last page adds to its context: the ids of every review, when the walk can be trusted."""
        return {"all_ids": self._ids} if self._trusted else {}

    def after(self) -> dict[str, Any]:
        """Return the cursor of the finished pass."""
        if self._emptied:
            return {**self.before, "empty_since": self._empty_since.isoformat()}
        after = {name: value for name, value in self.before.items() if name != "empty_since"}
        newest = max((updated for _, updated in self._stamps if updated), default=None)
        if newest is not None and (self._seen is None or newest >= self._seen):
            kept = self.before.get("seen_ids", ()) if newest == self._seen else ()
            ids = {review_id for review_id, updated in self._stamps if updated == newest}
            after |= {"seen": newest.isoformat(), "seen_ids": sorted(ids.union(kept))}
        if self._trusted:
            after["walked_at"] = self._now.isoformat()
        if self._trusted or (self._totals and not self._full):
            after["total"] = self._totals[-1] if self._totals else 0
        return after

    def check_emptied(self) -> None:
        """Raise `UnexpectedFormat` when a listing that had reviews shows none: that is not yet read as deletion."""
        if self._emptied:
            raise UnexpectedFormat(
                "Google lists no review where it listed some before: look at the listing; "
                "nothing is taken as deleted until this has lasted a day"
            )

    @property
    def _ids(self) -> list[str]:
        return [review_id for review_id, _ in self._stamps]

    @property
    def _known_total(self) -> int:
        return int(self.before.get("total", 0))

    @property
    def _empty_since(self) -> datetime:
        return moment(self.before.get("empty_since")) or self._now

    @property
    def _emptied(self) -> bool:
        return not self._stamps and self._known_total > 0 and self._now - self._empty_since < WALK_EVERY

    @property
    def _trusted(self) -> bool:
        """Whether every page was read, none shifted (an id came twice), and Google's count agrees on each of them."""
        ids = self._ids
        counted = bool(self._totals) or not ids
        agreed = counted and len(set(ids)) == len(ids) and set(self._totals) <= {len(ids)}
        return self._full and self._ended and agreed and not self._emptied

    def _next(self, body: Mapping[str, Any]) -> str | None:
        token = body.get("nextPageToken") or None
        if not isinstance(token, str | None) or token in self._tokens:
            raise UnexpectedFormat("Google's list of reviews leads back to a page already read")
        self._tokens |= {token} if token else set()
        return token

    def _is_fresh(self, review: object) -> bool:
        """Say whether a review is newer than the cursor; one that cannot be dated is, so that it is counted."""
        review_id, updated = _stamp(review)
        if self._seen is None or updated is None:
            return True
        return updated > self._seen or (updated == self._seen and review_id not in self.before.get("seen_ids", ()))


def reviews_of(body: object, mend: Remedies) -> Sequence[Any]:
    """Return the reviews of a list, or the one review that a body is; {} is Google's way to say that there are none.

    Raises the matching error for an API error and `UnexpectedFormat` for what is no such answer.
    """
    page = json_object(body)
    error = google_error(page, mend=mend)
    if error is not None:
        raise error
    if "starRating" in page:
        return [page]
    if "reviews" not in page and not page.keys() <= LIST_KEYS:
        raise not_reviews(page)
    if "reviews" not in page and page.get("totalReviewCount") and not page.get("nextPageToken"):
        raise UnexpectedFormat("Google counts reviews but lists none of them")
    reviews = page.get("reviews", [])
    if not isinstance(reviews, list):
        raise UnexpectedFormat("Google's reviews are not a list")
    return reviews


def moment(text: object) -> datetime | None:
    """Read a timestamp; None for what is none."""
    try:
        return utc(text) if isinstance(text, str) else None
    except UnexpectedFormat:
        return None


def _stamp(review: object) -> tuple[str, datetime | None]:
    fields = review if isinstance(review, Mapping) else {}
    return str(fields.get("reviewId", "")), moment(fields.get("updateTime"))
