"""Mumsnet threads found by search or link, read with Mumsnet's written permission and not without it.

Covers the messages of the threads in the settings and of those that feeds, search and handed-in links have found, page
by page. Cannot: search Mumsnet itself, private messages, or threads behind a log-in. Terms: "no part of the site may be
distributed, scraped or copied for any purpose without our express approval" (Mumsnet's founder on
www.mumsnet.com/talk/site_stuff/5122770, 2024); without `authority` this is *refused by terms*. robots.txt is honoured
too, and ten seconds lie between two requests. Formats: see `mumsnet_layouts` and `mumsnet_pages`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar, Self
from urllib.parse import SplitResult, urlsplit

import httpx
from pydantic import Field, field_validator

from collectors.base import (
    Coverage,
    Cursor,
    NotConfigured,
    PolicyBlocked,
    Query,
    RateLimited,
    Rechecked,
    SourceRefused,
    Surroundings,
    UnexpectedFormat,
    as_mapping,
    check_authority,
    require,
    utc,
)
from collectors.http import NOT_FOUND
from collectors.links import decoded_text
from collectors.mumsnet_layouts import read_message
from collectors.mumsnet_pages import SITE, joined, page_number, read_page, thread_number
from collectors.mumsnet_progress import Progress
from collectors.recheck_mumsnet import recheck_mumsnet
from data.config import SourceSettings
from data.hashtags import hashtags_in
from data.records import Post, RawItem, RawPage
from data.words import Platform

WHY = (
    "Mumsnet's terms forbid copying its pages without express approval: write to Mumsnet, and record who agreed under "
    "[sources.mumsnet.authority]; until then use Google Alerts, Brave search and handing in by link"
)
HOST = urlsplit(SITE).netloc
SIGN_IN = ("/signin", "/sign-in", "/login", "/register")


class MumsnetSettings(SourceSettings):
    """Which threads are read, and how gently."""

    respect_robots: ClassVar[bool] = True

    threads: tuple[str, ...] = Field((), description="Addresses of threads to read, found by a person.")
    follow_found: bool = Field(
        True, description="Also read the threads that feeds, search and handed-in links have found in the last 30 days."
    )
    max_threads_a_day: int = Field(20, ge=1, le=200, description="How many different threads are read in one day.")
    pace_s: float = Field(10.0, ge=10.0, description="Least seconds between two requests; ten at the least.")

    @field_validator("threads")
    @classmethod
    def _threads(cls, threads: tuple[str, ...]) -> tuple[str, ...]:
        if not all(thread_number(url) for url in threads):
            raise ValueError("each must be a thread, such as https://www.mumsnet.com/talk/primary/1234567-its-title")
        return threads


class MumsnetCollector:
    """Reads the threads in turn, each from the last page known; a run that is cut short goes on with the next page."""

    key: ClassVar[str] = "mumsnet"
    platform: ClassVar[Platform] = Platform.MUMSNET
    mapper_version: ClassVar[int] = 1
    coverage: ClassVar[Coverage] = Coverage(
        covers="Every message of the threads named in the settings, and of those that feeds, Brave search and "
        "handed-in links have found in the last 30 days.",
        cannot="Threads that nobody and no search has found, private messages, threads behind a log-in; an edit or a "
        "removal on a page before the last one known is not seen. A thread that is gone is asked for again after a "
        "week.",
        limits="One page every ten seconds at the most, 20 threads a day, and only what robots.txt leaves open.",
        authority="Mumsnet's written permission, recorded in `authority`.",
    )
    Settings: ClassVar[type[SourceSettings]] = MumsnetSettings

    def __init__(self, settings: MumsnetSettings, surroundings: Surroundings) -> None:
        """Read the threads of `settings`."""
        self._named = settings.threads
        self._follow = settings.follow_found
        self._most = settings.max_threads_a_day
        self._http = surroundings.http
        self._clock = surroundings.clock

    @classmethod
    def build(cls, settings: MumsnetSettings, surroundings: Surroundings) -> Self:
        """Return a collector; `RefusedByTerms` without a valid permission, `NotConfigured` with nothing to read."""
        check_authority(settings, surroundings.clock, why=WHY)
        if not settings.threads and not settings.follow_found:
            raise NotConfigured(
                "no thread is named: put the addresses of threads under [sources.mumsnet] threads, or set follow_found"
            )
        return cls(settings, surroundings)

    def fetch(self, query: Query, cursor: Cursor) -> Iterator[RawPage]:
        """Yield the pages of each thread from the last one known.

        One round reads every thread once; the cursor remembers what is left of it, so that our own pace, which ends a
        run after each page, starves no thread. A thread that cannot be read is passed over and said at the end; one
        that is gone or closed is said once and then left out for a week. `NotConfigured` while no thread is known.
        """
        threads = self._known(query)
        state = Progress(cursor, tuple(threads), self._clock())
        if not state.queue:
            raise NotConfigured(
                f"all {state.resting} known threads are gone or closed"
                if state.resting
                else "no thread is known yet: no feed, search or handed-in link has found one, and none is named under "
                "[sources.mumsnet] threads"
            )
        while state.queue:
            thread = state.queue[0]
            if not state.begin(thread, most_a_day=self._most):
                raise RateLimited(f"our own limit of {self._most} threads a day is reached", until=state.tomorrow)
            yield self._next_page(thread, threads[thread], state)
        if state.unread:
            detail = ", ".join(f"{thread} ({why})" for thread, why in state.unread.items())
            raise UnexpectedFormat(f"{len(state.unread)} of {len(threads)} threads could not be read: {detail}")

    def recheck(self, posts: Sequence[Post]) -> Iterator[Rechecked]:
        """Yield what the page of each message says of it now, one page at a time; see `collectors.recheck_mumsnet`."""
        return recheck_mumsnet(posts, self._http)

    @classmethod
    def split(cls, page: RawPage) -> Sequence[RawItem]:
        """Cut a page into messages. A page that fetch could not read is one item that says so.

        [] only for the note that a thread gave no page at all; fetch raises at the end of that round.
        """
        if isinstance(page.body, Mapping):
            if page.body.keys() != {"why", "page"}:
                raise UnexpectedFormat("not a post payload: JSON, where a page of Mumsnet was due")
            why, markup = page.body["why"], page.body["page"]
            return [RawItem(cls.key, {"why": why, "page": markup}, page.context)] if markup is not None else []
        asked = page.context.get("asked")
        read = read_page(page.body, asked=asked if isinstance(asked, str) else None)
        context = {
            "layout": read.layout,
            "thread": read.thread,
            "title": read.title,
            "url": read.url,
            "page": read.number,
            "seen_at": page.context.get("seen_at"),
        }
        return [
            RawItem(cls.key, {"html": markup}, context | {"ordinal": ordinal})
            for ordinal, markup in enumerate(read.messages, start=1)
        ]

    @classmethod
    def parse(cls, item: RawItem) -> Post:
        """Map one message; "Message deleted by MNHQ" stays as its text."""
        payload = as_mapping(item.payload, "the message")
        if "why" in payload:
            raise UnexpectedFormat(str(payload["why"]))
        markup, context = require(payload, "html"), item.context
        if not isinstance(markup, str):
            raise UnexpectedFormat("the message's 'html' is not a text")
        layout, thread, url, page = (require(context, name) for name in ("layout", "thread", "url", "page"))
        if not isinstance(page, int):
            raise UnexpectedFormat("the message's 'page' is not a number")
        seen_at = context.get("seen_at")
        message = read_message(layout, markup, seen_at=None if seen_at is None else utc(seen_at))
        at_page = f"?{'pg' if layout == '2019' else 'page'}={page}" if page > 1 else ""
        return Post(
            id=f"{thread}/{message.number or 'p{}-{}'.format(page, require(context, 'ordinal'))}",
            platform=cls.platform,
            text=message.text,
            url=f"{url}{at_page}{f'#{message.anchor}' if message.anchor else ''}",
            title=context.get("title"),
            author=message.nick,
            published_at=message.at,
            hashtags=hashtags_in(message.text),
            thread=thread,
            report_url=joined(SITE, message.report) if message.report else None,
        )

    def _known(self, query: Query) -> dict[str, SplitResult]:
        """Return the address of each thread by its number: those named first, then those found, newest first."""
        found = [url for url in query.links if thread_number(url)] if self._follow else []
        threads: dict[str, SplitResult] = {}
        for url in (*self._named, *found):
            address = urlsplit(url)._replace(scheme="https", netloc=HOST, query="", fragment="")
            threads.setdefault(thread_number(url) or "", address)
        return threads

    def _next_page(self, thread: str, address: SplitResult, state: Progress) -> RawPage:
        """Ask for the next page of `thread` and return it with the cursor after it."""
        asked = address._replace(query=state.query_of(thread)).geturl()
        try:
            answer = self._http.request("GET", asked)
        except PolicyBlocked as error:
            return self._gone(thread, state, str(error))
        came_from = str(answer.request.url)
        if answer.status_code in NOT_FOUND:
            return self._gone(thread, state, f"HTTP {answer.status_code}")
        self._http.checked(answer)
        if urlsplit(came_from).path.lower().startswith(SIGN_IN):
            raise SourceRefused("Mumsnet asks to sign in: what lies behind a log-in is not read")
        if thread_number(came_from) != thread:
            return self._gone(thread, state, "its address leads to another page")
        return self._page(thread, state, answer, came_from)

    def _page(self, thread: str, state: Progress, answer: httpx.Response, came_from: str) -> RawPage:
        body = decoded_text(answer.content, answer.headers.get("content-type"))
        try:
            read = read_page(body, asked=came_from)
        except UnexpectedFormat as error:
            return self._unread(thread, state, str(error), body)
        # A page past the end leads back to the first one; then the thread is read again from there.
        here = urlsplit(came_from).query if page_number(came_from) else ""
        state.read(thread, read.next_query or here, is_last=read.next_query is None)
        return RawPage(self.key, body, {"asked": came_from, "seen_at": self._clock().isoformat()}, state.cursor())

    def _gone(self, thread: str, state: Progress, why: str) -> RawPage:
        """Return a note without a message, so that the others are read in spite of this thread."""
        state.rest(thread, why)
        return self._note(thread, state, why, None)

    def _unread(self, thread: str, state: Progress, why: str, page: str) -> RawPage:
        """Return a page that cannot be read. It is kept the first time only: it is asked for again in every round."""
        kept = page if state.fail(thread, why) else None
        return self._note(thread, state, why, kept)

    def _note(self, thread: str, state: Progress, why: str, page: str | None) -> RawPage:
        return RawPage(self.key, {"why": f"thread {thread}: {why}", "page": page}, {}, state.cursor())
