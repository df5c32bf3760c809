"""The questions that X is asked again and again: what each asks, and which fields it wants back.

Every post and every author read is billed, so a field or an author is asked for only where the mapping needs it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from collectors.base import Query
from collectors.x_query import search_queries

_FIELDS: Mapping[str, Any] = {
    "tweet_fields": [
        "attachments",
        "author_id",
        "conversation_id",
        "created_at",
        "edit_history_tweet_ids",
        "entities",
        "in_reply_to_user_id",
        "note_tweet",
        "referenced_tweets",
    ],
    "media_fields": ["alt_text", "preview_image_url", "type", "url"],
    "user_fields": ["username"],
    "max_results": 100,
}
_OWN = {**_FIELDS, "expansions": ["attachments.media_keys", "referenced_tweets.id", "referenced_tweets.id.author_id"]}
_OTHERS = {**_OWN, "expansions": ["author_id", *_OWN["expansions"]]}


@dataclass(frozen=True, slots=True)
class Stream:
    """One question: tweepy's method, the name of its page token, and what stays the same each time."""

    key: str
    ask: Callable[..., Any]
    token: str
    fixed: Mapping[str, Any]
    search: bool = False

    @property
    def kind(self) -> str:
        """Which of the three it is: search, mentions or own."""
        return self.key.partition(":")[0]


def streams(client: Any, query: Query, handles: Sequence[str], users: Mapping[str, str]) -> list[Stream]:
    """Return what to ask `client` (tweepy's) for: searches, then mentions and own posts of each known account.

    `users` holds the user id of each own handle that X knows. A search is known by its text: other names begin a new
    stream.
    """
    questions = search_queries(query.names, handles=handles, not_us=query.not_us)
    find, mentions, own = client.search_recent_tweets, client.get_users_mentions, client.get_users_tweets
    page = "pagination_token"
    return [
        *(Stream(f"search:{text}", find, "next_token", {**_OTHERS, "query": text}, search=True) for text in questions),
        *(Stream(f"mentions:{handle}", mentions, page, {**_OTHERS, "id": user}) for handle, user in users.items()),
        *(Stream(f"own:{handle}", own, page, {**_OWN, "id": user}) for handle, user in users.items()),
    ]
