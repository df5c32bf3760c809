"""What X means when it says no: its error answers as our errors.

Forms: problem+json `{title, detail, type, status}` and `{errors: [...]}` (docs.x.com response codes, seen 2026-08-22).
The answer is judged before tweepy sees it: tweepy names no error for 402, and trips over a reset header that is not a
number and over an error body that is not an object.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import requests

from collectors.base import CollectorError, RateLimited, SourceRefused, SourceUnavailable, UnexpectedFormat

SHORT_WAIT = timedelta(minutes=15)
LONG_WAIT = timedelta(hours=24)
NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)
"""For an error body read from a file: it does not say until when."""

_REFUSED = {
    "unsupported-authentication",
    "client-forbidden",
    "oauth1-permissions",
    "not-authorized-for-resource",
    "disallowed-resource",
    "resource-unavailable",
    "resource-not-found",
}
_HOW_TO_MEND: Mapping[int, str] = {
    HTTPStatus.UNAUTHORIZED: "the bearer token is not accepted; make a new one in X's console",
    HTTPStatus.PAYMENT_REQUIRED: "it wants credits; buy some in X's console, then collect again",
    HTTPStatus.FORBIDDEN: "check the app's access in X's console and the handles under [[accounts]]",
    HTTPStatus.NOT_FOUND: "check the handles under [[accounts]]",
}
_STATUS_BY_TITLE = {"Unauthorized": 401, "Forbidden": 403, "Too Many Requests": 429, "Service Unavailable": 503}
_STATUS_BY_CODE = {32: 401, 88: 429, 89: 401, 130: 503, 131: 500}
_BOUNDS = ("since_id", "start_time", "next_token", "pagination_token")


class StaleBounds(UnexpectedFormat):
    """X no longer takes the place where we stopped (older than its seven days); the stream starts its window anew."""


def check(response: requests.Response, now: datetime) -> None:
    """Raise what the caller should do about an answer of 400 or above."""
    if response.status_code < HTTPStatus.BAD_REQUEST:
        return
    try:
        body: object = response.json()
    except ValueError:
        body = None
    raise problem(body, status=response.status_code, until=_until(response, now, capped=_is_cap(body)))


def problem(body: object, *, status: int | None = None, until: datetime = NO_TIME) -> CollectorError:
    """Return the error that an error body means; without a `status`, the body's own counts."""
    first = _first(body)
    kind = str(first.get("type", "")).rsplit("/", 1)[-1]
    status = status or _status(first)
    said = f"HTTP {status}" if status else kind or "no reason given"
    if _is_cap(body):
        return RateLimited("the use that X allows this app is spent: raise the cap in X's console or wait", until=until)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return RateLimited(f"X asks to wait ({said})", until=until)
    if status == HTTPStatus.BAD_REQUEST and _names_bounds(body):
        return StaleBounds(f"X no longer takes the place where the last collection stopped ({said})")
    if status in _HOW_TO_MEND or kind in _REFUSED:
        mend = _HOW_TO_MEND.get(status or 0, _HOW_TO_MEND[HTTPStatus.FORBIDDEN])
        return SourceRefused(f"X refuses this ({said}): {mend}")
    if status is not None and status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return SourceUnavailable(f"X is out of order ({said})")
    return UnexpectedFormat(f"X answered with an error that this version does not expect ({said})")


def is_problem(body: Mapping[str, Any]) -> bool:
    """Say whether an answer without posts is an error answer."""
    return "errors" in body or ("title" in body and ("type" in body or "status" in body))


def _first(body: object) -> Mapping[str, Any]:
    if not isinstance(body, Mapping):
        return {}
    errors = body.get("errors")
    inner = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], Mapping) else {}
    return {**inner, **{name: value for name, value in body.items() if name in ("type", "title", "status")}}


def _status(first: Mapping[str, Any]) -> int | None:
    status, code = first.get("status"), first.get("code")
    if isinstance(status, int):
        return status
    if isinstance(code, int) and code in _STATUS_BY_CODE:
        return _STATUS_BY_CODE[code]
    return _STATUS_BY_TITLE.get(str(first.get("title")))


def _is_cap(body: object) -> bool:
    first = _first(body)
    return str(first.get("type", "")).endswith("/usage-capped") or first.get("title") == "UsageCapExceeded"


def _names_bounds(body: object) -> bool:
    errors = body.get("errors") if isinstance(body, Mapping) else None
    for error in errors if isinstance(errors, list) else []:
        if isinstance(error, Mapping):
            parameters, message = error.get("parameters"), str(error.get("message", ""))
            if any(
                f"'{name}'" in message or (isinstance(parameters, Mapping) and name in parameters) for name in _BOUNDS
            ):
                return True
    return False


def _until(response: requests.Response, now: datetime, *, capped: bool) -> datetime:
    """When to ask again: by X's reset header, not in the past and never more than a day off."""
    for header, start in (("x-rate-limit-reset", NO_TIME), ("retry-after", now)):
        text = response.headers.get(header, "").strip()
        if text.isascii() and text.isdigit() and not capped:
            seconds = timedelta(seconds=min(int(text), 10**11))
            return min(max(start + seconds, now + timedelta(seconds=1)), now + LONG_WAIT)
    return now + (LONG_WAIT if capped else SHORT_WAIT)
