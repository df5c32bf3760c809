"""Pages that a feed or a search names: as posts, each from the one that named it first.

Two alerts or two queries show different snippets of the same page. If each overwrote the other's, the post would look
edited at every collection; so the cursor remembers who found a page, and the others' copies of it are passed over.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from collectors.base import UnexpectedFormat
from collectors.links import canonical_url, own_handle, plain_text, platform_of, unwrapped
from data.hashtags import hashtags_in
from data.records import Post
from data.words import Direction, Platform

REMEMBERED = 300
"""Pages remembered for each feed or query; they show the newest 20 or so."""


def fingerprint(url: str) -> str:
    """Return a short mark of an address that does not give the address away."""
    return hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()[:16]


def page_mark(link: str | None) -> str | None:
    """Return the fingerprint of the page a link leads to, or None when the link cannot be read."""
    try:
        return None if link is None else fingerprint(canonical_url(link))
    except UnexpectedFormat:
        return None


def found_elsewhere(seen: Mapping[str, Sequence[str]], finder: str, marks: Iterable[str]) -> list[str]:
    """Return those of `marks` that another finder named first."""
    others = {mark for key, known in seen.items() if key != finder for mark in known}
    return sorted(others.intersection(marks).difference(seen.get(finder, ())))


def remembered(seen: Mapping[str, Sequence[str]], finder: str, marks: Iterable[str]) -> dict[str, list[str]]:
    """Return `seen` with `marks` under `finder`, the newest last."""
    new = [mark for mark in dict.fromkeys(marks) if mark not in found_elsewhere(seen, finder, [mark])]
    old = [mark for mark in seen.get(finder, ()) if mark not in new]
    return {key: list(marks) for key, marks in seen.items()} | {finder: [*old, *new][-REMEMBERED:]}


def own_accounts(context: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the pairs (platform, handle) that stand in an item's context."""
    pairs = context.get("own")
    return [
        (pair[0], pair[1])
        for pair in (pairs if isinstance(pairs, list) else [])
        if isinstance(pair, list) and [type(part) for part in pair] == [str, str]
    ]


def found_post(
    *,
    link: str,
    title: str | None,
    snippet: str | None,
    published_at: datetime | None,
    author: str | None,
    context: Mapping[str, Any],
) -> Post:
    """Return the post for a page that was found: the snippet is its text, or its title where there is no snippet.

    A page of the school's own site or account (`own` in the context) is its own post. Raises `UnexpectedFormat` when
    the link is no web address or the page has neither snippet nor title.
    """
    heading, words = plain_text(title or "") or None, plain_text(snippet or "")
    if not (heading or words):
        raise UnexpectedFormat("the item has neither title nor snippet")
    url = unwrapped(link)
    own = own_handle(url, own_accounts(context))
    platform = platform_of(url)
    return Post(
        id=canonical_url(link),
        platform=Platform.WEBSITE if own and platform is Platform.WEB else platform,
        text=words or heading or "",
        direction=Direction.OWN if own else Direction.MENTION,
        account=own,
        url=url,
        title=heading,
        author=plain_text(author or "") or None,
        published_at=published_at,
        hashtags=hashtags_in(words),
    )
