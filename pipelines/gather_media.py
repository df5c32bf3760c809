"""Fetches the pictures of the school's own new posts, for the audit alone: sealed, and gone when their post goes.

Only of registered, active accounts, only from the platform's own picture servers, never of what a post repeats, and
never a clip. What cannot be had is said to be not read by the detectors; a failure here stops nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import httpx
from sqlalchemy import select

from classifiers.consents import account_of
from classifiers.images.containers import READ_KINDS, kind_of
from collectors.http import HttpClient
from collectors.own_media import SOURCES, addresses
from data.errors import CollectorError, RateLimited, SourceUnavailable
from data.records import Picture, Post, RawItem, School
from data.store.posts import as_post
from data.store.tables import PostRow, RawRow
from data.words import Direction
from pipelines.home import Home
from pipelines.media import HomeMedia, forget_all_but, keep

LARGEST = 15_000_000
"""Bytes of a picture; platforms serve far smaller ones."""

_MOST_POSTS = 500


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a gathering brought: pictures stored, and pictures that could not be had."""

    stored: int = 0
    missed: int = 0


def gather_media(*, home: Home, source: str, school: School) -> Gathered:
    """Fetch and seal the pictures of own posts from `source` that nobody has examined yet."""
    if source not in SOURCES:
        return Gathered()
    client: HttpClient | None = None
    stored = missed = 0
    for post, item in _waiting(home, source):
        known = addresses(item)
        for picture in _wanted(home, post, school):
            address = known.get(picture.file)
            if address is None:
                missed += 1
                continue
            client = client or _client(home, source)
            try:
                content = _fetched(client, address)
            except (RateLimited, SourceUnavailable):
                return Gathered(stored, missed + 1)
            except CollectorError:
                content = None
            if content is None:
                missed += 1
            else:
                keep(home, post, picture, content)
                stored += 1
    return Gathered(stored, missed)


def drop_media(*, home: Home) -> int:
    """Delete kept pictures whose post has gone or has lost its words; return of how many posts."""
    with home.store.reading() as session:
        rows = session.scalars(
            select(PostRow).where(
                PostRow.school_id == home.school_id,
                PostRow.direction == Direction.OWN.value,
                PostRow.text_dropped.is_(None),
            )
        )
        return forget_all_but(home, (as_post(row) for row in rows))


def _waiting(home: Home, source: str) -> list[tuple[Post, RawItem]]:
    """Return the own posts that nobody has examined in their newest version, with the item each was read from."""
    with home.store.reading() as session:
        rows = session.execute(
            select(PostRow, RawRow)
            .join(RawRow, (RawRow.post_id == PostRow.id) & (RawRow.version == PostRow.version))
            .where(
                PostRow.school_id == home.school_id,
                PostRow.source == source,
                PostRow.direction == Direction.OWN.value,
                PostRow.examined_version < PostRow.version,
                PostRow.text_dropped.is_(None),
            )
            .order_by(PostRow.id.desc())
            .limit(_MOST_POSTS)
        ).all()
    return [
        (as_post(row), RawItem(raw.source, raw.payload["payload"], raw.payload.get("context", {}))) for row, raw in rows
    ]


def _wanted(home: Home, post: Post, school: School) -> list[Picture]:
    account = account_of(post, school)
    if account is None or account.status != "active" or post.repost_of is not None:
        return []
    media = HomeMedia(home)
    return [one for one in post.images if one.kind == "image" and media.read(post, one) is None]


def _client(home: Home, source: str) -> HttpClient:
    settings = home.config.sources.of(source)
    return HttpClient(
        clock=home.clock, contact=home.config.school.contact, base_url=settings.base_url, max_bytes=LARGEST
    )


def _fetched(client: HttpClient, address: str) -> bytes | None:
    """Return the bytes of a picture, or None for an answer that is no picture of a kind we read."""
    response: httpx.Response = client.checked(client.request("GET", address, follow=False))
    return response.content if kind_of(response.content) in READ_KINDS else None
