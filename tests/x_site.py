"""X as tests play it: two pages of search, mentions, own posts, and the collector that asks for them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from loopback import Answer, Asked, Loopback
from recorded_answers import answer_of
from surroundings import Around

from collectors.base import Query
from collectors.x import XCollector, XSettings
from data.records import Account, Post, RawPage
from data.words import Platform

OWN_ID = "1500000000000000001"
SEARCH, MENTIONS, OWN = "/2/tweets/search/recent", f"/2/users/{OWN_ID}/mentions", f"/2/users/{OWN_ID}/tweets"
NEWEST, SECOND, OLDEST = "2119711610762166272", "2119709324866486272", "2119509181068214272"
QUERY = Query(
    names=("Larkmere Primary School & Nursery", "Larkmere Primary School"),
    town="Larkmere",
    accounts=(Account(Platform.X, "@LarkmerePrimary"), Account(Platform.INSTAGRAM, "larkmere.primary")),
)
NAMES_ONLY = Query(names=("Larkmere Primary School",))
PROBLEM = {"title": "t", "detail": "d", "type": "about:blank"}
CAPPED = {
    "title": "UsageCapExceeded",
    "detail": "d",
    "type": "https://api.x.com/2/problems/usage-capped",
    "period": "Monthly",
}
Build = Callable[..., XCollector]

payload = partial(answer_of, "x")


def page_one_by_token(asked: Asked) -> Answer:
    """Answer as X does: one walk of two pages, then nothing new."""
    if asked.path == "/2/users/by":
        return Answer(payload("users"))
    if "since_id" in asked.query and not asked.query.get("next_token"):
        return Answer(payload("empty"))
    if asked.path == SEARCH:
        return Answer(payload("search_page_2" if "next_token" in asked.query else "search_page_1"))
    return Answer(payload({MENTIONS: "mentions", OWN: "own"}[asked.path]))


def x_collector(
    around: Around,
    server: Loopback | None = None,
    *,
    school_type: str = "independent",
    token: str | None = "t0ken",
    **settings: Any,
) -> XCollector:
    """Return the collector of a school that may ask, but for `school_type`, `token` and `settings`."""
    secrets = {"GOODNAME_X_BEARER_TOKEN": token} if token else {}
    return XCollector.build(
        XSettings(enabled=True, **settings), around(server, secrets=secrets, school_type=school_type)
    )


def posts_of(pages: list[RawPage]) -> list[Post]:
    return [XCollector.parse(item) for page in pages for item in XCollector.split(page)]
