"""The demo's posts, hand-written in `data/demo/posts`, at times that count back from the demo's start."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import Any, TypeVar

Item = TypeVar("Item")

SOURCES = ("x", "instagram", "google_business", "google_places", "mumsnet", "reddit", "feeds", "brave", "website")
"""The sources that the demo has posts for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it reached the replay server; of a name given twice in the query, the last counts."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the replay server says; a dict is sent as JSON, a text and a file as they stand."""

    body: Mapping[str, Any] | str | bytes
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class World:
    """All posts as they stand at `start`; the same start gives the same world, to the letter."""

    start: datetime

    def __post_init__(self) -> None:
        assert self.start.tzinfo is not None, "the demo's start needs a time zone"
        object.__setattr__(self, "start", self.start.astimezone(UTC).replace(microsecond=0))

    def at(self, minutes_ago: int) -> datetime:
        """Return the moment that lies `minutes_ago` before the start."""
        return self.start - timedelta(minutes=minutes_ago)

    def stamp(self, minutes_ago: int, shape: str = "%Y-%m-%dT%H:%M:%S.000Z") -> str:
        """Return that moment as a platform writes it."""
        return self.at(minutes_ago).strftime(shape)

    def epoch(self, minutes_ago: int) -> float:
        """Return that moment in seconds since 1970."""
        return self.at(minutes_ago).timestamp()


def source_file(source: str) -> dict[str, Any]:
    """Return what the file of `source` holds: its posts under the platform's own word for them."""
    return tomllib.loads((files("data") / "demo" / "posts" / f"{source}.toml").read_text(encoding="utf-8"))


def entries(source: str) -> Iterator[Mapping[str, Any]]:
    """Yield every post of `source`, those beneath or inside another one too."""
    content = source_file(source)
    for thread in content.get("threads", ()):
        yield from thread["messages"]
    for key in ("posts", "media", "tags", "reviews", "entries", "results", "pages"):
        for entry in content.get(key, ()):
            yield entry
            yield from entry.get("comments", ())


def newest_first(posts: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return `posts` as a time line shows them."""
    return sorted(posts, key=lambda post: post["minutes_ago"])


def page_of(items: Sequence[Item], token: str | None, size: int) -> tuple[Sequence[Item], str | None]:
    """Return the page that `token` asks for and the token of the next one, None on the last."""
    begin = int(token.rpartition("-")[2]) if token else 0
    end = begin + size
    return items[begin:end], (f"page-{end}" if end < len(items) else None)
