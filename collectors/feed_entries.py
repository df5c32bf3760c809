"""The entries of an Atom or RSS feed, as JSON-able values (feedparser 6.0.14)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import feedparser

from collectors.base import UnexpectedFormat

ROOT_ENDS = ("</feed>", "</rss>", "</rdf:rdf>")


def entries_of(body: object) -> list[dict[str, Any]]:
    """Return a feed's entries as JSON-able values; [] for a feed without entries.

    Raises `UnexpectedFormat` for a web page, for JSON, for nothing, and for a feed that breaks off.
    """
    if not isinstance(body, str) or not body.strip():
        raise UnexpectedFormat("not a feed: nothing, or something that is not text")
    # Bytes and a declared type: a text is taken for an address and fetched when it looks like one.
    feed = feedparser.parse(
        body.encode("utf-8", "replace"), response_headers={"content-type": "text/xml; charset=utf-8"}
    )
    if not feed.get("version"):
        raise UnexpectedFormat("not a feed: a web page or something else where Atom or RSS was due")
    if feed.get("bozo") and not body.rstrip().lower().endswith(ROOT_ENDS):
        raise UnexpectedFormat("the feed breaks off before its end")
    return [plain(entry) for entry in feed.entries]


def plain(value: Any) -> Any:
    """Return feedparser's value as JSON-able values; its times become the six numbers of a UTC time."""
    if isinstance(value, Mapping):
        return {str(name): plain(inner) for name, inner in value.items()}
    if isinstance(value, tuple) and hasattr(value, "tm_year"):
        return list(value[:6])
    return [plain(inner) for inner in value] if isinstance(value, list | tuple) else value


def text_of(entry: Mapping[str, Any], name: str) -> str | None:
    """Return a field when it is a text that is not empty."""
    value = entry.get(name)
    return value if isinstance(value, str) and value.strip() else None


def content_of(entry: Mapping[str, Any]) -> str | None:
    """Return the first content that an Atom entry carries."""
    content = entry.get("content")
    first = content[0] if isinstance(content, list) and content else None
    return text_of(first, "value") if isinstance(first, Mapping) else None


def moment_of(entry: Mapping[str, Any], name: str) -> datetime | None:
    """Return a time of the entry; None when it has none. Raises `UnexpectedFormat` for one that cannot be read."""
    if not entry.get(name):
        return None
    try:
        year, month, day, hour, minute, second = entry[f"{name}_parsed"]
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise UnexpectedFormat(f"the entry's {name!r} is not a time") from error
