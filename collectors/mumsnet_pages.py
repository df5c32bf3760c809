"""Reads one page of a Mumsnet thread and checks that no message was missed.

Seen on the recorded 2019 page: canonical link, "This is page 1 of 2 (This thread has 32 messages.)", 25 messages a page
(`input[name=messages]`), a "Next page" link that on the last page leads to that page itself. "134 replies" is what
public code found on the 2024 page; replies do not count the first message.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, urljoin, urlsplit, urlunsplit

from bs4 import BeautifulSoup

from collectors.base import SourceRefused, UnexpectedFormat
from collectors.links import plain_text
from collectors.mumsnet_layouts import LAYOUTS
from data.post_jsonl import storable

SITE: Final = "https://www.mumsnet.com"
THREAD_PATH: Final = re.compile(r"/talk/[^/]+/(\d+)(?:-[^/]*)?/?", re.IGNORECASE)
PAGE_OF: Final = re.compile(r"\bpage (\d{1,5}) of (\d{1,5})\b", re.IGNORECASE)
MESSAGES: Final = re.compile(r"this thread has ([\d,]{1,9}) messages?|\(([\d,]{1,9}) posts?\)", re.IGNORECASE)
REPLIES: Final = re.compile(r"\b([\d,]{1,9}) repl(?:y|ies)\b", re.IGNORECASE)
WALL: Final = re.compile(
    r"captcha|verify (?:that )?you are (?:a )?human|just a moment|checking your browser|access denied|unusual traffic"
    r"|(?:log|sign) ?in to (?:continue|your account|mumsnet|view)",
    re.IGNORECASE,
)
WALL_IS_SHORTER_THAN: Final = 4_000


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """One page of a thread: its messages as the HTML received, and what the page says of itself."""

    thread: str
    title: str | None
    url: str
    layout: str
    messages: tuple[str, ...]
    number: int
    next_query: str | None
    """The query of the next page ("page=3", "pg=3"), None on the last."""


def thread_number(url: str) -> str | None:
    """Return the number of the thread whose page `url` is, or None when it is no thread page of Mumsnet."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    found = THREAD_PATH.fullmatch(parts.path)
    return found[1] if found and host == "mumsnet.com" and parts.scheme in ("http", "https") else None


def page_number(url: str) -> int | None:
    """Return the page that an address asks for, or None when it asks for none."""
    query = parse_qs(urlsplit(url).query)
    asked = (query.get("page") or query.get("pg") or [""])[0]
    return int(asked) if re.fullmatch(r"[1-9]\d{0,4}", asked) else None


def read_page(markup: object, *, asked: str | None = None) -> ThreadPage:
    """Return a thread page with its messages; `asked` is the address it was asked by, for a page that does not say it.

    Raises `UnexpectedFormat` for what is no thread page, for a layout that nobody knows, and when the messages are not
    as many as the page declares; `SourceRefused` for a log-in wall or a captcha.
    """
    if not isinstance(markup, str) or "<" not in markup:
        raise UnexpectedFormat("not a post payload: no web page")
    page = BeautifulSoup(re.sub(r"^\s*<\?xml[^>]*>", "", storable(markup)), "lxml")
    address = own_address(page) or asked
    thread = thread_number(address) if address else None
    layout, elements = next(((known, found) for known in LAYOUTS if (found := known.messages(page))), (None, []))
    if address is None or thread is None or layout is None:
        raise what_else(page, thread=thread, messages=len(elements))
    messages = tuple(str(element) for element in elements)
    for element in elements:  # what people write must not be read as what the page says
        element.decompose()
    said = PAGE_OF.search(page.get_text(" "))
    number = int(said[1]) if said else page_number(asked or "") or page_number(address) or 1
    query = next_query(page, address, thread, number)
    last = int(said[2]) if said else (None if query else number)
    if last is not None:
        query = (query or f"{'pg' if layout.name == '2019' else 'page'}={number + 1}") if number < last else None
    check_count(len(messages), number=number, last=last, declared=declared_count(page), each=messages_a_page(page))
    base = urlunsplit(urlsplit(address)._replace(query="", fragment=""))
    return ThreadPage(thread, title_of(page), base, layout.name, messages, number, query)


