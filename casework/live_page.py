"""A page as it stands now, for evidence: its words as they were sent, and never a picture, a video or a font.

A page is asked for once, through the one HTTP client and along redirects only where it may be captured; what came is
kept as a WARC (ISO 28500) of HTML and JSON. What the page shows with those words is for `casework.screen`.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from collectors.base import SourceUnavailable
from collectors.http import MAX_REDIRECTS, HttpClient
from data.errors import InputError

KEPT = ("text/html", "application/xhtml+xml", "application/json", "application/ld+json")
"""What a record may hold."""
_NOT_KEPT = frozenset({"set-cookie", "content-encoding", "content-length", "transfer-encoding"})


@dataclass(frozen=True, slots=True)
class Page:
    """An answer as it came. `kind` is its media type without parameters."""

    address: str
    status: int
    kind: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    at: datetime


def fetch_page(http: HttpClient, address: str, *, may_capture: Callable[[str], bool]) -> Page:
    """Ask for the page once and return it; raise `InputError` for one that is no words or leads elsewhere.

    A log-in wall or an error is an answer like any other: the record says its status.
    """
    current = address
    for _ in range(MAX_REDIRECTS + 1):
        response = http.request("GET", current, headers={"Accept": "text/html,application/json"}, follow=False)
        onward = response.headers.get("location") if response.is_redirect else None
        if onward is None:
            break
        current = urljoin(current, onward)
        if urlsplit(current).scheme not in ("http", "https") or not may_capture(current):
            raise InputError("the page leads on to an address that may not be captured; nothing was kept")
    else:
        raise SourceUnavailable(f"the page redirected more than {MAX_REDIRECTS} times")
    kind = response.headers.get("content-type", "").partition(";")[0].strip().casefold()
    if kind not in KEPT:
        raise InputError("the address is no page of words (HTML or JSON): pictures, videos and files are not captured")
    headers = tuple((name, value) for name, value in response.headers.multi_items() if name.lower() not in _NOT_KEPT)
    return Page(current, response.status_code, kind, headers, response.content, http.now())


def as_warc(pages: Sequence[Page]) -> bytes:
    """Return the pages as one WARC file, a response record each; its digests are SHA-1 as the format has it."""
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=False)
    for page in pages:
        words = HTTPStatus(page.status).phrase
        headers = StatusAndHeaders(f"{page.status} {words}", list(page.headers), protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                page.address,
                "response",
                payload=io.BytesIO(page.body),
                length=len(page.body),
                http_headers=headers,
                warc_headers_dict={"WARC-Date": f"{page.at:%Y-%m-%dT%H:%M:%SZ}"},
            )
        )
    return buffer.getvalue()
