"""What a collector is: the protocol, the query it is asked, and the coverage statement it must make.

A collector is one file: a docstring (what it covers, what it cannot, terms, where the format was seen), a frozen
`Settings`, `fetch` that talks to the world, and `split` and `parse` that are pure and are therefore tested on recorded
bodies alone. It knows nothing of the store: the run stores a page's posts and its cursor in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self, runtime_checkable

from data.config import SourceSettings
from data.errors import (
    CollectorError,
    NotConfigured,
    PolicyBlocked,
    RateLimited,
    RefusedByTerms,
    SourceRefused,
    SourceUnavailable,
    UnexpectedFormat,
)
from data.records import Account, Cursor, Post, RawItem, RawPage
from data.removal_words import Found
from data.secrets import Secrets
from data.words import Platform

if TYPE_CHECKING:
    from collectors.http import HttpClient

__all__ = [
    "Clock",
    "Collector",
    "CollectorError",
    "Coverage",
    "Cursor",
    "NotConfigured",
    "PolicyBlocked",
    "Query",
    "RateLimited",
    "Rechecked",
    "Rechecker",
    "RefusedByTerms",
    "SourceRefused",
    "SourceUnavailable",
    "Surroundings",
    "UnexpectedFormat",
    "as_mapping",
    "check_authority",
    "recheck",
    "require",
    "seen_again",
    "utc",
]


class Clock(Protocol):
    """Tells the time; passed in so that no logic asks the machine."""

    def __call__(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...


@dataclass(frozen=True, slots=True)
class Query:
    """What a collector may ask for: the school's own names and accounts, never a person's name.

    `names` is the school's name and its aliases, longest first. `not_us` are namesakes a source may exclude. `links`
    are addresses of this source's own pages about the school, newest first, that feeds, search and people have found.
    """

    names: tuple[str, ...]
    town: str | None = None
    not_us: tuple[str, ...] = ()
    accounts: tuple[Account, ...] = ()
    links: tuple[str, ...] = ()

    def handles(self, platform: Platform) -> tuple[str, ...]:
        """Return the active own handles on `platform`, without a leading @."""
        return tuple(a.handle.lstrip("@") for a in self.accounts if a.platform == platform and a.status == "active")


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a source can and cannot show, in sentences for the health page, the docs and the governors' report."""

    covers: str
    cannot: str
    limits: str
    authority: str
    """Whose permission or agreement it needs, or "None"."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a collector is built in: its secrets, the one HTTP client, the clock, and what kind of school asks."""

    http: HttpClient
    clock: Clock
    secrets: Secrets
    school_type: str


class Collector(Protocol):
    """One source."""

    key: ClassVar[str]
    platform: ClassVar[Platform]
    mapper_version: ClassVar[int]
    coverage: ClassVar[Coverage]
    Settings: ClassVar[type[SourceSettings]]

    @classmethod
    def build(cls, settings: Any, surroundings: Surroundings) -> Self:
        """Return a collector ready to fetch.

        `settings` is an instance of the class's own `Settings`. Raises `RefusedByTerms` before anything else when the
        source's terms forbid this route and no valid authority is recorded, then `NotConfigured` for what is missing.
        """
        ...

    def fetch(self, query: Query, cursor: Cursor) -> Iterator[RawPage]:
        """Yield pages that are new since `cursor`, each with the whole cursor to store after it.

        Raises `RateLimited`, `SourceUnavailable`, `SourceRefused`, `UnexpectedFormat` or `PolicyBlocked`; never
        sleeps and never swallows a failure. Pages already yielded are stored by then.
        """
        ...

    @classmethod
    def split(cls, page: RawPage) -> Sequence[RawItem]:
        """Cut a page into items.

        Raises `UnexpectedFormat` for a body that is not such a page; [] only for a page that says itself that it is
        empty.
        """
        ...

    @classmethod
    def parse(cls, item: RawItem) -> Post:
        """Map one item. Raises `UnexpectedFormat` naming the field that is missing or wrong."""
        ...


@dataclass(frozen=True, slots=True)
class Rechecked:
    """What looking at one post again found. `why` says what the platform said of it; `text` is the new text of an edit.

    `why` holds no personal data: it stands in the case's record.
    """

    post_id: str
    found: Found
    why: str | None = None
    text: str | None = None


@runtime_checkable
class Rechecker(Protocol):
    """A collector that can look at single posts again."""

    def recheck(self, posts: Sequence[Post]) -> Iterator[Rechecked]:
        """Yield what is found of each post, in the source's cheapest batches.

        A post is said to be gone only where the platform says so itself; whatever is not sure is `unknown`. Raises as
        `fetch` does; posts not yet yielded by then were not looked at.
        """
        ...


CANNOT_ASK = "this source cannot be asked about a single post: look at the address yourself"


def recheck(collector: object, posts: Sequence[Post]) -> Iterator[Rechecked]:
    """Yield what `collector` finds of each post; `unknown` for a source that cannot be asked about single posts."""
    if isinstance(collector, Rechecker):
        yield from collector.recheck(posts)
        return
    for post in posts:
        yield Rechecked(post.id, Found.UNKNOWN, CANNOT_ASK)


def seen_again(post: Post, text: str) -> Rechecked:
    """Return `live` or `edited` for a post whose words are now `text`."""
    if text.strip() == post.text.strip():
        return Rechecked(post.id, Found.LIVE)
    return Rechecked(post.id, Found.EDITED, text=text)


def check_authority(settings: SourceSettings, clock: Clock, *, why: str) -> None:
    """Raise `RefusedByTerms` unless a written permission that is still valid is recorded in `authority`.

    `why` says in a sentence what the terms forbid and how to ask for permission.
    """
    authority = settings.authority
    if authority is None:
        raise RefusedByTerms(f"refused by terms: {why}")
    today = clock().date()
    if not authority.date <= today <= authority.until:
        raise RefusedByTerms(
            f"refused by terms: the recorded permission runs from {authority.date} to {authority.until}; {why}"
        )


def require(payload: object, *path: str | int) -> Any:
    """Return the value at `path` in JSON `payload`; raise `UnexpectedFormat` naming the path when it is not there."""
    value: Any = payload
    for depth, step in enumerate(path):
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError) as error:
            where = ".".join(str(part) for part in path[: depth + 1])
            raise UnexpectedFormat(f"the item has no {where!r}") from error
    return value


def utc(text: str) -> datetime:
    """Read an ISO 8601 timestamp, with or without a fraction of a second, as UTC.

    Raises `UnexpectedFormat` for anything else; a timestamp without a zone is not guessed at.
    """
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise UnexpectedFormat("a timestamp is not in ISO 8601 form") from error
    if moment.tzinfo is None:
        raise UnexpectedFormat("a timestamp has no time zone")
    return moment.astimezone(UTC)


def as_mapping(value: object, what: str) -> Mapping[str, Any]:
    """Return `value` when it is a JSON object; raise `UnexpectedFormat` naming `what` otherwise."""
    if isinstance(value, Mapping):
        return value
    raise UnexpectedFormat(f"{what} is not a JSON object")
