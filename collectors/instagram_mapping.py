"""The Instagram Graph API's answers as posts: pure, so that they can be mapped again years later.

Shapes of Graph v11 to v26 (developers.facebook.com/documentation/instagram-platform, seen 2026-06-22): media, tagged
media, comments with replies, mentioned_media, mentioned_comment, business_discovery. A field that has nothing to say is
left out, so a picture without a caption has no `caption`. Addresses of pictures carry a signature that changes with
each answer: a picture is known by its file name alone, or every answer would look like an edit.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from typing import Any

from collectors.addresses import file_name_of, path_of
from collectors.base import UnexpectedFormat, as_mapping, utc
from collectors.graph_problems import problem
from data.hashtags import hashtags_in
from data.records import Picture, Post, RawItem, RawPage
from data.words import Direction, Platform

MEDIA, COMMENTS, TAGS, CHILDREN = "media", "comments", "tags", "children"
"""The edges of the Graph that hold posts, and one that holds the pictures of one post."""

TITLE_LENGTH = 100
_EDGE = re.compile(r"/(media|comments|replies|tags|children)/?$")
_ABOUT_A_POST = ("media_type", "caption", "text", "permalink", "media_url")
_ABOUT_A_WHOLE_POST = ("caption", "comments_count", "like_count", "username", "text")


def items_of(page: RawPage) -> list[RawItem]:
    """Cut an answer into posts; replies are items of their own. [] only for an explicit empty list."""
    if isinstance(page.body, str):
        raise UnexpectedFormat("Instagram sent a web page where JSON was due, perhaps its log-in wall")
    body = as_mapping(page.body, "Instagram's answer")
    if "error" in body:
        raise problem(body["error"])
    edge, found = _found(body)
    edge = page.context.get("edge") or edge or _edge(page.context.get("uri"), body)
    if found and (edge == CHILDREN or not any(_is_post(one) for one in found)):
        raise UnexpectedFormat(f"not a post payload: {_what(found[0])}")
    if edge is None and found and all(_is_child(one) for one in found):
        raise UnexpectedFormat(f"not a post payload: {_what(found[0])}")
    known = {name: page.context[name] for name in ("account", "media") if name in page.context}
    context = {**known, **({"edge": edge} if edge else {})}
    return [RawItem("instagram", one, context) for whole in found for one in _with_replies(whole)]


def post_of(item: RawItem) -> Post:
    """Map one post. Raises `UnexpectedFormat` naming the field that is missing or wrong."""
    payload = as_mapping(item.payload, "the item")
    return _comment(payload, item.context) if "text" in payload else _medium(payload, item.context)


def shown_above(medium: Mapping[str, Any]) -> str | None:
    """Return what a reader of a comment sees above it: the first line of the caption."""
    caption = medium.get("caption")
    lines = caption.strip().splitlines() if isinstance(caption, str) else []
    return textwrap.shorten(lines[0], TITLE_LENGTH, placeholder=" …") if lines else None


def objects(value: object) -> list[Mapping[str, Any]]:
    """Return the JSON objects of a list, or of the `data` inside an edge."""
    inner = value.get("data") if isinstance(value, Mapping) else value
    return [one for one in inner if isinstance(one, Mapping)] if isinstance(inner, list) else []


def writer_of(payload: Mapping[str, Any]) -> str | None:
    """Return the handle that a medium or comment says it is from, or None."""
    source = payload.get("from")
    name = payload.get("username") or (source.get("username") if isinstance(source, Mapping) else None)
    return name if isinstance(name, str) and name else None


def _medium(payload: Mapping[str, Any], context: Mapping[str, Any]) -> Post:
    caption = payload.get("caption", "")
    if not isinstance(caption, str):
        raise UnexpectedFormat("the item's 'caption' is not text")
    account, author = context.get("account"), writer_of(payload)
    own = context.get("edge") == MEDIA or _same(author, account)
    permalink = payload.get("permalink")
    pictures = objects(payload.get("children")) or [payload]
    return Post(
        id=_id(payload),
        platform=Platform.INSTAGRAM,
        text=caption,
        direction=Direction.OWN if own else Direction.MENTION,
        account=(author or account) if own else None,
        url=permalink if isinstance(permalink, str) else None,
        author=author or (account if own else None),
        published_at=utc(payload["timestamp"]) if "timestamp" in payload else None,
        hashtags=hashtags_in(caption),
        images=tuple(_picture(one) for one in pictures if _is_post(one)),
        thread=_id(payload),
    )


def _comment(payload: Mapping[str, Any], context: Mapping[str, Any]) -> Post:
    text = payload.get("text")
    if not isinstance(text, str):
        raise UnexpectedFormat("the item's 'text' is not text")
    account, author, above = context.get("account"), writer_of(payload), context.get("media")
    medium: Mapping[str, Any] = above if isinstance(above, Mapping) else {}
    own = _same(author, account)
    under_own = context.get("edge") != TAGS
    return Post(
        id=_id(payload),
        platform=Platform.INSTAGRAM,
        text=text,
        direction=Direction.OWN if own else Direction.MENTION,
        account=account if under_own or own else None,
        url=medium.get("permalink"),
        title=medium.get("title"),
        author=author,
        published_at=utc(payload["timestamp"]) if "timestamp" in payload else None,
        on_own_post=under_own and not own,
        hashtags=hashtags_in(text),
        thread=medium.get("id"),
    )


def _found(body: Mapping[str, Any]) -> tuple[str | None, list[Any]]:
    """Return the edge that the body itself names, and the objects in it."""
    for name in ("mentioned_media", "mentioned_comment"):
        if name in body:
            return TAGS, [as_mapping(body[name], name)]
    if "business_discovery" in body:
        media = as_mapping(body["business_discovery"], "business_discovery").get("media")
        if not isinstance(media, Mapping):
            raise UnexpectedFormat("not a post payload: an account's profile")
        return TAGS, _data(media)
    if "data" in body:
        return None, _data(body)
    if "id" in body:
        return None, [body]
    if "message" in body and body.get("status") == "fail":
        raise UnexpectedFormat("Instagram's web site refused: this is no answer of the Graph API")
    raise UnexpectedFormat("Instagram's answer has no 'data'")


def _data(body: Mapping[str, Any]) -> list[Any]:
    data = body.get("data")
    if not isinstance(data, list):
        raise UnexpectedFormat("Instagram's 'data' is not a list")
    return data


def _edge(uri: object, body: Mapping[str, Any]) -> str | None:
    """Return the edge by the address asked, or by the address of the next page, which the answer itself holds."""
    paging = body.get("paging")
    following = [paging.get("next"), paging.get("previous")] if isinstance(paging, Mapping) else []
    for address in (uri, *following):
        match = _EDGE.search(path_of(address))
        if match:
            return COMMENTS if match[1] == "replies" else match[1]
    return None


def _with_replies(whole: Any) -> list[Any]:
    """Return a comment and its replies side by side: each is somebody's own words and leaves with its own post."""
    if not isinstance(whole, Mapping) or "replies" not in whole:
        return [whole]
    return [{name: value for name, value in whole.items() if name != "replies"}, *objects(whole["replies"])]


