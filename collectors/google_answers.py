"""What an answer of a Google API means: one reading of their shared error format for every Google source.

The format is google.rpc.Status as JSON (`{"error": {"code", "status", "details"}}`, https://google.aip.dev/193) and, at
the token endpoint, OAuth's (`{"error": "invalid_grant"}`, RFC 6749 section 5.2). Google's own sentences are not
repeated: they carry project numbers and addresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from collectors.base import CollectorError, RateLimited, SourceRefused, SourceUnavailable, UnexpectedFormat, as_mapping
from collectors.http import DEFAULT_WAIT, LONGEST_WAIT, decode_json, retry_after

READ_FROM_FILE = datetime(1970, 1, 1, tzinfo=UTC)
"""Until when a limit holds that stands in a stored body: nobody knows when it was received, so it is over."""

TRY_LATER = frozenset({"server_error", "temporarily_unavailable", "internal_failure"})
BAD_KEYS = frozenset({"API_KEY_INVALID", "API_KEY_EXPIRED"})


@dataclass(frozen=True, slots=True)
class Remedies:
    """How a person mends a refusal of this source, a sentence for each kind."""

    sign_in: str
    access: str
    address: str


def good_json(response: httpx.Response, *, now: datetime, mend: Remedies) -> Any:
    """Return the JSON of a good answer; raise what the caller should do about any other."""
    try:
        body = decode_json(response)
    except UnexpectedFormat:
        if response.is_success:
            raise
        body = {}
    status = None if response.is_success else response.status_code
    error = google_error(body, mend=mend, now=now, status=status, wait=retry_after(response))
    if error is not None:
        raise error
    return body


def json_object(body: object) -> Mapping[str, Any]:
    """Return a body that is a JSON object; say of a text whether it is a web page, for that is a log-in wall."""
    if isinstance(body, str):
        kind = "a web page" if body.lstrip()[:1] == "<" else "a text"
        raise UnexpectedFormat(f"Google sent {kind} where JSON was due")
    return as_mapping(body, "Google's answer")


def text_or_none(fields: Mapping[str, Any], name: str) -> str | None:
    """Return the text `name` of `fields`, None when Google does not say; raise `UnexpectedFormat` for another type."""
    value = fields.get(name)
    if not isinstance(value, str | None):
        raise UnexpectedFormat(f"the item's {name!r} is not a text")
    return value or None


def not_reviews(page: Mapping[str, Any]) -> UnexpectedFormat:
    """Return the error for a Google answer that is none of reviews, saying what it is instead."""
    if "access_token" in page:
        what = "an OAuth token exchange"
    elif page.keys() & {"discoveryVersion", "$schema"} or any(_is_schema(value) for value in page.values()):
        what = "a schema of the API, not an answer of it"
    elif "accounts" in page or "locations" in page:
        what = "a list of accounts or locations"
    elif {"comment", "updateTime"} <= page.keys():
        what = "the owner's reply to a review"
    elif "error_message" in page or "html_attributions" in page:
        what = "an answer of the old Places API, which is not used"
    else:
        what = "a JSON object without reviews" if page else "an empty object"
    return UnexpectedFormat(f"not a post payload: {what}")


def google_error(
    body: object,
    *,
    mend: Remedies,
    now: datetime = READ_FROM_FILE,
    status: int | None = None,
    wait: timedelta | None = None,
) -> CollectorError | None:
    """Return the error that `body` or the HTTP `status` of a bad answer stands for; None when it is no error.

    `wait` is what Retry-After asked for.
    """
    fault = body.get("error") if isinstance(body, Mapping) else None
    if fault is None and status is None:
        return None
    details = tuple(_details(fault))
    code = _code(fault, status)
    if code == httpx.codes.TOO_MANY_REQUESTS or (code == httpx.codes.SERVICE_UNAVAILABLE and wait):
        return _limit(code, details, mend=mend, now=now, wait=wait)
    if code is not None and (code >= httpx.codes.INTERNAL_SERVER_ERROR or code == httpx.codes.REQUEST_TIMEOUT):
        return SourceUnavailable(f"Google is out of order (HTTP {code})")
    return _oauth_error(fault, mend) if isinstance(fault, str) else _refusal(code, details, mend)


def _limit(
    code: int, details: Sequence[Mapping[str, Any]], *, mend: Remedies, now: datetime, wait: timedelta | None
) -> CollectorError:
    if any(_quota_is_zero(detail) for detail in details):
        return SourceRefused(f"Google has granted no requests yet: {mend.access}")
    pause = wait or next((found for found in map(_retry_delay, details) if found), DEFAULT_WAIT)
    return RateLimited(f"Google asks to wait (HTTP {code})", until=now + min(pause, LONGEST_WAIT))


def _oauth_error(fault: str, mend: Remedies) -> CollectorError:
    if fault in TRY_LATER:
        return SourceUnavailable("Google could not check the sign-in just now")
    word = fault if re.fullmatch(r"[a-z_]{1,40}", fault) else "an OAuth error"
    return SourceRefused(f"Google no longer accepts the sign-in ({word}): {mend.sign_in}")


def _refusal(code: int | None, details: Sequence[Mapping[str, Any]], mend: Remedies) -> CollectorError:
    if code == httpx.codes.UNAUTHORIZED or any(str(detail.get("reason")) in BAD_KEYS for detail in details):
        return SourceRefused(f"Google does not accept the sign-in (HTTP {code}): {mend.sign_in}")
    if code in (402, 403, 451):
        return SourceRefused(f"Google refuses access (HTTP {code}): {mend.access}")
    if code in (400, 404, 410):
        return SourceRefused(f"Google has nothing to show at this address (HTTP {code}): {mend.address}")
    return UnexpectedFormat(f"Google answered with an error that this version does not know (HTTP {code})")


def _code(fault: object, status: int | None) -> int | None:
    if status is not None:
        return status
    code = fault.get("code") if isinstance(fault, Mapping) else None
    return code if isinstance(code, int) else None


def _details(fault: object) -> Iterator[Mapping[str, Any]]:
    details = fault.get("details") if isinstance(fault, Mapping) else None
    if isinstance(details, list):
        yield from (detail for detail in details if isinstance(detail, Mapping))


def _quota_is_zero(detail: Mapping[str, Any]) -> bool:
    """Say whether the limit itself is 0: Google's way to say that it has not approved the project's access."""
    metadata = detail.get("metadata")
    return isinstance(metadata, Mapping) and metadata.get("quota_limit_value") == "0"


def _retry_delay(detail: Mapping[str, Any]) -> timedelta | None:
    match = re.fullmatch(r"(\d{1,6})(?:\.\d+)?s", str(detail.get("retryDelay", "")), flags=re.ASCII)
    return timedelta(seconds=int(match[1]) + 1) if match else None


def _is_schema(value: object) -> bool:
    return isinstance(value, Mapping) and ("properties" in value or "$ref" in value or "items" in value)
