"""What a captured page shows, as a picture of its words, by the Chromium of this machine; it asks for nothing itself.

The browser has no network: the page's words are handed to it, styles and scripts of the same host come through the one
HTTP client, and pictures, videos, fonts and every other host are turned away and counted. Without a Chromium, or
without Playwright, there is no picture and the record says why.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from casework.live_page import KEPT, Page
from collectors.base import CollectorError
from collectors.http import HttpClient

if TYPE_CHECKING:
    from playwright.sync_api import Request, Route

VARIABLE = "GOODNAME_CHROMIUM"
WELL_KNOWN = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/snap/bin/chromium")
TIMEOUT_MS = 20_000
MOST_REQUESTS = 60
_LET_IN = frozenset({"stylesheet", "script", "xhr", "fetch"})
_ARGUMENTS = (
    "--blink-settings=imagesEnabled=false",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--disable-background-networking",
    "--disable-remote-fonts",
    "--mute-audio",
)


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture of a page's words (PNG), or None and why; `also` are the answers in words that it asked for besides."""

    picture: bytes | None
    why_not: str | None = None
    blocked: Mapping[str, int] = field(default_factory=dict)
    also: tuple[Page, ...] = ()


class Screen(Protocol):
    """Shows a page and takes a picture of it."""

    def show(self, page: Page, http: HttpClient) -> Shot:
        """Return the picture; never ask for a picture, a video, a font or another host."""
        ...


@dataclass(frozen=True, slots=True)
class NoScreen:
    """Takes no picture, and says why."""

    why: str

    def show(self, page: Page, http: HttpClient) -> Shot:
        """Return no picture."""
        del page, http
        return Shot(None, self.why)


@dataclass(frozen=True, slots=True)
class Chromium:
    """The browser at `path`."""

    path: str

    def show(self, page: Page, http: HttpClient) -> Shot:
        """Return the picture; a page that does not show itself in time has none, and the record says so."""
        # A thread of its own: Playwright's plain interface refuses to run where an event loop runs already.
        with ThreadPoolExecutor(1) as worker:
            return worker.submit(_shown, self.path, page, http).result()


def screen_of(environment: Mapping[str, str]) -> Screen:
    """Return this machine's browser, or what stands in for it."""
    given = environment.get(VARIABLE)
    path = given or next((known for known in WELL_KNOWN if Path(known).exists()), None)
    if path is None:
        return NoScreen(f"there is no Chromium on this machine; {VARIABLE} may name one")
    try:
        import playwright.sync_api  # noqa: F401 - an optional part: without it there is no picture
    except ImportError:
        return NoScreen("Playwright is not installed: pip install goodname[capture]")
    return Chromium(path)


def _shown(path: str, page: Page, http: HttpClient) -> Shot:
    from playwright.sync_api import Error, sync_playwright

    host, blocked, also = urlsplit(page.address).netloc, Counter[str](), list[Page]()
    arguments = [*_ARGUMENTS, *(["--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else [])]

    def answer(route: Route, request: Request) -> None:
        if request.is_navigation_request() and request.frame.parent_frame is None and request.url == page.address:
            route.fulfill(status=page.status, headers=dict(page.headers), body=page.body)
            return
        kind, ours = request.resource_type, urlsplit(request.url).netloc == host
        if kind not in _LET_IN or request.method != "GET" or not ours:
            blocked[kind if ours else f"{kind}, another host"] += 1
            route.abort()
            return
        if len(also) + sum(blocked.values()) > MOST_REQUESTS:
            route.abort()
            return
        got = _asked(http, request.url)
        if got is None:
            route.abort()
            return
        if got.kind in KEPT:
            also.append(got)
        route.fulfill(status=got.status, headers=dict(got.headers), body=got.body)

    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=arguments)
            context = browser.new_context(
                service_workers="block", accept_downloads=False, user_agent=http.user_agent, locale="en-GB"
            )
            context.route("**/*", answer)
            tab = context.new_page()
            tab.goto(page.address, timeout=TIMEOUT_MS, wait_until="networkidle")
            picture = tab.screenshot(full_page=True, timeout=TIMEOUT_MS)
            browser.close()
    except Error as error:
        return Shot(None, f"the page could not be shown ({type(error).__name__})", dict(blocked), tuple(also))
    return Shot(picture, None, dict(sorted(blocked.items())), tuple(also))


def _asked(http: HttpClient, address: str) -> Page | None:
    try:
        response = http.request("GET", address, follow=False)
    except CollectorError:
        return None
    kind = response.headers.get("content-type", "").partition(";")[0].strip().casefold()
    return Page(address, response.status_code, kind, (("content-type", kind),), response.content, http.now())
