"""Google Alerts, and any other Atom or RSS feed.

Covers the pages that the feeds name: for a Google Alert, title, snippet and link of what Google found for its words.
Cannot: the pages themselves, or what Google left out. Terms: a feed is published to be read by programs; the person
who makes the alert agrees to Google's. A feed's address opens it to anybody, so it is kept like a secret.
Format seen: Atom of Google Alerts as captured on 2026-08-14 (title and content escaped twice, link through
google.com/url, empty author); feedparser 6.0.14.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar, Self

import httpx
from pydantic import Field, field_validator

from collectors.base import (
    CollectorError,
    Coverage,
    Cursor,
    NotConfigured,
    Query,
    RateLimited,
    Surroundings,
    UnexpectedFormat,
    as_mapping,
)
from collectors.feed_entries import content_of, entries_of, moment_of, text_of
from collectors.found import fingerprint, found_elsewhere, found_post, page_mark, remembered
from collectors.links import account_pairs, decoded_text
from data.config import SourceSettings
from data.records import Post, RawItem, RawPage
from data.words import Platform


class FeedsSettings(SourceSettings):
    """Which feeds are read."""

    urls: tuple[str, ...] = Field(
        (),
        repr=False,
        description="Addresses of Atom or RSS feeds. One that must stay private goes into GOODNAME_FEEDS_URLS instead.",
    )

    @field_validator("urls")
    @classmethod
    def _web_addresses(cls, urls: tuple[str, ...]) -> tuple[str, ...]:
        if not all(is_web_address(url) for url in urls):
            raise ValueError("each must begin with https:// or http://")
        return urls


class FeedsCollector:
    """Reads each feed with conditional requests; one broken feed does not keep the others from being read."""

    key: ClassVar[str] = "feeds"
    platform: ClassVar[Platform] = Platform.WEB
    mapper_version: ClassVar[int] = 1
    coverage: ClassVar[Coverage] = Coverage(
        covers="Title, snippet and link of the pages that each feed names; a Google Alert names what Google finds.",
        cannot="The pages themselves, pages behind a log-in, and what the feed's maker leaves out. A page that "
        "leaves the feed is not thereby deleted.",
        limits="A feed shows its newest entries only (about 20 for a Google Alert), so a long outage can lose some.",
        authority="None: feeds are published to be read by programs. A person makes each Google Alert once.",
    )
    Settings: ClassVar[type[SourceSettings]] = FeedsSettings

    def __init__(self, urls: Sequence[str], surroundings: Surroundings) -> None:
        """Read `urls`, in order."""
        self._urls = tuple(dict.fromkeys(urls))
        self._http = surroundings.http

    @classmethod
    def build(cls, settings: FeedsSettings, surroundings: Surroundings) -> Self:
        """Return a collector; raise `NotConfigured` when no feed is named or a private one is no web address."""
        secret = surroundings.secrets.get("feeds", "urls")
        private = secret.reveal().split() if secret else []
        if not all(is_web_address(url) for url in private):
            raise NotConfigured("GOODNAME_FEEDS_URLS holds something that is no web address: separate feeds by a space")
        if not (settings.urls or private):
            raise NotConfigured(
                "no feed is named: make a Google Alert delivered to an RSS feed, and put its address into "
                "GOODNAME_FEEDS_URLS, or under [sources.feeds] urls in school.toml"
            )
        return cls([*settings.urls, *private], surroundings)

    def fetch(self, query: Query, cursor: Cursor) -> Iterator[RawPage]:
        """Yield each feed that has changed; raise at the end what the first failing one raised, naming its number."""
        states: dict[str, dict[str, str]] = dict(cursor.get("feeds", {}))
        seen: dict[str, list[str]] = dict(cursor.get("seen", {}))
        failures: list[tuple[int, CollectorError]] = []
        for number, url in enumerate(self._urls, start=1):
            finder = fingerprint(url)
            try:
                answer = self._ask(url, states.get(finder, {}))
                if answer is None:
                    continue
                body = decoded_text(answer.content, answer.headers.get("content-type"))
                marks = [mark for mark in (page_mark(entry.get("link")) for entry in entries_of(body)) if mark]
            except CollectorError as error:
                failures.append((number, error))
                continue
            context = {"own": account_pairs(query.accounts), "elsewhere": found_elsewhere(seen, finder, marks)}
            states[finder] = validators_of(answer)
            seen = remembered(seen, finder, marks)
            yield RawPage(self.key, body, context, {"feeds": dict(states), "seen": seen})
        if failures:
            self._raise_first(failures)

    @classmethod
    def split(cls, page: RawPage) -> Sequence[RawItem]:
        """Cut a feed into entries, without those that another feed named first."""
        elsewhere = set(page.context.get("elsewhere", ()))
        context = {"own": page.context.get("own", [])}
        return [
            RawItem(cls.key, entry, context)
            for entry in entries_of(page.body)
            if page_mark(entry.get("link")) not in elsewhere
        ]

    @classmethod
    def parse(cls, item: RawItem) -> Post:
        """Map one entry."""
        entry = as_mapping(item.payload, "the entry")
        link = entry.get("link")
        if not isinstance(link, str):
            raise UnexpectedFormat("the entry has no 'link'")
        return found_post(
            link=link,
            title=text_of(entry, "title"),
            snippet=content_of(entry) or text_of(entry, "summary"),
            published_at=moment_of(entry, "published") or moment_of(entry, "updated"),
            author=text_of(entry, "author"),
            context=item.context,
        )

    def _ask(self, url: str, state: Mapping[str, str]) -> httpx.Response | None:
        """Return the feed, or None when it says that it has not changed since `state`."""
        answer = self._http.request("GET", url, headers=state)
        if state and answer.status_code == httpx.codes.NOT_MODIFIED:
            return None
        return self._http.checked(answer)

    def _raise_first(self, failures: list[tuple[int, CollectorError]]) -> None:
        number, error = failures[0]
        more = f"; {len(failures) - 1} more failed" if len(failures) > 1 else ""
        message = f"feed {number} of {len(self._urls)}: {error}{more}"
        if isinstance(error, RateLimited):
            raise RateLimited(message, until=error.until) from error
        raise type(error)(message) from error


def is_web_address(url: str) -> bool:
    """Say whether `url` can be asked for at all."""
    return url.startswith(("https://", "http://")) and page_mark(url) is not None


def validators_of(answer: httpx.Response) -> dict[str, str]:
    """Return the headers that ask next time only for what is newer than `answer`."""
    pairs = (("If-None-Match", answer.headers.get("etag")), ("If-Modified-Since", answer.headers.get("last-modified")))
    return {name: value for name, value in pairs if value}
