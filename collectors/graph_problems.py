"""What Meta's Graph API means when it says no: its error bodies as our errors.

Form: `{"error": {message, type, code, error_subcode, fbtrace_id}}`, mostly with HTTP 400 whatever the reason, so the
code counts and not the status. Codes: developers.facebook.com, Graph API error handling (seen 2026-08). A waiting time
stands in the header X-Business-Use-Case-Usage, in minutes.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from collectors.base import (
    CollectorError,
    RateLimited,
    SourceRefused,
    SourceUnavailable,
    UnexpectedFormat,
    as_mapping,
)
from collectors.http import HttpClient, decode_json

HOUR = timedelta(hours=1)
LONGEST_WAIT = timedelta(hours=24)
NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)
"""For an error body read from a file: it does not say until when."""

_LIMITS = {4, 17, 32, 613, *range(80000, 80015)}
_NOT_THERE = {24, 100, 803}


class NotThere(SourceRefused):
    """The object, or the place in its pages, is not there (any more) or not ours to read."""


class UnknownField(UnexpectedFormat):
    """This version of the API has no such field."""


_MEANING: tuple[tuple[Collection[int], type[CollectorError], str], ...] = (
    (
        {102, 190},
        SourceRefused,
        (
            "the access token has expired or was withdrawn: make a new long-lived one in Meta's developer console and "
            "put it where the old one stands, in GOODNAME_<SOURCE>_ACCESS_TOKEN or secrets.toml"
        ),
    ),
    (
        {3, 10, *range(200, 300)},
        SourceRefused,
        "the access token lacks a permission: give the app the permissions of this source, then make a new token",
    ),
    (_NOT_THERE, NotThere, "what was asked for is not there or not ours: check the account's number"),
    ({1, 2}, SourceUnavailable, "Meta's API is out of order"),
)


def answer(http: HttpClient, response: httpx.Response) -> Mapping[str, Any]:
    """Return the JSON object of a good answer; raise what the caller should do about any other."""
    try:
        body = response.json()
    except ValueError:
        body = None
    if isinstance(body, Mapping) and "error" in body:
        raise problem(body["error"], until=http.now() + _wait(response))
    return as_mapping(decode_json(http.checked(response)), "the answer")


def problem(error: object, *, until: datetime = NO_TIME) -> CollectorError:
    """Return the error that the inner object of an error body means."""
    said: Mapping[str, Any] = error if isinstance(error, Mapping) else {}
    code = said.get("code") if isinstance(said.get("code"), int) else None
    if code in _LIMITS:
        return RateLimited(f"Meta asks to wait (code {code})", until=until)
    if code in _NOT_THERE and "nonexisting field" in str(said.get("message")):
        return UnknownField(f"Meta does not know a field that this version asks for (code {code})")
    for codes, kind, words in _MEANING:
        if code in codes:
            return kind(f"{words} (code {code})")
    if said.get("is_transient") is True:
        return SourceUnavailable(f"Meta's API is out of order for now (code {code})")
    return UnexpectedFormat(f"Meta answered with an error that this version does not expect (code {code})")


def _wait(response: httpx.Response) -> timedelta:
    """How long to wait by the usage header; an hour when it does not say, a day at most."""
    try:
        usage = json.loads(response.headers.get("x-business-use-case-usage", ""))
        minutes = max(int(one["estimated_time_to_regain_access"]) for ones in usage.values() for one in ones)
    except (ValueError, TypeError, KeyError, AttributeError):
        return HOUR
    return min(timedelta(minutes=min(minutes, 10_000)), LONGEST_WAIT) if minutes > 0 else HOUR
