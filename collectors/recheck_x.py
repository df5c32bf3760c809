"""Looks at posts on X again: GET /2/tweets?ids=, a hundred at a time (docs.x.com, seen 2026-08-22).

A post that is not there comes back under `errors` of an answer that is good otherwise. X does not say who took it down.
An edit has a new id, so the newest of its ids is read for its words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from collectors.base import Rechecked, UnexpectedFormat, as_mapping, seen_again
from collectors.x_mapping import long_text
from collectors.x_problems import is_problem, problem
from data.records import Post
from data.removal_words import Found

A_CALL = 100
RECHECK_FIELDS = ["edit_history_tweet_ids", "note_tweet"]
_STATUS = re.compile(r"/status/(\d{1,19})")
_NOT_SAID = "X says that it is not there; it does not say who took it down"
_MEANING: Mapping[str, tuple[Found, str]] = {
    "resource-not-found": (Found.GONE_BY_AUTHOR, _NOT_SAID),
    "not-authorized-for-resource": (Found.UNKNOWN, "its account is no longer public, so nobody can tell"),
}


def recheck_x(posts: Sequence[Post], ask: Callable[[list[str]], Mapping[str, Any]]) -> Iterator[Rechecked]:
    """Yield what X says of each post; `ask` returns the answer for up to a hundred ids."""
    asked = {_newest_id(post): post for post in posts}
    for batch in _batches(list(asked)):
        tweets, errors = _read(ask(batch))
        newest = {number: _last(tweet, number) for number, tweet in tweets.items()}
        edited = [number for number, last in newest.items() if last != number]
        newer = _read(ask([newest[number] for number in edited]))[0] if edited else {}
        for number in batch:
            post = asked[number]
            tweet = newer.get(newest.get(number, "")) or tweets.get(number)
            if tweet is not None:
                yield seen_again(post, long_text(tweet))
                continue
            found, why = errors.get(number, (Found.UNKNOWN, "X says nothing of it"))
            yield Rechecked(post.id, found, why)


def _read(body: Mapping[str, Any]) -> tuple[dict[str, Mapping[str, Any]], dict[str, tuple[Found, str]]]:
    """Return the posts by id, and what X says of those that are missing; raise what a bad answer means."""
    shown = body.get("data", [])
    if not isinstance(shown, list):
        raise UnexpectedFormat("X's 'data' is not a list")
    tweets = {str(tweet["id"]): as_mapping(tweet, "a post") for tweet in shown if isinstance(tweet, Mapping)}
    errors: dict[str, tuple[Found, str]] = {}
    said = body.get("errors", [])
    for error in said if isinstance(said, list) else []:
        kind = str(error.get("type", "")).rsplit("/", 1)[-1] if isinstance(error, Mapping) else ""
        if kind in _MEANING:
            errors[str(error.get("resource_id") or error.get("value"))] = _account_gone(error) or _MEANING[kind]
    if not tweets and not errors:
        raise problem(body) if is_problem(body) else UnexpectedFormat("X's answer has neither posts nor errors")
    return tweets, errors


def _account_gone(error: Mapping[str, Any]) -> tuple[Found, str] | None:
    if "suspended" in str(error.get("detail", "")).casefold():
        return Found.ACCOUNT_GONE, "X has suspended its account"
    return None


def _newest_id(post: Post) -> str:
    """Return the id of the version we know: an edit keeps the first id as ours and has its own in the address."""
    found = _STATUS.search(post.url or "")
    return found[1] if found else post.id


def _last(tweet: Mapping[str, Any], number: str) -> str:
    history = tweet.get("edit_history_tweet_ids")
    return str(history[-1]) if isinstance(history, list) and history else number


def _batches(numbers: Sequence[str]) -> Iterator[list[str]]:
    for start in range(0, len(numbers), A_CALL):
        yield list(numbers[start : start + A_CALL])