def check_count(found: int, *, number: int, last: int | None, declared: int | None, each: int | None) -> None:
    """Raise `UnexpectedFormat` unless `found` messages on page `number` agree with the `declared` messages in all.

    `last` is the last page's number and `each` how many a full page holds, where the page says so.
    """
    if declared is None:
        return
    if last is not None and number >= last:
        before, pages_before = declared - found, number - 1
        if pages_before and each is None:
            right = before % pages_before == 0 and before >= found * pages_before
        else:
            right = before == (each or 0) * pages_before
    elif each is not None:
        right = found == each and found * number < declared
    else:
        right = found * number < declared and (last is None or found * (last - 1) < declared <= found * last)
    if not right:
        raise UnexpectedFormat(
            f"page {number} holds {found} messages, which does not agree with the {declared} that the thread declares"
        )


def own_address(page: BeautifulSoup) -> str | None:
    """Return the address that the page gives for itself."""
    for selector, attribute in (("link[rel=canonical]", "href"), ("meta[property='og:url']", "content")):
        tag = page.select_one(selector)
        if tag is not None and tag.get(attribute):
            return joined(SITE, str(tag[attribute]))
    return None


def next_query(page: BeautifulSoup, address: str, thread: str, number: int) -> str | None:
    """Return the query of the link to the next page; None when there is none, or when it leads no further."""
    links = page.select("a[title='Next page'], link[rel=next], a[rel~=next], a[aria-label*='next page' i]")
    for link in links:
        target = joined(address, str(link.get("href", "")))
        if target is None or thread_number(target) != thread:
            continue
        following = page_number(target)
        if following is not None and following > number:
            return f"{'pg' if 'pg' in parse_qs(urlsplit(target).query) else 'page'}={following}"
    return None


def declared_count(page: BeautifulSoup) -> int | None:
    """Return how many messages the thread says it has, the first one included; None when it does not say.

    Only words after the title and outside lists and links count: other threads are listed with their replies too.
    """
    title = page.select_one("h1")
    messages = MESSAGES.search(page.get_text(" "))
    if messages:
        return int((messages[1] or messages[2]).replace(",", ""))
    for words in title.find_all_next(string=REPLIES) if title else ():
        replies = REPLIES.search(words)
        if replies and words.find_parent(["a", "li", "aside", "nav", "footer"]) is None:
            return int(replies[1].replace(",", "")) + 1
    return None


def messages_a_page(page: BeautifulSoup) -> int | None:
    """Return how many messages a full page holds, where the page says so."""
    tag = page.select_one("input[name=messages]")
    value = str(tag.get("value", "")) if tag else ""
    return int(value) if re.fullmatch(r"[1-9]\d{0,3}", value) else None


def title_of(page: BeautifulSoup) -> str | None:
    """Return the thread's title: its heading, or what the page's title says before the site's name."""
    heading = page.select_one("h1")
    words = plain_text(heading.decode_contents()) if heading else ""
    if not words and page.title:
        words = page.title.get_text().rsplit("| Mumsnet", 1)[0].strip()
    return words or None


def what_else(page: BeautifulSoup, *, thread: str | None, messages: int) -> UnexpectedFormat | SourceRefused:
    """Return the error that says what a page without readable messages is."""
    words = page.get_text(" ", strip=True)
    if len(words) < WALL_IS_SHORTER_THAN and WALL.search(words):
        return SourceRefused(
            "Mumsnet shows a log-in or a check for humans instead of the page: stop, and write to them"
        )
    if messages:
        return UnexpectedFormat("the page holds messages but does not say which thread it is")
    if thread is not None:
        return UnexpectedFormat("a thread page on which no known layout finds a message: the layout has changed")
    if page.select_one("a[data-click-id^=topic-thread]"):
        return UnexpectedFormat("not a post payload: a list of threads")
    return UnexpectedFormat("not a post payload: a web page that is no Mumsnet thread")


def joined(base: str, link: str) -> str | None:
    """Return `link` as an address of its own, or None when it is none."""
    try:
        return urljoin(base, link)
    except ValueError:
        return None
