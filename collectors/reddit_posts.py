"""Maps one Reddit thing, a submission or a comment, to a post.

What a deleted account wrote stays, without an author; a text that Reddit shows as "[deleted]" or "[removed]" is kept as
given, for that is what a reader sees.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from collectors.base import UnexpectedFormat, as_mapping, require
from collectors.reddit_answers import POSTS
from data.records import Post, Repost
from data.words import Platform

SITE = "https://www.reddit.com"
DELETED = "[deleted]"


def post_of(thing: object, thread_title: str | None) -> Post:
    """Return the post; `thread_title` is the submission's title above a comment that does not carry it itself.

    Raises `UnexpectedFormat` naming the field that is missing or wrong.
    """
    kind, data = require(thing, "kind"), as_mapping(require(thing, "data"), "the thing's data")
    if kind not in POSTS:
        raise UnexpectedFormat("the item is neither a submission nor a comment")
    is_comment, name = kind == "t1", _text(data, "name")
    path = _path(data)
    thread = _thread(data, path) if is_comment else name
    if path is None and is_comment and thread is not None:
        path = f"/comments/{thread[3:]}/_/{name[3:]}/"
    url = SITE + path if path else None
    edited = data.get("edited")
    return Post(
        id=name,
        platform=Platform.REDDIT,
        text=_text(data, "body" if is_comment else "selftext"),
        title=_text_or_none(data, "link_title") or thread_title if is_comment else _text(data, "title"),
        author=_author(data),
        published_at=_moment(require(data, "created_utc")),
        # False: never edited; true: edited at a time that Reddit did not keep (comments before 2012).
        edited_at=None if edited is None or isinstance(edited, bool) else _moment(edited),
        url=url,
        repost_of=_crosspost(data),
        thread=thread,
        report_url=url,
    )


def _text(data: Mapping[str, Any], name: str) -> str:
    value = require(data, name)
    if not isinstance(value, str):
        raise UnexpectedFormat(f"the item's {name!r} is not a text")
    return value


def _text_or_none(data: Mapping[str, Any], name: str) -> str | None:
    return _text(data, name) if data.get(name) is not None else None


def _author(data: Mapping[str, Any]) -> str | None:
    author = _text_or_none(data, "author")
    return None if author == DELETED else author


def _path(data: Mapping[str, Any]) -> str | None:
    """Return the item's own page; an inbox gives a comment's as `context`, with a query behind it."""
    path = _text_or_none(data, "permalink") or _text_or_none(data, "context") or ""
    return urlsplit(path).path if re.match(r"/[A-Za-z]", path) else None


def _thread(data: Mapping[str, Any], path: str | None) -> str | None:
    """Return the submission that a comment stands below; an inbox says it only in the comment's address."""
    link = _text_or_none(data, "link_id")
    found = re.search(r"/comments/([a-z0-9]+)/", path or "")
    return link or (f"t3_{found[1]}" if found else None)


def _crosspost(data: Mapping[str, Any]) -> Repost | None:
    parents = data.get("crosspost_parent_list")
    if not isinstance(parents, list) or not parents or not isinstance(parents[0], Mapping):
        return None
    words = [_text_or_none(parents[0], name) for name in ("title", "selftext")]
    return Repost("\n".join(word for word in words if word), _author(parents[0]))


def _moment(seconds: object) -> datetime:
    """Read seconds since 1970, which Reddit sends as a float."""
    try:
        if isinstance(seconds, int | float) and not isinstance(seconds, bool):
            return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise UnexpectedFormat("a timestamp is out of range") from error
    raise UnexpectedFormat("a timestamp is not a number of seconds")
