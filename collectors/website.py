"""The school's own web site: pages and newsletters that its sitemap names.

Covers the words, file names and alternative texts of pages, and the text of PDFs, on the registered host alone. Cannot:
pages that the sitemap leaves out, pages behind a log-in, scanned newsletters, other hosts. Terms: the site is the
school's own; robots.txt is honoured all the same. Each page is asked for only when it may have changed (its date in
the sitemap, then ETag and Last-Modified). Format: see `website_pages`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar, Self
from urllib.parse import urljoin, urlsplit

import httpx
from pydantic import Field, field_validator

from collectors.addresses import file_name_of
from collectors.base import (
    CollectorError,
    Coverage,
    Cursor,
    NotConfigured,
    PolicyBlocked,
    Query,
    RateLimited,
    SourceUnavailable,
    Surroundings,
    UnexpectedFormat,
    as_mapping,
    require,
)
from collectors.feeds import validators_of
from collectors.http import NOT_FOUND
from collectors.links import account_pairs, canonical_url, decoded_text, own_handle
from collectors.website_pages import page_parts, pdf_text, read_sitemap
from data.config import SourceSettings
from data.hashtags import hashtags_in
from data.records import Picture, Post, RawItem, RawPage
from data.words import Direction, Platform

MOST_SITEMAPS = 20
_READABLE = ("text/html", "application/xhtml+xml")


class WebsiteSettings(SourceSettings):
    """Which site, and how gently it is read."""

    default_interval_minutes: ClassVar[int] = 60
    respect_robots: ClassVar[bool] = True

    site: str | None = Field(None, description="The address of the school's own web site (https://...).")
    sitemap: str | None = Field(None, description="The address of its sitemap, when it is not /sitemap.xml.")
    pages_a_run: int = Field(40, ge=1, le=500, description="How many pages are asked for in one run.")
    pace_s: float = Field(0.0, ge=0.0, description="Least seconds between two requests; a run ends when it must wait.")

    @field_validator("site", "sitemap")
    @classmethod
    def _web_address(cls, address: str | None) -> str | None:
        if address is not None and (not address.startswith(("https://", "http://")) or not _host(address)):
            raise ValueError("must begin with https:// or http://")
        return address


class WebsiteCollector:
    """Reads what may have changed on the registered site; one broken page does not keep the others from being read."""

    key: ClassVar[str] = "website"
    platform: ClassVar[Platform] = Platform.WEBSITE
    mapper_version: ClassVar[int] = 1
    coverage: ClassVar[Coverage] = Coverage(
        covers="Pages and PDF newsletters of the school's own site that its sitemap names: words, file names of "
        "pictures, alternative texts.",
        cannot="Pages that the sitemap leaves out, pages behind a log-in, scanned newsletters, words inside pictures, "
        "other hosts. A page that leaves the sitemap is not thereby deleted.",
        limits="A set number of pages a run; a large site takes several runs.",
        authority="None: the site is the school's own.",
    )
    Settings: ClassVar[type[SourceSettings]] = WebsiteSettings

    def __init__(self, settings: WebsiteSettings, surroundings: Surroundings) -> None:
        """Read the site of `settings`."""
        assert settings.site is not None
        self._site = settings.site
        self._sitemap = settings.sitemap or urljoin(settings.site, "/sitemap.xml")
        self._most = settings.pages_a_run
        self._http = surroundings.http

    @classmethod
    def build(cls, settings: WebsiteSettings, surroundings: Surroundings) -> Self:
        """Return a collector; raise `NotConfigured` when no site is named."""
        if settings.site is None:
            raise NotConfigured("no web site is named: set site under [sources.website] in school.toml")
        return cls(settings, surroundings)

    def fetch(self, query: Query, cursor: Cursor) -> Iterator[RawPage]:
        """Yield each page that has changed, oldest in the queue first; raise at the end what the first failure was.

        Raises `NotConfigured` before anything is asked when the site's host is not a registered own account.
        """
        own = [pair for pair in account_pairs(query.accounts) if pair[0] == Platform.WEBSITE.value]
        pairs = [(kind, handle) for kind, handle in own]
        if own_handle(self._site, pairs) is None:
            raise NotConfigured(
                "this web site is not registered as the school's own: add it as an account (platform website)"
            )
        pages: dict[str, dict[str, str]] = {key: dict(state) for key, state in cursor.get("pages", {}).items()}
        queue: list[str] = list(cursor.get("queue", ()))
        if not queue:
            queue = self._changed(pairs, pages)
        failures: list[CollectorError] = []
        asked = 0
        while queue and asked < self._most:
            address = queue[0]
            try:
                body = self._read(address, pages.setdefault(address, {}), pairs)
            except RateLimited:
                raise
            except PolicyBlocked:
                body = None  # the site's own robots.txt closes the page; the coverage statement says so
            except CollectorError as error:
                body = None
                failures.append(error)
            queue.pop(0)
            asked += 1
            state = {"pages": {key: dict(value) for key, value in pages.items()}, "queue": list(queue)}
            if body is not None:
                yield RawPage(self.key, body, {"own": own}, state)
        if asked:
            yield RawPage(self.key, {"read": asked}, {"own": own}, {"pages": pages, "queue": queue})
        if failures:
            raise type(failures[0])(
                f"{len(failures)} pages of the web site could not be read; the first: {failures[0]}"
            )

    @classmethod
    def split(cls, page: RawPage) -> Sequence[RawItem]:
        """Return the page as one item, or none for the note that ends a run."""
        body = as_mapping(page.body, "the page")
        if set(body) == {"read"} and isinstance(body["read"], int):
            return []
        if not isinstance(body.get("url"), str) or not (
            isinstance(body.get("html"), str) or isinstance(body.get("text"), str)
        ):
            raise UnexpectedFormat("the page has no 'url' with 'html' or 'text'")
        return [RawItem(cls.key, dict(body), {"own": page.context.get("own", [])})]

    @classmethod
    def parse(cls, item: RawItem) -> Post:
        """Map one page or newsletter."""
        payload = as_mapping(item.payload, "the page")
        address = require(payload, "url")
        if not isinstance(address, str):
            raise UnexpectedFormat("the page's 'url' is no text")
        canonical = canonical_url(address)
        text, title, pictures, written = _words(payload, address)
        if not text and not pictures:
            raise UnexpectedFormat("the page shows neither words nor pictures")
        return Post(
            id=canonical,
            platform=Platform.WEBSITE,
            text=text,
            direction=Direction.OWN,
            account=own_handle(canonical, _pairs(item.context)) or urlsplit(canonical).hostname,
            url=address,
            title=title,
            published_at=_moment(written) or _moment(payload.get("changed")),
            hashtags=hashtags_in(text),
            images=pictures,
        )

    def _changed(self, own: Sequence[tuple[str, str]], pages: dict[str, dict[str, str]]) -> list[str]:
        """Return the addresses that the sitemap says may have changed, and forget those that it no longer names."""
        named: dict[str, str | None] = {}
        waiting, seen = [self._sitemap], set[str]()
        while waiting and len(seen) < MOST_SITEMAPS:
            address = waiting.pop(0)
            if address in seen or own_handle(address, own) is None:
                continue
            seen.add(address)
            found = read_sitemap(self._http.checked(self._http.request("GET", address)).content)
            waiting += found.sitemaps
            named.update((page, changed) for page, changed in found.pages if own_handle(page, own) is not None)
        for address in set(pages) - set(named):
            del pages[address]
        changed = []
        for address, date in named.items():
            state = pages.get(address)
            if state is None or date is None or state.get("changed") != date:
                pages.setdefault(address, {})
                if date is not None:
                    pages[address]["due"] = date
                changed.append(address)
        return changed

    def _read(self, address: str, state: dict[str, str], own: Sequence[tuple[str, str]]) -> dict[str, Any] | None:
        """Return a page's body, or None when it has not changed, is gone, lies elsewhere, or is no page and no PDF."""
        headers = {name: value for name, value in state.items() if name.startswith("If-")}
        answer = self._http.request("GET", address, headers=headers)
        due = state.pop("due", None)
        if answer.status_code == httpx.codes.NOT_MODIFIED or answer.status_code in NOT_FOUND:
            state.update({"changed": due} if due else {})
            return None
        self._http.checked(answer)
        if own_handle(str(answer.url), own) is None:
            return None  # it leads to somebody else's site
        body = _body(address, answer)
        state.clear()
        state.update(validators_of(answer))
        if due:
            state["changed"] = due
        return body and {**body, "changed": due or answer.headers.get("last-modified")}


