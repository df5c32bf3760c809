"""Reddit's OAuth interface: the token, a search listing, and the look-up by name for a second look."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.demo_replay.world import Answer, Asked, World, newest_first, page_of, source_file

PAGE = 5
"""Fewer than the 100 that may be asked for, so that the demo pages."""

_SEARCH = re.compile(r"/r/[\w+]+/search/?(\.json)?")
_LIMITS = {"x-ratelimit-remaining": "990.0", "x-ratelimit-used": "10", "x-ratelimit-reset": "300"}


class RedditReplay:
    """Answers for Reddit."""

    def __init__(self, world: World) -> None:
        """Put the posts into Reddit's shape, newest first."""
        self._world = world
        oldest_first = reversed(newest_first(source_file("reddit")["posts"]))
        things = [{"kind": "t3", "data": self._submission(post, n)} for n, post in enumerate(oldest_first)]
        self._things: list[dict[str, Any]] = things[::-1]

    def answer(self, asked: Asked) -> Answer | None:
        """Return Reddit's answer, or None when the request is not one for Reddit."""
        if asked.path == "/api/v1/access_token" and asked.method == "POST":
            return Answer({"access_token": "demo", "token_type": "bearer", "expires_in": 86_400, "scope": "*"})
        if _SEARCH.fullmatch(asked.path):
            size = min(PAGE, int(asked.query.get("limit", PAGE)))
            return Answer(self._listing(asked.query.get("after"), size), headers=_LIMITS)
        if asked.path.rstrip("/") == "/api/info":
            names = asked.query.get("id", "").split(",")
            things = [thing for thing in self._things if thing["data"]["name"] in names]
            return Answer(_listing_of(things, None), headers=_LIMITS)
        return None

    def _listing(self, after: str | None, size: int) -> dict[str, Any]:
        names = [thing["data"]["name"] for thing in self._things]
        begin = names.index(after) + 1 if after in names else 0
        chosen, onward = page_of(self._things, f"from-{begin}", size)
        return _listing_of(chosen, chosen[-1]["data"]["name"] if onward else None)

    def _submission(self, post: Mapping[str, Any], number: int) -> dict[str, Any]:
        native = f"lkm{number:03d}"
        slug = re.sub(r"[^a-z0-9]+", "_", post["title"].lower()).strip("_")[:50]
        path = f"/r/{post['community']}/comments/{native}/{slug}/"
        removed = post.get("removed", False)
        return {
            "id": native,
            "name": f"t3_{native}",
            "subreddit": post["community"],
            "subreddit_name_prefixed": f"r/{post['community']}",
            "subreddit_id": "t5_lkm",
            "domain": f"self.{post['community']}",
            "is_self": True,
            "author": post["by"] or "[deleted]",
            "title": post["title"],
            "selftext": post["text"],
            "created_utc": self._world.epoch(post["minutes_ago"]),
            "created": self._world.epoch(post["minutes_ago"]),
            "edited": self._world.epoch(post["edited_minutes_ago"]) if "edited_minutes_ago" in post else False,
            "permalink": path,
            "url": f"https://www.reddit.com{path}",
            "removed_by_category": "moderator" if removed else None,
            "banned_by": None,
            "over_18": False,
            "score": 7 + number,
            "num_comments": number % 5,
            "distinguished": None,
            "stickied": False,
            "locked": False,
        }


def _listing_of(things: Sequence[Mapping[str, Any]], after: str | None) -> dict[str, Any]:
    return {
        "kind": "Listing",
        "data": {"modhash": "", "dist": len(things), "children": list(things), "after": after, "before": None},
    }
