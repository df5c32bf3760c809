"""What an answer of Reddit's API is: its posts cut out of every documented shape, its errors, or something else.

Everything Reddit sends is a thing, `{"kind", "data"}`: t1 a comment, t3 a submission, Listing a page of things, more a
hint at comments not sent (https://www.reddit.com/dev/api, recordings of 2016 and 2025).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from collectors.base import CollectorError, RateLimited, SourceRefused, SourceUnavailable, UnexpectedFormat, require

POSTS = ("t1", "t3")
OTHER_KINDS = {
    "t2": "an account",
    "t4": "private messages",
    "t5": "communities",
    "t6": "awards",
    "more": "ids of comments that were not sent",
    "wikipage": "a wiki page",
}
DEFAULT_WAIT = timedelta(minutes=10)
LONGEST_WAIT = timedelta(hours=24)
READ_FROM_FILE = datetime(1970, 1, 1, tzinfo=UTC)
"""Until when a limit holds that stands in a stored body: nobody knows when it was received, so it is over."""

ASK_FIRST = (
    "Reddit's self-service access to its API has been closed since November 2025: approval must be asked for first, "
    "under its Responsible Builder Policy"
)
MEND_SIGN_IN = f"check GOODNAME_REDDIT_CLIENT_ID and _CLIENT_SECRET, or the access was withdrawn ({ASK_FIRST})"


def things(body: object) -> list[tuple[Mapping[str, Any], str | None]]:
    """Return (thing, title of its thread) for each submission and comment of an answer, in the order sent.

    A comment comes without the replies below it, which are posts of their own. Raises the matching error for an API
    error, and `UnexpectedFormat` for what holds no posts and does not say itself that it is empty.
    """
    found: list[Mapping[str, Any]] = []
    titles: dict[str, str] = {}
    others: list[str] = []
    pending = [*reversed(_roots(body))]
    while pending:
        thing = pending.pop()
        kind = thing.get("kind") if isinstance(thing, Mapping) else None
        if kind == "Listing":
            pending.extend(reversed(children(thing)))
            continue
        if kind not in POSTS:
            # A child that is no thing at all is kept, so that parsing it fails and is counted.
            found += [] if isinstance(kind, str) else [thing]
            others += [kind] if isinstance(kind, str) else []
            continue
        data = thing.get("data")
        if isinstance(data, Mapping) and isinstance(data.get("replies"), Mapping):
            pending.append(data["replies"])
            thing = {**thing, "data": {name: value for name, value in data.items() if name != "replies"}}
        elif isinstance(data, Mapping) and kind == "t3":
            titles[str(data.get("name"))] = str(data.get("title", ""))
        found.append(thing)
    if others and not found:
        what = OTHER_KINDS.get(others[0], f"things of kind {others[0][:20]!r}")
        raise UnexpectedFormat(f"not a post payload: {what}")
    return [(thing, _thread_title(thing, titles)) for thing in found]


def children(listing: object) -> Sequence[Any]:
    """Return the things of a Listing; raise `UnexpectedFormat` when it is not one."""
    found = require(listing, "data", "children")
    if not isinstance(found, list):
        raise UnexpectedFormat("the children of Reddit's listing are not a list")
    return found


def listing_only(body: object) -> Mapping[str, Any]:
    """Return a search's answer, which is one Listing; raise what anything else means."""
    things(body)
    if not isinstance(body, Mapping) or body.get("kind") != "Listing":
        raise UnexpectedFormat("Reddit answered a search with something other than a listing")
    return body


