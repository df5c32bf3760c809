"""The one HTTP client: every request of every collector goes through it.

It keeps a time-out and a size cap on every answer, says honestly who asks, paces each host, asks robots.txt where a
crawler should, and never sleeps: when it is too early to ask, it raises `RateLimited` and the run ends. It connects to
public addresses only. The one exception is a configured `base_url` on this machine (a test server): then every request
keeps its path and goes there, and nowhere else on loopback. Libraries built on `requests` come here through
`collectors.bridge`.
"""

from __future__ import annotations

import logging
import time
import weakref
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx

from collectors.base import Clock, PolicyBlocked, RateLimited, SourceRefused, SourceUnavailable, UnexpectedFormat
from collectors.gate import guarded_transport
from collectors.robots import Robots

VERSION = "0.1.0"
PROJECT_URL = "https://github.com/goodname-schools/goodname"
MAX_REDIRECTS = 5
OVERALL_S = 60.0
DEFAULT_WAIT = timedelta(minutes=15)
LONGEST_WAIT = timedelta(hours=24)

NOT_FOUND = (404, 410)

for _library in ("httpx", "httpcore"):
    # Their lines hold whole addresses and headers, and those hold secrets (a private feed, an access token).
    logging.getLogger(_library).setLevel(logging.WARNING)


