"""Brave Search: pages that name the school, and Mumsnet threads that do, by a search engine's official API.

Covers title, snippet and link of the first results of the last week. Cannot: the pages themselves, or what the engine
has not indexed. Terms: a paid plan (5 US dollars for 1,000 searches, with 5 dollars of credit a month; plans page seen
2026-09); whether results may be stored depends on the plan. Format: no recording was found; built from the API's
reference (response headers and web results, seen 2026-11), so the fixture is synthetic.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Self

import httpx
from pydantic import Field

from collectors.base import (
    Coverage,
    Cursor,
    Query,
    RateLimited,
    SourceRefused,
    Surroundings,
    UnexpectedFormat,
    as_mapping,
    require,
)
from collectors.found import found_elsewhere, found_post, page_mark, remembered
from collectors.http import decode_json
from collectors.links import account_pairs
from data.config import SourceSettings
from data.records import Post, RawItem, RawPage
from data.secrets import Secret
from data.words import Platform

SEARCH = "https://api.search.brave.com/res/v1/web/search"
LONGEST_WAIT = timedelta(days=31)


class BraveSettings(SourceSettings):
    """How the search engine is asked. Each collection costs one search for each name, and one more for each site."""

    default_interval_minutes: ClassVar[int] = 360

    sites: tuple[str, ...] = Field(
        ("mumsnet.com",), description="Sites that are also searched on their own for the school's names."
    )
    freshness: str = Field("pw", pattern=r"^p[dwmy]$", description="How old a result may be: pd, pw, pm or py.")


class BraveCollector:
    """Asks one query after the other; a run that is cut short goes on with the next query."""

    key: ClassVar[str] = "brave"
    platform: ClassVar[Platform] = Platform.WEB
    mapper_version: ClassVar[int] = 1
    coverage: ClassVar[Coverage] = Coverage(
        covers="Title, snippet and link of the first 20 results for each of the school's names, and for each name on "
        "each chosen site (Mumsnet), of the last week.",
        cannot="The pages themselves, pages the engine has not indexed, private groups; the time is when the engine "
        "saw the page.",
        limits="20 results a query; the plan's searches a second and a month.",
        authority="A Brave Search plan; check that it allows results to be stored.",
    )
    Settings: ClassVar[type[SourceSettings]] = BraveSettings

    def __init__(self, settings: BraveSettings, surroundings: Surroundings, key: Secret) -> None:
        """Ask with `key`."""
        self._settings = settings
        self._http = surroundings.http
        self._clock = surroundings.clock
        self._key = key

    @classmethod
    def build(cls, settings: BraveSettings, surroundings: Surroundings) -> Self:
        """Return a collector; raise `NotConfigured` without a key."""
        return cls(
            settings, surroundings, surroundings.secrets.require("brave", "api_key", what="the Brave Search key")
        )

    def fetch(self, query: Query, cursor: Cursor) -> Iterator[RawPage]:
        """Yield one page of results a query, going on where the last run stopped."""
        questions = self.questions(query)
        start = int(cursor.get("next", 0))
        seen: dict[str, list[str]] = dict(cursor.get("seen", {}))
        for number in range(start if start < len(questions) else 0, len(questions)):
            body = self._ask(questions[number])
            marks = [mark for mark in (page_mark(link_of(result)) for result in results_of(body)) if mark]
            context = {"own": account_pairs(query.accounts), "elsewhere": found_elsewhere(seen, str(number), marks)}
            seen = remembered(seen, str(number), marks)
            yield RawPage(self.key, body, context, {"next": (number + 1) % len(questions), "seen": seen})

    def questions(self, query: Query) -> list[str]:
        """Return what is asked: each name as a phrase, then each name on each site."""
        phrases = ['"{}"'.format(name.replace('"', " ").strip()) for name in query.names]
        return phrases + [f"site:{site} {phrase}" for site in self._settings.sites for phrase in phrases]

    @classmethod
    def split(cls, page: RawPage) -> Sequence[RawItem]:
        """Cut an answer into results, without those that another query named first."""
        elsewhere = set(page.context.get("elsewhere", ()))
        context = {"own": page.context.get("own", [])}
        return [
            RawItem(cls.key, result, context)
            for result in results_of(page.body)
            if page_mark(link_of(result)) not in elsewhere
        ]

    @classmethod
    def parse(cls, item: RawItem) -> Post:
        """Map one result. `page_age` has no zone and is taken as UTC; its absence is common."""
        result = as_mapping(item.payload, "the result")
        for name in ("url", "title"):
            if not isinstance(require(result, name), str):
                raise UnexpectedFormat(f"the result's {name!r} is not a text")
        snippet = result.get("description")
        return found_post(
            link=result["url"],
            title=result["title"],
            snippet=snippet if isinstance(snippet, str) else None,
            published_at=moment(result.get("page_age")),
            author=None,
            context=item.context,
        )

    def _ask(self, question: str) -> Any:
        answer = self._http.request(
            "GET",
            SEARCH,
            params={
                "q": question,
                "count": 20,
                "freshness": self._settings.freshness,
                "country": "GB",
                "search_lang": "en",
                "result_filter": "web",
                "spellcheck": "false",  # a corrected spelling would search for another school
                "text_decorations": "false",
            },
            headers={"X-Subscription-Token": self._key.reveal(), "Accept": "application/json"},
        )
        if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
            raise RateLimited(
                "the Brave Search plan's limit is reached", until=self._clock() + wait_asked(answer.headers)
            )
        if answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY and "TOKEN" in answer.text:
            raise SourceRefused("Brave Search does not know the key: check GOODNAME_BRAVE_API_KEY")
        return decode_json(self._http.checked(answer))


def results_of(body: object) -> list[Mapping[str, Any]]:
    """Return the web results of an answer; [] for an answer that has none.

    Raises `UnexpectedFormat` for an error body and for anything else that is no answer to a search.
    """
    if not isinstance(body, Mapping) or body.get("type") != "search" or not isinstance(body.get("query"), Mapping):
        raise UnexpectedFormat("not an answer of the Brave Search API")
    if body.get("web") is None:
        return []
    results = require(body, "web", "results")
    if not isinstance(results, list):
        raise UnexpectedFormat("'web.results' is not a list")
    return results


def link_of(result: object) -> str | None:
    """Return a result's link when it has one."""
    link = result.get("url") if isinstance(result, Mapping) else None
    return link if isinstance(link, str) else None


def moment(text: object) -> datetime | None:
    """Return the time of a result, or None when it has none. Raises `UnexpectedFormat` for one that cannot be read."""
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)  # type: ignore[arg-type]  # what is no text raises TypeError
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError) as error:
        raise UnexpectedFormat("the result's 'page_age' is not a time") from error


def wait_asked(headers: Mapping[str, str]) -> timedelta:
    """Return how long to wait: the longest reset of a window with nothing left (one value a window, shortest first)."""
    resets = [int(part) for part in parts_of(headers, "x-ratelimit-reset") if part.isdecimal()]
    remaining = parts_of(headers, "x-ratelimit-remaining")
    spent = [reset for reset, left in zip(resets, remaining, strict=False) if left == "0"]
    waits = spent or resets[:1] or [60]
    return min(timedelta(seconds=max(waits)), LONGEST_WAIT)


def parts_of(headers: Mapping[str, str], name: str) -> list[str]:
    """Return the comma-separated parts of a header."""
    return [part.strip() for part in headers.get(name, "").split(",") if part.strip()]
