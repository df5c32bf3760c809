"""Reddit as tests play it: a search that is paged as Reddit pages it, and the collector that asks it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from loopback import Answer, Asked, Loopback
from recorded_answers import answer_of
from surroundings import Around

from collectors.base import Query
from collectors.reddit import RedditCollector, RedditSettings
from data.records import Post, RawItem, RawPage

TOKEN_PATH, SEARCH = "/api/v1/access_token", "/r/all/search/"
QUERY = Query(names=("Larkmere Primary School", "Larkmere Primary"))
SECRETS = {"GOODNAME_REDDIT_CLIENT_ID": "app-1d", "GOODNAME_REDDIT_CLIENT_SECRET": "s3cret"}
NOW = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)
Build = Callable[..., RedditCollector]

payload = partial(answer_of, "reddit")
TOKEN = Answer(payload("token"))


def reddit_collector(
    around: Around, server: Loopback | None = None, *, secrets: Mapping[str, str] = SECRETS, **settings: Any
) -> RedditCollector:
    """Return the collector as a school with access would have it, but for `settings`."""
    return RedditCollector.build(
        RedditSettings(enabled=True, **{"username": "larkmere_school", **settings}), around(server, secrets=secrets)
    )


class Community:
    """A search as Reddit keeps it: newest first, paged by the last full name shown."""

    def __init__(self, page_size: int = 2, headers: dict[str, str] | None = None) -> None:
        self.things = payload("search_first_page")["data"]["children"] + payload("search_last_page")["data"]["children"]
        self.page_size = page_size
        self.headers = headers or {}

    def __call__(self, asked: Asked) -> Answer:
        if asked.path == TOKEN_PATH:
            return TOKEN
        if asked.path.startswith("/comments/"):
            return Answer(payload("thread"), headers=self.headers)
        ordered = sorted(self.things, key=lambda thing: float(thing["data"]["created_utc"]), reverse=True)
        names = [thing["data"]["name"] for thing in ordered]
        begin = names.index(asked.query["after"]) + 1 if "after" in asked.query else 0
        shown = ordered[begin : begin + self.page_size]
        after = names[begin + self.page_size - 1] if begin + self.page_size < len(names) else None
        return Answer({"kind": "Listing", "data": {"children": shown, "after": after}}, headers=self.headers)

    def add(self, name: str, at: datetime) -> None:
        thing = copy.deepcopy(self.things[0])
        thing["data"] |= {"name": name, "id": name[3:], "created_utc": at.timestamp()}
        self.things.append(thing)


def split(body: Any) -> list[RawItem]:
    return list(RedditCollector.split(RawPage("reddit", body)))


def parse_all(body: Any) -> list[Post]:
    return [RedditCollector.parse(item) for item in split(body)]


def names_of(pages: list[RawPage]) -> list[str]:
    return [post.id for page in pages for post in parse_all(page.body)]