class HttpClient:
    """Asks one source politely. Not shared between sources: each has its own pace and its own `base_url`."""

    def __init__(
        self,
        *,
        clock: Clock,
        contact: str | None = None,
        base_url: str | None = None,
        timeout_s: float = 20.0,
        max_bytes: int = 10_000_000,
        pace_s: float = 0.0,
        respect_robots: bool = False,
    ) -> None:
        """Make a client. `pace_s`: least seconds between two requests to one host."""
        self._clock = clock
        self._base = _origin(base_url) if base_url else None
        self._max_bytes = max_bytes
        self._pace = timedelta(seconds=pace_s)
        self._next: dict[str, datetime] = {}
        self.user_agent = f"Goodname/{VERSION} (+{contact or PROJECT_URL})"
        self._client = httpx.Client(
            transport=guarded_transport(loopback_origin=self._base),
            timeout=timeout_s,
            headers={"User-Agent": self.user_agent},
            follow_redirects=False,
            trust_env=False,
        )
        self._robots = Robots(self, self.user_agent) if respect_robots else None
        # A client lives as long as its collector; nobody is left to close it when that is forgotten.
        weakref.finalize(self, self._client.close)

    def request(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        content: bytes | None = None,
        follow: bool = True,
    ) -> httpx.Response:
        """Send a request and return the answer, whatever its status, its body read whole.

        Follows redirects (each hop through the same gate; credentials are dropped when the host changes). Raises
        `SourceUnavailable` when nothing answers in time, `RateLimited` when it is too early to ask this host again,
        `UnexpectedFormat` when the body is larger than the cap, `PolicyBlocked` for a private address or a page that
        robots.txt closes.
        """
        if self._robots is not None:
            self._robots.check(url)
        self._pace_host(url)
        return self._followed(
            self._client.build_request(
                method, url, params=params, headers=dict(headers or {}), json=json, content=content
            ),
            follow=follow,
        )

    def unpaced(self, url: str) -> httpx.Response:
        """Ask for a site's robots.txt, which is no visit of its own."""
        return self._followed(self._client.build_request("GET", url), follow=True)

    def now(self) -> datetime:
        """Return the present moment by the clock this client was given."""
        return self._clock()

    def _followed(self, request: httpx.Request, *, follow: bool) -> httpx.Response:
        first_host = request.url.host
        for _ in range(MAX_REDIRECTS + 1):
            response = self._send_once(request)
            onward = response.next_request if follow else None
            if onward is None:
                return response
            if onward.url.host != request.url.host:
                for header in ("authorization", "cookie", "x-subscription-token", "x-goog-api-key"):
                    onward.headers.pop(header, None)
            request = onward
        raise SourceUnavailable(f"{first_host} redirected more than {MAX_REDIRECTS} times")

    def send_once(self, request: httpx.Request) -> httpx.Response:
        """Send one prepared request without following redirects, for libraries that follow them themselves."""
        self._pace_host(str(request.url))
        return self._send_once(request)

    def get_json(self, url: str, **options: Any) -> Any:
        """Return the decoded JSON of a good answer; `checked` says what a bad one raises."""
        return decode_json(self.checked(self.request("GET", url, **options)))

    def get_text(self, url: str, **options: Any) -> str:
        """Return the text of a good answer; `checked` says what a bad one raises."""
        return self.checked(self.request("GET", url, **options)).text

    def checked(self, response: httpx.Response) -> httpx.Response:
        """Return a 2xx answer; raise what the caller should do about any other."""
        status, host = response.status_code, response.url.host
        if response.is_success:
            return response
        if status == httpx.codes.TOO_MANY_REQUESTS or (
            status == httpx.codes.SERVICE_UNAVAILABLE and retry_after(response)
        ):
            wait = min(retry_after(response) or DEFAULT_WAIT, LONGEST_WAIT)
            raise RateLimited(f"{host} asks to wait (HTTP {status})", until=self._clock() + wait)
        if status in (401, 402, 403, 451):
            raise SourceRefused(f"{host} refused the request (HTTP {status}): check the access and the secret")
        if status in NOT_FOUND:
            raise SourceRefused(f"{host} has nothing at this address (HTTP {status}): check the setting that names it")
        if status >= httpx.codes.INTERNAL_SERVER_ERROR or status == httpx.codes.REQUEST_TIMEOUT:
            raise SourceUnavailable(f"{host} is out of order (HTTP {status})")
        raise UnexpectedFormat(f"{host} answered HTTP {status}, which this version does not expect")

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _pace_host(self, url: str) -> None:
        host, now = urlsplit(url).netloc, self._clock()
        allowed = self._next.get(host)
        if allowed is not None and now < allowed:
            raise RateLimited(f"our own pace for {urlsplit(url).hostname}", until=allowed)
        self._next[host] = now + self._pace

    def _send_once(self, request: httpx.Request) -> httpx.Response:
        wire = request
        if self._base is not None and _origin(str(request.url)) != self._base:
            wire = _readdressed(request, self._base)
        try:
            response = self._client.send(wire, stream=True)
            try:
                content = self._read(response)
            finally:
                response.close()
        except httpx.TimeoutException as error:
            raise SourceUnavailable(f"{request.url.host} did not answer in time") from error
        except httpx.HTTPError as error:
            raise SourceUnavailable(f"{request.url.host} could not be reached ({type(error).__name__})") from error
        except httpx.InvalidURL as error:
            raise UnexpectedFormat(f"{request.url.host} redirected to an address that is not a URL") from error
        headers = [
            (k, v) for k, v in response.headers.multi_items() if k.lower() not in ("content-encoding", "content-length")
        ]
        whole = httpx.Response(response.status_code, headers=headers, content=content, request=request)
        if response.has_redirect_location:
            whole.next_request = self._client._build_redirect_request(request, whole)  # noqa: SLF001 - httpx has no public one
        return whole

    def _read(self, response: httpx.Response) -> bytes:
        started, parts, size = time.monotonic(), [], 0
        for part in response.iter_bytes():
            size += len(part)
            if size > self._max_bytes:
                raise UnexpectedFormat(f"the answer is larger than {self._max_bytes:,} bytes and was not read")
            if time.monotonic() - started > OVERALL_S:
                raise SourceUnavailable(f"the answer took longer than {OVERALL_S:.0f} s")
            parts.append(part)
        return b"".join(parts)


def decode_json(response: httpx.Response) -> Any:
    """Return the JSON of an answer; raise `UnexpectedFormat` for anything else, and say when it was a web page."""
    try:
        return response.json()
    except ValueError as error:
        kind = "a web page" if response.text.lstrip()[:1] == "<" else "something else"
        raise UnexpectedFormat(f"{response.url.host} sent {kind} where JSON was due") from error


def retry_after(response: httpx.Response) -> timedelta | None:
    """Return how long `Retry-After` asks to wait, or None when it is absent or unreadable. Whole seconds only."""
    text = response.headers.get("retry-after", "").strip()
    return timedelta(seconds=int(text)) if text.isascii() and text.isdigit() else None


def _origin(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise PolicyBlocked("only http and https addresses are asked")
    port = f":{parts.port}" if parts.port else ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}{port}"


def _readdressed(request: httpx.Request, origin: str) -> httpx.Request:
    """Return the same request for another server: its path, query, body and headers, but not its Host."""
    target = httpx.URL(origin).copy_with(raw_path=request.url.raw_path)
    headers = [(k, v) for k, v in request.headers.multi_items() if k.lower() != "host"]
    return httpx.Request(request.method, target, headers=headers, content=request.read())
