"""X's answers as posts: pure, so that they can be mapped again years later.

Shapes of API v2 (openapi 2.167, docs.x.com, seen 2026-08-22; recorded exchanges of 2021-2022). The item is the post as
received; what only the page around it says (its author's name, its pictures, what it repeats) goes into the context.
Traps met here: the text is cut at 280 characters unless `note_tweet` is read; ids are text; a timestamp may lack its
fraction; an empty answer has no `data`; `errors` on a 200 stand beside good items; each edit has a new id.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from collectors.addresses import file_name_of
from collectors.base import UnexpectedFormat, as_mapping, utc
from collectors.x_problems import is_problem, problem
from data.hashtags import hashtags_in
from data.records import Picture, Post, RawItem, RawPage, Repost
from data.words import Direction, Platform

_SNOWFLAKE_EPOCH = datetime(2010, 11, 4, 1, 42, 54, 657000, tzinfo=UTC)
_REPOST_TEXT = re.compile(r"RT @(\w{1,15}): (.*)", re.DOTALL)
_MOVING = ("video", "animated_gif")
_MOVING_KEYS = ("7", "13", "16")
_OTHER_ITEMS = {
    "tweet_count": "counts of posts",
    "upload_url": "a compliance job",
    "download_url": "a compliance job",
    "username": "accounts",
    "media_key": "a picture's description",
}
_OTHER_BODIES = {
    "forms": "examples of error answers",
    "media_key": "a picture's description",
    "username": "an account",
    "users": "what goes with posts (includes), without the posts",
    "tweets": "what goes with posts (includes), without the posts",
}


def items_of(page: RawPage) -> list[RawItem]:
    """Cut an answer into items: many posts, one post, or none when X says so itself."""
    if isinstance(page.body, str):
        raise UnexpectedFormat("X sent a web page where JSON was due")
    body = as_mapping(page.body, "X's answer")
    includes = body.get("includes")
    around = includes if isinstance(includes, Mapping) else {}
    own = {key: page.context[key] for key in ("stream", "own") if key in page.context}
    return [RawItem("x", tweet, {**own, **_context(tweet, around)}) for tweet in _tweets(body)]


def post_of(item: RawItem) -> Post:
    """Map one post. Raises `UnexpectedFormat` naming the field that is missing or wrong."""
    tweet = as_mapping(item.payload, "the item")
    own_id, text = _text(tweet, "id"), long_text(tweet)
    history = [one for one in _list(tweet.get("edit_history_tweet_ids")) if isinstance(one, str) and one.isdigit()]
    first_id = history[0] if len(history) > 1 else own_id
    edited = first_id != own_id
    created = utc(_text(tweet, "created_at")) if "created_at" in tweet else None
    authors = _names(item.context, "users")
    author = authors.get(str(tweet.get("author_id")))
    own = {owner: handle for handle, owner in _names(item.context, "own").items()}
    publisher = own.get(str(tweet.get("author_id")))
    answered = None if publisher else _answered(tweet, own)
    return Post(
        id=first_id,
        platform=Platform.X,
        text=text,
        direction=Direction.OWN if publisher else Direction.MENTION,
        account=publisher or answered,
        url=f"https://x.com/{author or publisher or 'i'}/status/{own_id}",
        author=author or publisher,
        published_at=snowflake_time(first_id) if edited else created,
        edited_at=created if edited else None,
        on_own_post=answered is not None,
        hashtags=_hashtags(tweet, text),
        repost_of=_repost(tweet, item.context, authors),
        images=_pictures(tweet, _objects(item.context.get("media"))),
        thread=str(tweet["conversation_id"]) if tweet.get("conversation_id") else None,
    )


def long_text(tweet: Mapping[str, Any]) -> str:
    """Return the whole text as a reader sees it: the long form where there is one, without X's three escapes."""
    note = tweet.get("note_tweet")
    text = _text(note if isinstance(note, Mapping) and note.get("text") else tweet, "text")
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def snowflake_time(tweet_id: str) -> datetime | None:
    """Return when an id was given out, which X builds into every id since November 2010; None for an odd one."""
    if not (tweet_id.isascii() and tweet_id.isdigit() and len(tweet_id) <= 19):  # noqa: PLR2004 - digits of 2**63
        return None
    return _SNOWFLAKE_EPOCH + timedelta(milliseconds=int(tweet_id) >> 22)


def _tweets(body: Mapping[str, Any]) -> list[Any]:
    data = body.get("data")
    if data is None and "id" in body and "text" in body:
        return [body]
    if isinstance(data, Mapping):
        data = [data]
    if isinstance(data, list) and data:
        if any(isinstance(one, Mapping) and "text" in one for one in data):
            return data
        raise UnexpectedFormat(f"not a post payload: {_what(data[0])}")
    if is_problem(body):
        raise problem(body)
    meta = body.get("meta")
    if data == [] or (isinstance(meta, Mapping) and meta.get("result_count") == 0):
        return []
    other = next((name for name in _OTHER_BODIES if name in body), None)
    if other:
        raise UnexpectedFormat(f"not a post payload: {_OTHER_BODIES[other]}")
    raise UnexpectedFormat("X's answer has neither posts nor a count of none")


