"""Looks at submissions and comments on Reddit again: GET /api/info?id=, a hundred at a time.

What was taken down is still there without its words: "[deleted]" by its author, "[removed]" by moderators; newer
answers say it in `removed_by_category` too (recorded answers of 2025). A name that the answer leaves out is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from collectors.base import Rechecked, seen_again
from collectors.reddit_answers import things
from data.records import Post
from data.removal_words import Found

A_CALL = 100
_BY_AUTHOR = ("author", "deleted")
_WORDS: Mapping[str, tuple[Found, str]] = {
    "[deleted]": (Found.GONE_BY_AUTHOR, "Reddit shows [deleted]"),
    "[removed]": (Found.REMOVED_BY_MODERATORS, "Reddit shows [removed]"),
    "[ Removed by Reddit ]": (Found.REMOVED_BY_MODERATORS, "Reddit removed it itself"),
}


def recheck_reddit(posts: Sequence[Post], ask: Callable[[list[str]], Any]) -> Iterator[Rechecked]:
    """Yield what Reddit says of each post; `ask` returns the answer for up to a hundred full names."""
    for start in range(0, len(posts), A_CALL):
        batch = posts[start : start + A_CALL]
        shown = {str(_data(thing).get("name")): _data(thing) for thing, _ in things(ask([post.id for post in batch]))}
        for post in batch:
            data = shown.get(post.id)
            if data is None:
                yield Rechecked(post.id, Found.UNKNOWN, "Reddit says nothing of it")
            else:
                yield _judged(post, data)


def _judged(post: Post, data: Mapping[str, Any]) -> Rechecked:
    category = data.get("removed_by_category")
    text = data.get("body" if post.id.startswith("t1_") else "selftext")
    if isinstance(category, str) and category:
        if category in _BY_AUTHOR:
            return Rechecked(post.id, Found.GONE_BY_AUTHOR, "Reddit says that its author deleted it")
        return Rechecked(post.id, Found.REMOVED_BY_MODERATORS, "Reddit says that it was removed")
    if not isinstance(text, str):
        return Rechecked(post.id, Found.UNKNOWN, "Reddit's answer holds no words")
    if text in _WORDS and post.text not in _WORDS:
        found, why = _WORDS[text]
        return Rechecked(post.id, found, why)
    return seen_again(post, text)


def _data(thing: object) -> Mapping[str, Any]:
    data = thing.get("data") if isinstance(thing, Mapping) else None
    return data if isinstance(data, Mapping) else {}
