"""The strings of a post that a detector reads, each with the word for where it stands; hostile lengths are cut here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from data.records import Post
from data.words import Where

READ_AT_MOST = 10_000
"""Code points read of one string. A real post is far shorter; the rest is reported as not read."""

ALL_AT_MOST = 15_000
"""Code points read of all strings of a post together."""

READ_TITLE = 500
"""Code points of a title that a model reads."""

STRINGS_AT_MOST = 60
"""Hashtags and pictures read of one post."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One string of a post, as received up to the cut, so that spans in it are spans in the whole string."""

    where: Where
    text: str


def passages(post: Post) -> tuple[Passage, ...]:
    """Return what a reader of `post` sees and what its files say; the author's handle is left out on purpose."""
    found, left = [], ALL_AT_MOST
    for where, text in _strings(post):
        if text and left > 0:
            found.append(Passage(where, text[: min(READ_AT_MOST, left)]))
            left -= len(text)
    return tuple(found)


def unread_part(post: Post) -> str | None:
    """Say what of `post` lies beyond what is read, or None when all of it is read."""
    lengths = [len(text) for _, text in _strings(post)]
    if max(lengths) > READ_AT_MOST or sum(lengths) > ALL_AT_MOST:
        return f"longer than {READ_AT_MOST:,} characters: the rest was not read"
    if len(post.hashtags) > STRINGS_AT_MOST or len(post.images) > STRINGS_AT_MOST:
        return f"more than {STRINGS_AT_MOST} hashtags or pictures: the rest was not read"
    return None


def whole(post: Post) -> str:
    """Return the post's words as one string for a model: title, text and what it repeats."""
    parts = [(post.title or "")[:READ_TITLE], post.text, post.repost_of.text if post.repost_of else ""]
    return "\n".join(part for part in parts if part)[:READ_AT_MOST]


def _strings(post: Post) -> Iterator[tuple[Where, str]]:
    yield Where.TEXT, post.text
    if post.title:
        yield Where.TITLE, post.title
    if post.repost_of:
        yield Where.REPOST, post.repost_of.text
    for tag in post.hashtags[:STRINGS_AT_MOST]:
        yield Where.HASHTAG, tag
    for picture in post.images[:STRINGS_AT_MOST]:
        if picture.alt_text:
            yield Where.ALT_TEXT, picture.alt_text
        if picture.file:
            yield Where.FILE, picture.file