def _what(item: object) -> str:
    if not isinstance(item, Mapping):
        return "a list of values"
    event = item.get("event_type")
    if isinstance(event, str):
        return f"an activity event ({event if re.fullmatch(r'[a-z._]{1,40}', event) else 'unknown'})"
    found = next((name for name in _OTHER_ITEMS if name in item), None)
    return _OTHER_ITEMS[found] if found else "objects without a text"


def _context(tweet: object, includes: Mapping[str, Any]) -> dict[str, Any]:
    """Return of what the page includes only what this post refers to."""
    if not isinstance(tweet, Mapping):
        return {}
    keys = _media_keys(tweet)
    repeated = [ref.get("id") for ref in _references(tweet, "retweeted", "quoted")]
    media = [one for one in _objects(includes.get("media")) if one.get("media_key") in keys]
    tweets = [one for one in _objects(includes.get("tweets")) if one.get("id") in repeated]
    writers = [tweet.get("author_id"), *(one.get("author_id") for one in tweets)]
    users = {
        one["id"]: one["username"]
        for one in _objects(includes.get("users"))
        if isinstance(one.get("id"), str) and isinstance(one.get("username"), str) and one["id"] in writers
    }
    return {name: value for name, value in (("users", users), ("media", media), ("tweets", tweets)) if value}


def _answered(tweet: Mapping[str, Any], own: Mapping[str, str]) -> str | None:
    """Return the own account under whose post this reply stands: it answers the first post of a conversation."""
    replied = next((ref.get("id") for ref in _references(tweet, "replied_to")), None)
    first = tweet.get("conversation_id")
    return own.get(str(tweet.get("in_reply_to_user_id"))) if replied and replied == first else None


def _repost(tweet: Mapping[str, Any], context: Mapping[str, Any], authors: Mapping[str, str]) -> Repost | None:
    for reference in _references(tweet, "retweeted", "quoted"):
        for original in _objects(context.get("tweets")):
            if original.get("id") == reference.get("id"):
                return Repost(long_text(original), authors.get(str(original.get("author_id"))))
        visible = _REPOST_TEXT.fullmatch(long_text(tweet))
        if visible and reference.get("type") == "retweeted":
            return Repost(visible[2], visible[1])
    return None


def _pictures(tweet: Mapping[str, Any], described: Sequence[Mapping[str, Any]]) -> tuple[Picture, ...]:
    """Return every picture the post has; one that the page does not describe is known by its key alone."""
    by_key = {str(medium.get("media_key")): medium for medium in described}
    return tuple(_picture(key, by_key.get(key, {})) for key in _media_keys(tweet))


def _picture(key: str, medium: Mapping[str, Any]) -> Picture:
    address = medium.get("url") or medium.get("preview_image_url")
    name = file_name_of(address)
    alt = medium.get("alt_text")
    moving = medium.get("type") in _MOVING if "type" in medium else key.partition("_")[0] in _MOVING_KEYS
    return Picture(name or key, alt if isinstance(alt, str) and alt else None, kind="video" if moving else "image")


def _media_keys(tweet: Mapping[str, Any]) -> list[str]:
    attachments = tweet.get("attachments")
    keys = _list(attachments.get("media_keys")) if isinstance(attachments, Mapping) else []
    return [key for key in keys if isinstance(key, str)]


def _hashtags(tweet: Mapping[str, Any], text: str) -> tuple[str, ...]:
    note = tweet.get("note_tweet")
    entities = (note if isinstance(note, Mapping) and note.get("entities") else tweet).get("entities")
    if not isinstance(entities, Mapping):
        return hashtags_in(text)
    tags = (one.get("tag") for one in _objects(entities.get("hashtags")))
    return tuple(dict.fromkeys(tag for tag in tags if isinstance(tag, str)))


def _references(tweet: Mapping[str, Any], *types: str) -> list[Mapping[str, Any]]:
    return [ref for ref in _objects(tweet.get("referenced_tweets")) if ref.get("type") in types]


def _names(context: Mapping[str, Any], key: str) -> dict[str, str]:
    names = context.get(key)
    return {str(k): str(v) for k, v in names.items()} if isinstance(names, Mapping) else {}


def _objects(value: object) -> list[Mapping[str, Any]]:
    return [one for one in _list(value) if isinstance(one, Mapping)]


def _list(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else []


def _text(payload: Mapping[str, Any], name: str) -> str:
    value = payload.get(name)
    if not isinstance(value, str) or (name == "id" and not value):
        raise UnexpectedFormat(f"the item has no {name!r}")
    return value
