"""Looks at reviews of the own Google listing again: one full walk, for the list is all there is to ask.

A review is gone only when every page was read and Google's own count agrees; Google does not say who took it down.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from collectors.base import Rechecked, UnexpectedFormat, seen_again
from collectors.google_answers import Remedies
from collectors.google_walk import ReviewWalk, reviews_of
from data.records import Post, RawItem
from data.removal_words import Found


def recheck_reviews(
    posts: Sequence[Post],
    ask: Callable[[str | None], Mapping[str, Any]],
    parse: Callable[[RawItem], Post],
    *,
    location: str,
    now: datetime,
    mend: Remedies,
) -> Iterator[Rechecked]:
    """Yield what the listing shows of each review; `ask` returns the page of a token."""
    walk = ReviewWalk({}, location=location, now=now)
    shown: dict[str, Any] = {}
    while True:
        body = ask(walk.token)
        reviews = reviews_of(body, mend)
        walk.take(body, reviews)
        shown |= {str(review.get("reviewId")): review for review in reviews if isinstance(review, Mapping)}
        if walk.token is None:
            break
    # A listing with no review at all is not yet read as deletion: it may be the listing that is gone.
    trusted = bool(shown) and "all_ids" in walk.closing()
    for post in posts:
        yield _judged(post, shown.get(post.id), parse, trusted=trusted)


def _judged(post: Post, review: Any, parse: Callable[[RawItem], Post], *, trusted: bool) -> Rechecked:
    if review is None and trusted:
        return Rechecked(post.id, Found.GONE_BY_AUTHOR, "Google no longer lists it; it does not say who took it down")
    if review is None:
        return Rechecked(post.id, Found.UNKNOWN, "Google's list does not agree with its own count")
    try:
        now = parse(RawItem("google_business", review))
    except UnexpectedFormat:
        return Rechecked(post.id, Found.UNKNOWN, "Google's review was not understood")
    if now.rating != post.rating:
        return Rechecked(post.id, Found.EDITED, "its stars have changed", text=now.text)
    return seen_again(post, now.text)
