"""Instagram Graph API: the school's own media with children and comments, and media that tag it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from pipelines.demo_replay.world import Answer, Asked, World, newest_first, page_of, source_file

PAGE = 6
"""Fewer than a client asks for, so that the demo pages."""

_STAMP = "%Y-%m-%dT%H:%M:%S+0000"
_EDGE = re.compile(r"(?:/v\d+\.\d+)?/(\d+|me)(?:/(media|tags|comments|children))?")


class InstagramReplay:
    """Answers for Instagram."""

    def __init__(self, world: World) -> None:
        """Put pictures, comments and tags into the Graph's shape."""
        content = source_file("instagram")
        self._world = world
        self._account = content["account"]
        self._comments: dict[str, list[dict[str, Any]]] = {}
        self._children: dict[str, list[dict[str, Any]]] = {}
        own = {"username": self._account["handle"]}
        self._media = [self._medium({**m, **own}, 1_000 + n) for n, m in enumerate(newest_first(content["media"]))]
        self._tags = [self._medium({**m, "username": m["by"]}, 5_000 + n) for n, m in enumerate(content["tags"])]

    def answer(self, asked: Asked) -> Answer | None:
        """Return the Graph's answer, or None when the request is not one for Instagram."""
        found = _EDGE.fullmatch(asked.path)
        if found is None:
            return None
        node, edge = found.groups()
        mine = node in (self._account["id"], "me")
        if edge is None and mine:
            return Answer({"id": self._account["id"], "username": self._account["handle"]})
        things: Sequence[Mapping[str, Any]] | None = None
        if edge in ("media", "tags") and mine:
            things = self._media if edge == "media" else self._tags
        elif edge == "comments":
            things = self._comments.get(node)
        elif edge == "children":
            things = self._children.get(node)
        if things is None:
            error = {"message": "Unsupported get request.", "type": "GraphMethodException", "code": 100}
            return Answer({"error": {**error, "error_subcode": 33, "fbtrace_id": "demo"}}, 400)
        return Answer(_paged(things, asked))

    def _medium(self, medium: Mapping[str, Any], number: int) -> dict[str, Any]:
        native = f"1799000000000{number}"
        code = f"Dm{number}Larkmere"
        comments = medium.get("comments", ())
        full = {
            "id": native,
            "media_type": medium["type"],
            "media_product_type": "FEED",
            "media_url": _picture(medium["files"][0]),
            "permalink": f"https://www.instagram.com/p/{code}/",
            "shortcode": code,
            "timestamp": self._world.stamp(medium["minutes_ago"], _STAMP),
            "username": medium["username"],
            "comments_count": len(comments),
            "like_count": 12 + number % 31,
        }
        if "caption" in medium:
            full["caption"] = medium["caption"]
        if medium["type"] == "VIDEO":
            full["thumbnail_url"] = _picture(medium["files"][0].replace(".mp4", ".jpg"))
        if medium["type"] == "CAROUSEL_ALBUM":
            full["children"] = {"data": self._children.setdefault(native, [])}
            self._children[native] += [
                {"id": f"{native[:-1]}9{place}", "media_type": "IMAGE", "media_url": _picture(file)}
                for place, file in enumerate(medium["files"])
            ]
        self._comments[native] = [
            {
                "id": f"1788{number}00000000{place}",
                "text": comment["text"],
                "timestamp": self._world.stamp(comment["minutes_ago"], _STAMP),
                "username": comment["by"],
                "like_count": 0,
            }
            for place, comment in enumerate(newest_first(comments))
        ]
        return full


def _paged(things: Sequence[Mapping[str, Any]], asked: Asked) -> dict[str, Any]:
    after = asked.query.get("after")
    chosen, onward = page_of(things, after, min(PAGE, int(asked.query.get("limit", PAGE))))
    if not chosen:
        return {"data": []}
    fields = _fields(asked.query.get("fields", ""))
    chosen = [{name: value for name, value in thing.items() if name in fields} for thing in chosen]
    paging: dict[str, Any] = {"cursors": {"before": after or "page-0", "after": onward or f"page-{len(things)}"}}
    if onward:
        again = urlencode({**asked.query, "access_token": "demo", "after": onward})
        paging["next"] = f"https://graph.facebook.com{asked.path}?{again}"
    return {"data": chosen, "paging": paging}


def _fields(asked: str) -> set[str]:
    """Return the names asked for, without what is asked for inside them; `id` always comes."""
    outer = re.sub(r"\{[^{}]*\}", "", asked)
    return {"id", *asked.split(",")} if outer == asked else _fields(outer)


def _picture(file: str) -> str:
    return f"https://scontent.cdninstagram.com/v/t51.29350-15/{file}?ccb=1-7"