def answer_error(
    body: object, *, now: datetime = READ_FROM_FILE, wait: timedelta | None = None
) -> CollectorError | None:
    """Return the error that a JSON body stands for, None when it is none."""
    if not isinstance(body, Mapping):
        return None
    error, nested = body.get("error"), body.get("json")
    if isinstance(error, int) and not isinstance(error, bool):
        return status_error(error, now=now, wait=wait)
    if isinstance(error, str):
        return SourceRefused(f"Reddit did not accept the sign-in: {MEND_SIGN_IN}")
    errors = nested.get("errors") if isinstance(nested, Mapping) else None
    if not isinstance(errors, list) or not errors:
        return None
    first = errors[0]
    said = str(first[0]) if isinstance(first, list) and first else ""
    # Reddit's own words for an error look like USER_REQUIRED; anything else could be what somebody wrote.
    word = said if re.fullmatch(r"[A-Z_]{1,40}", said) else "without a name"
    if word == "RATELIMIT":
        return status_error(429, now=now, wait=wait)
    return SourceRefused(f"Reddit refused the request ({word}): {MEND_SIGN_IN}")


def status_error(status: int, *, now: datetime, wait: timedelta | None = None) -> CollectorError:
    """Return what an HTTP status other than a good one asks the caller to do."""
    if status == 429 or (status == 503 and wait):  # noqa: PLR2004 - HTTP's own numbers
        return RateLimited(f"Reddit asks to wait (HTTP {status})", until=now + min(wait or DEFAULT_WAIT, LONGEST_WAIT))
    if status >= 500 or status == 408:  # noqa: PLR2004 - HTTP's own numbers
        return SourceUnavailable(f"Reddit is out of order (HTTP {status})")
    if status == 401:  # noqa: PLR2004 - HTTP's own numbers
        return SourceRefused(f"Reddit did not accept the sign-in (HTTP 401): {MEND_SIGN_IN}")
    if status in (402, 403, 451):
        return SourceRefused(
            f"Reddit refuses access (HTTP {status}): a community may have gone private, or the access was withdrawn; "
            f"check `communities` under [sources.reddit] first. {ASK_FIRST}"
        )
    if status in (301, 302, 307, 308, 404, 410):
        return SourceRefused(f"Reddit has nothing there (HTTP {status}): check `communities` under [sources.reddit]")
    return UnexpectedFormat(f"Reddit answered HTTP {status}, which this version does not expect")


def _roots(body: object) -> list[Any]:
    if isinstance(body, str):
        kind = "a web page" if body.lstrip()[:1] == "<" else "a text"
        raise UnexpectedFormat(f"Reddit sent {kind} where JSON was due")
    error = answer_error(body)
    if error is not None:
        raise error
    if isinstance(body, list) and body and all(_kind(part) == "Listing" for part in body):
        return body
    if isinstance(body, Mapping):
        if _kind(body) is not None:
            return [body]
        more = body.get("json")
        if isinstance(more, Mapping) and isinstance(more.get("data"), Mapping) and "things" in more["data"]:
            return list(_things_of(more["data"]))
        raise UnexpectedFormat(f"not a post payload: {_what(body)}")
    raise UnexpectedFormat("not a post payload: JSON that is no listing of Reddit's")


def _things_of(data: Mapping[str, Any]) -> Iterator[Any]:
    if not isinstance(data["things"], list):
        raise UnexpectedFormat("the things of Reddit's answer are not a list")
    yield from data["things"]


def _kind(part: object) -> str | None:
    kind = part.get("kind") if isinstance(part, Mapping) else None
    return kind if isinstance(kind, str) else None


def _what(body: Mapping[str, Any]) -> str:
    if "access_token" in body:
        return "an OAuth token exchange"
    if "json" in body:
        return "the answer to a command"
    if body.keys() & {"$schema", "properties"}:
        return "a schema, not an answer"
    if {"link_karma", "comment_karma"} & body.keys():
        return "an account"
    return "a JSON object that is no thing of Reddit's" if body else "an empty object"


def _thread_title(thing: object, titles: Mapping[str, str]) -> str | None:
    data = thing.get("data") if isinstance(thing, Mapping) else None
    return titles.get(str(data.get("link_id"))) if isinstance(data, Mapping) else None