def _picture(medium: Mapping[str, Any]) -> Picture:
    address, alt = medium.get("media_url"), medium.get("alt_text")
    name = file_name_of(address)
    kind = "video" if medium.get("media_type") in ("VIDEO", "REELS") else "image"
    return Picture(name or str(medium.get("id")), alt if isinstance(alt, str) and alt else None, kind=kind)


def _is_post(one: object) -> bool:
    return isinstance(one, Mapping) and any(name in one for name in _ABOUT_A_POST)


def _is_child(one: object) -> bool:
    return isinstance(one, Mapping) and not any(name in one for name in _ABOUT_A_WHOLE_POST)


def _what(one: object) -> str:
    if not isinstance(one, Mapping):
        return "a list of values"
    if _is_post(one):
        return "the pictures of one album, which come with their post"
    if set(one) <= {"id", "name"}:
        return "hashtags" if "name" in one else "ids alone (ask for the fields)"
    return "an account's profile" if "username" in one else "objects that are no posts"


def _same(author: str | None, account: object) -> bool:
    return author is not None and isinstance(account, str) and author.casefold() == account.casefold()


def _id(payload: Mapping[str, Any]) -> str:
    value = payload.get("id")
    if not isinstance(value, str) or not value:
        raise UnexpectedFormat("the item has no 'id'")
    return value