def _body(address: str, answer: httpx.Response) -> dict[str, Any] | None:
    kind = answer.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind == "application/pdf" or answer.content.startswith(b"%PDF-"):
        title, text = pdf_text(answer.content)
        return {"url": address, "title": title, "text": text}
    if kind not in _READABLE:
        return None
    html = decoded_text(answer.content, answer.headers.get("content-type"))
    if not html.strip():
        raise SourceUnavailable("a page of the web site came back empty")
    return {"url": address, "html": html}


def _words(payload: Mapping[str, Any], address: str) -> tuple[str, str | None, tuple[Picture, ...], object]:
    html = payload.get("html")
    if isinstance(html, str):
        parts = page_parts(html)
        pictures = tuple(Picture(picture["file"], picture["alt_text"]) for picture in parts["pictures"])
        return parts["text"], parts["title"], pictures, parts["date"]
    text = require(payload, "text")
    if not isinstance(text, str):
        raise UnexpectedFormat("the page's 'text' is no text")
    name, title = file_name_of(address), payload.get("title")
    shown = " ".join(
        part for part in (title if isinstance(title, str) else None, f"({name})" if name else None) if part
    )
    return text, shown or None, (), None


def _moment(written: object) -> datetime | None:
    if not isinstance(written, str):
        return None
    try:
        moment = datetime.fromisoformat(written.strip())
    except ValueError:
        return None  # a date that is missing or written otherwise is no fault of the page's words
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _pairs(context: Mapping[str, Any]) -> list[tuple[str, str]]:
    own = context.get("own")
    if not isinstance(own, list):
        return []
    return [(str(pair[0]), str(pair[1])) for pair in own if isinstance(pair, list) and len(pair) == 2]  # noqa: PLR2004 - a pair


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
