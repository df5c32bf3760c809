"""X API v2: recent search, users by name, mentions and own posts, as api.x.com answers (openapi 2.167, August 2026).

A search answers with every post of the week that is not the school's own, whatever its words: a recording, not a
search engine.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from pipelines.demo_replay.world import Answer, Asked, World, newest_first, page_of, source_file

PAGE = 20
"""Fewer than the 100 that may be asked for, so that the demo pages."""

_SNOWFLAKE_EPOCH = datetime(2010, 11, 4, 1, 42, 54, 657000, tzinfo=UTC)
_EDIT_WINDOW_MINUTES = 12
_LONGEST_SHORT_TEXT = 280
_TIME_LINE = re.compile(r"/2/users/(\d+)/(mentions|tweets)")


class XReplay:
    """Answers for X."""

    def __init__(self, world: World) -> None:
        """Put the posts into X's shape, newest first."""
        content = source_file("x")
        self._world = world
        self._own: dict[str, Mapping[str, Any]] = {account["handle"]: account for account in content["accounts"]}
        self._media: dict[str, dict[str, Any]] = {}
        self._users: dict[str, dict[str, Any]] = {}
        self._known: dict[str, dict[str, Any]] = {}
        posts = newest_first(content["posts"])
        self._tweets = [self._tweet(post, number) for number, post in enumerate(posts)]
        self._join_answers(posts)

    def answer(self, asked: Asked) -> Answer | None:
        """Return X's answer, or None when the request is not one for X."""
        own_ids = {account["id"] for account in self._own.values()}
        if asked.path == "/2/tweets/search/recent":
            return self._page([t for t in self._tweets if t["author_id"] not in own_ids], asked, "next_token")
        if asked.path == "/2/users/by":
            return self._by_name(asked.query.get("usernames", "").split(","))
        if found := _TIME_LINE.fullmatch(asked.path):
            user_id, what = found.groups()
            if user_id not in own_ids:
                return Answer(_problem("user", user_id), 404)
            if what == "tweets":
                return self._page([t for t in self._tweets if t["author_id"] == user_id], asked, "pagination_token")
            handle = next(name for name, account in self._own.items() if account["id"] == user_id)
            mentions = [t for t in self._tweets if f"@{handle}" in t["text"] and t["author_id"] != user_id]
            return self._page(mentions, asked, "pagination_token")
        return None

    def _by_name(self, handles: Iterable[str]) -> Answer:
        known = {name.lower(): account for name, account in self._own.items()}
        body: dict[str, Any] = {}
        for handle in handles:
            account = known.get(handle.lower())
            if account is None:
                body.setdefault("errors", []).append(_not_found("user", handle))
            else:
                user = {"id": account["id"], "name": account["name"], "username": account["handle"]}
                body.setdefault("data", []).append(user)
        return Answer(body)

    def _page(self, tweets: list[dict[str, Any]], asked: Asked, token_name: str) -> Answer:
        since_id, start = asked.query.get("since_id"), asked.query.get("start_time")
        fresh = [t for t in tweets if since_id is None or int(t["id"]) > int(since_id)]
        fresh = [t for t in fresh if start is None or t["created_at"][:19] >= start[:19]]
        chosen, onward = page_of(fresh, asked.query.get(token_name), PAGE)
        if not chosen:
            return Answer({"meta": {"result_count": 0}})
        meta = {"newest_id": chosen[0]["id"], "oldest_id": chosen[-1]["id"], "result_count": len(chosen)}
        body: dict[str, Any] = {"data": chosen, "includes": self._includes(chosen), "meta": meta}
        if onward:
            meta["next_token"] = onward
        if gone := [t["author_id"] for t in chosen if t["author_id"] not in self._users]:
            body["errors"] = [_not_found("user", user_id) for user_id in gone]
        return Answer(body)

    def _includes(self, tweets: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        referred = [self._known[r["id"]] for t in tweets for r in t.get("referenced_tweets", ())]
        keys = [key for t in tweets for key in t.get("attachments", {}).get("media_keys", ())]
        authors = dict.fromkeys(t["author_id"] for t in [*tweets, *referred])
        included = {
            "users": [self._users[user_id] for user_id in authors if user_id in self._users],
            "media": [self._media[key] for key in keys],
            "tweets": referred,
        }
        return {kind: things for kind, things in included.items() if things}

    def _tweet(self, post: Mapping[str, Any], number: int) -> dict[str, Any]:
        native, text = self._native(post["minutes_ago"], number), html.escape(post["text"], quote=False)
        history = [native]
        if post.get("edited"):
            history.insert(0, self._native(post["minutes_ago"] + _EDIT_WINDOW_MINUTES, number))
        tweet: dict[str, Any] = {
            "id": native,
            "author_id": self._author(post, number),
            "conversation_id": native,
            "created_at": self._world.stamp(post["minutes_ago"]),
            "edit_history_tweet_ids": history,
            "lang": post.get("lang", "en"),
            "text": text,
        }
        if len(text) > _LONGEST_SHORT_TEXT:
            tweet["text"] = text[: _LONGEST_SHORT_TEXT - 1].rstrip() + "…"
            tweet["note_tweet"] = {"text": text}
        if tags := [{"start": m.start(), "end": m.end(), "tag": m[1]} for m in re.finditer(r"#(\w+)", text)]:
            tweet["entities"] = {"hashtags": tags}
        for place, photo in enumerate(post.get("photos", ())):
            key = f"3_{int(native) + place}"
            link = f"https://pbs.twimg.com/media/{photo['file']}"
            self._media[key] = {"media_key": key, "type": "photo", "url": link, "alt_text": photo["alt_text"]}
            tweet.setdefault("attachments", {"media_keys": []})["media_keys"].append(key)
        if "quotes" in post:
            quoted = self._tweet(post["quotes"], number + 1_000)
            tweet["referenced_tweets"] = [{"type": "quoted", "id": quoted["id"]}]
        self._known[native] = tweet
        return tweet

    def _join_answers(self, posts: Iterable[Mapping[str, Any]]) -> None:
        pairs = list(zip(posts, self._tweets, strict=True))
        named = {post["key"]: tweet for post, tweet in pairs if "key" in post}
        for post, tweet in pairs:
            if "answers" in post:
                first = named[post["answers"]]
                tweet["in_reply_to_user_id"], tweet["conversation_id"] = first["author_id"], first["id"]
                tweet["referenced_tweets"] = [{"type": "replied_to", "id": first["id"]}]

    def _native(self, minutes_ago: int, number: int) -> str:
        """Return an id that tells its time, as X's do."""
        passed = self._world.at(minutes_ago) - _SNOWFLAKE_EPOCH
        return str((int(passed.total_seconds() * 1000) << 22) + 4_000_000 - number)

    def _author(self, post: Mapping[str, Any], number: int) -> str:
        own = self._own.get(post["by"])
        user_id: str = own["id"] if own else str(9_200_000_000 + number)
        if post["by"]:
            name = own["name"] if own else post["name"]
            self._users[user_id] = {"id": user_id, "name": name, "username": post["by"]}
        return user_id


def _not_found(what: str, value: str) -> dict[str, str]:
    return {
        "value": value,
        "resource_type": what,
        "title": "Not Found Error",
        "detail": f"Could not find {what} with id: [{value}].",
        "type": "https://api.x.com/2/problems/resource-not-found",
    }


def _problem(what: str, value: str) -> dict[str, Any]:
    return {**_not_found(what, value), "status": 404}
