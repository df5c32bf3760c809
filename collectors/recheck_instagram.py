"""Looks at own Instagram posts and the comments under them again, each by its id, through Meta's Graph API.

Meta says "not there" also for what a token may not read, so it is believed only when the same token can read the own
account a moment later. Other people's posts (tags) cannot be asked for by id: they are unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from collectors.base import CollectorError, Rechecked, seen_again
from collectors.graph_problems import NotThere
from data.records import Post
from data.removal_words import Found
from data.words import Direction

_NOT_ASKED = "Meta shows other people's posts only in the list of tags: look at the address yourself"


def recheck_instagram(
    posts: Sequence[Post], ask: Callable[[str, str], Mapping[str, Any]], *, own_id: str
) -> Iterator[Rechecked]:
    """Yield what Meta says of each post; `ask` returns the object of an id with the fields named."""
    can_read: bool | None = None
    for post in posts:
        if post.direction is not Direction.OWN and not post.on_own_post:
            yield Rechecked(post.id, Found.UNKNOWN, _NOT_ASKED)
            continue
        field = "caption" if post.thread in (None, post.id) else "text"
        try:
            shown = ask(post.id, f"id,{field}")
        except NotThere:
            if can_read is None:
                can_read = _reads(ask, own_id)
            if can_read:
                yield Rechecked(post.id, Found.GONE_BY_AUTHOR, "Meta says that it is not there; it does not say why")
            else:
                yield Rechecked(post.id, Found.UNKNOWN, "Meta does not show the own account either")
            continue
        text = shown.get(field, "")
        yield seen_again(post, text if isinstance(text, str) else "")


def _reads(ask: Callable[[str, str], Mapping[str, Any]], own_id: str) -> bool:
    try:
        return str(ask(own_id, "id").get("id", "")) == own_id
    except CollectorError:
        return False
