"""A praw client that asks through the one HTTP client and never sleeps.

prawcore 4 sleeps in three places: before a call, when the last answer's `x-ratelimit-*` left little (up to 10 s) or
nothing (up to the reset, minutes), and before retrying a 5xx or a lost connection. It also fails on a `Retry-After`
that is a date, on a fractional `x-ratelimit-reset` and on a 401 without `WWW-Authenticate`. So each answer is judged
here, by the requestor that praw lets one pass in, and prawcore is handed good JSON only, without those headers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import praw
import requests
from prawcore import Requestor
from prawcore.exceptions import PrawcoreException, RequestException

from collectors.base import Clock, CollectorError, RateLimited, SourceUnavailable, UnexpectedFormat
from collectors.bridge import bridged_session
from collectors.http import HttpClient
from collectors.reddit_answers import DEFAULT_WAIT, LONGEST_WAIT, answer_error, status_error

TOKEN_PATH = "/api/v1/access_token"  # noqa: S105 - an address, not a secret
GOOD = range(200, 300)
LIMIT_HEADERS = ("x-ratelimit-remaining", "x-ratelimit-used", "x-ratelimit-reset")


class CandidRequestor(Requestor):
    """Sends prawcore's requests and raises our errors, unwrapped; refuses to ask when the budget is used up."""

    def __init__(self, *, clock: Clock, **options: Any) -> None:
        """Take prawcore's own options, and the clock that says when the budget is there again."""
        super().__init__(**options)
        self._clock = clock
        self._closed_until: datetime | None = None

    def request(self, *args: Any, timeout: float | None = None, **options: Any) -> requests.Response:
        """Send one request. Raises a `CollectorError` for everything but JSON that is no error."""
        now = self._clock()
        if self._closed_until is not None and now < self._closed_until:
            raise RateLimited("Reddit's budget of requests is used up", until=self._closed_until)
        try:
            answer = super().request(*args, timeout=timeout, **options)
        except RequestException as error:
            raise _unwrapped(error.original_exception) from error
        wait, remaining = _wait(answer.headers), _number(answer.headers.get("x-ratelimit-remaining"))
        if remaining is not None and remaining < 1:
            self._closed_until = now + (wait or DEFAULT_WAIT)
        for name in LIMIT_HEADERS:
            answer.headers.pop(name, None)
        _check(answer, now=now, wait=wait)
        return answer


class RedditSession:
    """Asks Reddit's API for raw JSON, signed in as an application (no account, nothing can be written)."""

    def __init__(self, client: HttpClient, *, client_id: str, client_secret: str, user_agent: str) -> None:
        """Sign in with the application's id and secret; `user_agent` in the form Reddit asks for."""
        # Everything praw.ini or an environment variable could set is set here: neither may move the endpoints.
        self._reddit = praw.Reddit(
            site_name="DEFAULT",
            client_id=client_id,
            client_secret=client_secret,
            user_agent=user_agent,
            username=None,
            password=None,
            refresh_token=None,
            redirect_uri=None,
            reddit_url="https://www.reddit.com",
            oauth_url="https://oauth.reddit.com",
            check_for_updates=False,
            check_for_async=False,
            requestor_class=CandidRequestor,
            requestor_kwargs={"session": bridged_session(client), "clock": client.now},
        )

    def get(self, path: str, params: dict[str, str | int]) -> Any:
        """Return the JSON at `path`. Raises what the caller should do when there is none."""
        try:
            return self._reddit.request(method="GET", path=path, params=params)
        except PrawcoreException as error:
            raise UnexpectedFormat(f"Reddit's answer was not understood ({type(error).__name__})") from error


def _unwrapped(original: Exception) -> CollectorError:
    """Return our own error that prawcore wrapped, or what a lost connection means."""
    if isinstance(original, CollectorError):
        return original
    return SourceUnavailable(f"Reddit could not be reached ({type(original).__name__})")


def _check(answer: requests.Response, *, now: datetime, wait: timedelta | None) -> None:
    if answer.status_code not in GOOD:
        raise status_error(answer.status_code, now=now, wait=wait)
    try:
        body = answer.json()
    except ValueError as error:
        kind = "a web page" if answer.text.lstrip()[:1] == "<" else "something else"
        raise UnexpectedFormat(f"Reddit sent {kind} where JSON was due") from error
    found = answer_error(body, now=now, wait=wait)
    if found is not None:
        raise found
    if answer.url.endswith(TOKEN_PATH) and not _is_token(body):
        raise UnexpectedFormat("Reddit's sign-in answered without a token")


def _is_token(body: object) -> bool:
    kinds = {"access_token": str, "scope": str, "expires_in": int}
    return isinstance(body, Mapping) and all(isinstance(body.get(name), kind) for name, kind in kinds.items())


def _wait(headers: Mapping[str, str]) -> timedelta | None:
    """Return how long Reddit asks to wait: Retry-After in seconds, else the reset of its window."""
    seconds = _number(headers.get("retry-after")) or _number(headers.get("x-ratelimit-reset"))
    return None if not seconds else timedelta(seconds=min(seconds, LONGEST_WAIT.total_seconds()))


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None
