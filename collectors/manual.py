"""Handed in: posts that people bring, as JSON lines or as a pasted link with its text.

Covers what nobody may collect: closed groups, WhatsApp, Snapchat, private accounts, and sites whose terms forbid it.
Cannot verify: a handed-in post is shown as not verified. Nothing is ever fetched, not even a link that was pasted.
Format: the project's own, one JSON object a line (docs: posts as JSON lines).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import ClassVar, Self
from uuid import uuid4

from collectors.base import Clock, Coverage, Cursor, Query, Surroundings, UnexpectedFormat
from collectors.links import canonical_url, platform_of, unwrapped
from data.config import SourceSettings
from data.errors import InputError
from data.hashtags import hashtags_in
from data.post_jsonl import BrokenLine, post_from_json, read_objects, storable
from data.records import Post, RawItem, RawPage
from data.words import Platform, Provenance


class ManualSettings(SourceSettings):
    """Nothing to set: people hand posts in."""


class ManualCollector:
    """Reads what people hand in; fetches nothing and is not scheduled."""

    key: ClassVar[str] = "manual"
    platform: ClassVar[Platform] = Platform.OTHER
    mapper_version: ClassVar[int] = 1
    reads_lines: ClassVar[bool] = True
    coverage: ClassVar[Coverage] = Coverage(
        covers="Posts from any platform that somebody hands in: a file of posts, or a link with its text.",
        cannot="Anything that nobody hands in; what was handed in is not verified against the platform.",
        limits="No edits and no deletions are noticed.",
        authority="None. Staff are never asked to join a closed group or to log in to one.",
    )
    Settings: ClassVar[type[SourceSettings]] = ManualSettings

    @classmethod
    def build(cls, settings: ManualSettings, surroundings: Surroundings) -> Self:  # noqa: ARG003 - the protocol's own
        """Return a collector; nothing can be missing."""
        return cls()

    def fetch(self, query: Query, cursor: Cursor) -> Iterator[RawPage]:  # noqa: ARG002 - the protocol's own
        """Yield nothing: there is nobody to ask."""
        return iter(())

    @classmethod
    def split(cls, page: RawPage) -> Sequence[RawItem]:
        """Cut JSON lines (as text), one post or a list of posts into items; a broken line is an item that says so.

        Raises `UnexpectedFormat` when there is nothing, or nothing that is a JSON object.
        """
        items = [cls._item(found) for found in read_objects(lines_of(page.body))] if isinstance(page.body, str) else []
        if isinstance(page.body, Mapping | list):
            listed = page.body if isinstance(page.body, list) else [page.body]
            items = [RawItem(cls.key, content, {"line": number}) for number, content in enumerate(listed, start=1)]
        if not items:
            raise UnexpectedFormat("no post was handed in: write one JSON object a line")
        if all(item.payload is None for item in items):
            raise UnexpectedFormat(f"no line is a post; {items[0].context.get('why', 'each is null')}")
        return items

    @classmethod
    def parse(cls, item: RawItem) -> Post:
        """Map one handed-in post; raises `UnexpectedFormat` that names its line and field."""
        if "why" in item.context:
            raise UnexpectedFormat(str(item.context["why"]))
        line = item.context.get("line")
        try:
            post = post_from_json(item.payload, line=line if isinstance(line, int) else None)
        except InputError as error:
            raise UnexpectedFormat(str(error)) from error
        return replace(post, provenance=Provenance.HANDED_IN)

    @classmethod
    def _item(cls, found: tuple[int, Mapping[str, object]] | BrokenLine) -> RawItem:
        if isinstance(found, BrokenLine):
            return RawItem(cls.key, None, {"line": found.line, "why": found.why})
        number, content = found
        return RawItem(cls.key, content, {"line": number})


def handed_in(
    url: str | None,
    text: str,
    *,
    clock: Clock,
    platform: Platform | None = None,
    title: str | None = None,
    author: str | None = None,
    published_at: datetime | None = None,
) -> Post:
    """Return the post for a pasted text, with the link it stood at when there is one.

    The id is the page's canonical address, so that the same link handed in twice is one post; without a link it is the
    day and something random. `platform` wins over the link's host. Raises `InputError` for an empty text or a link
    that is none.
    """
    if not text.strip():
        raise InputError("the text is empty: paste what the post says")
    try:
        page = None if url is None or not url.strip() else unwrapped(url)
        post_id = f"hand-in-{clock():%Y%m%d}-{uuid4().hex}" if page is None else canonical_url(page)
    except UnexpectedFormat as error:
        raise InputError("the link is not a web address: it must begin with https:// or http://") from error
    return Post(
        id=post_id,
        platform=platform or (platform_of(page) if page else Platform.OTHER),
        text=storable(text),
        url=page,
        title=title,
        author=author,
        published_at=published_at,
        hashtags=hashtags_in(text),
        provenance=Provenance.HANDED_IN,
    )


def lines_of(body: str) -> Iterable[str]:
    """Return the lines of a text as a file has them: ended by a line feed and by nothing else."""
    return body.split("\n")
