"""Reads one Mumsnet message in each layout known.

Seen: the 2019-20 layout as a recorded page (`div.post[data-post]`, "Thu 21-Nov-19 10:53:49"). The 2022-23 layout
(Tailwind class strings, "Nick · 09/11/2025 08:41") and the 2024 one (the same line without stable classes) are known
from public code only, not from recordings; "Today 08:41" and message numbers in links (`reply=`) are not verified.
Times are London times.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Protocol
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from bs4 import BeautifulSoup, Tag

from collectors.base import UnexpectedFormat
from collectors.links import plain_text
from data.post_jsonl import storable

LONDON: Final = ZoneInfo("Europe/London")
MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
OLD_TIME: Final = re.compile(r"(\d{1,2})-([a-z]{3})-(\d{2}) (\d{1,2}):(\d{2})(?::(\d{2}))?", re.IGNORECASE)
CLOCK_TIME: Final = re.compile(r"\d{1,2}:\d{2}\s*$")
HEADER: Final = re.compile(
    r"(?P<nick>[^·\n]{1,60}?) · (?:(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})|(?P<near>Today|Yesterday)),?"
    r" (?P<hour>\d{1,2}):(?P<minute>\d{2})"
)
FURNITURE: Final = "button, form, svg, nav, a.report_post, a[href*='ReportTalkPost' i]"


@dataclass(frozen=True, slots=True)
class Message:
    """One message as its layout gives it. `number` is Mumsnet's own, where the page gives one."""

    number: str | None
    nick: str | None
    at: datetime | None
    text: str
    report: str | None
    anchor: str | None


class Layout(Protocol):
    """One era of the page."""

    name: str

    def messages(self, page: BeautifulSoup) -> list[Tag]:
        """Return the element of each message, in order; [] when the page is not in this layout."""
        ...

    def read(self, element: Tag, today: date | None) -> Message:
        """Return one message; `today` (in London) is what "Today" on the page means, None when nobody knows.

        Raises `UnexpectedFormat` naming what is missing.
        """
        ...


class Layout2019:
    """2019-20: every part of a message has a class of its own."""

    name = "2019"

    def messages(self, page: BeautifulSoup) -> list[Tag]:
        """Return `div.post[data-post]`."""
        return list(page.select("div.post[data-post]"))

    def read(self, element: Tag, today: date | None) -> Message:  # noqa: ARG002 - this layout never says "Today"
        """Read nick, time and words by their classes."""
        body, when, nick = (element.select_one(part) for part in ("div.talk-post", "span.post_time", "span.nick"))
        number = element.get("data-post")
        if body is None or when is None or not isinstance(number, str) or not number:
            raise UnexpectedFormat("a message of the 2019 layout has no number, no text or no time")
        for links in body.select("div.post-links"):
            links.decompose()
        return Message(
            number=number,
            nick=nick.get_text(strip=True) or None if nick else None,
            at=old_time(when.get_text()),
            text=plain_text(body.decode_contents()),
            report=report_link(element),
            anchor=anchor_of(element),
        )


class Layout2022:
    """2022-23: the box of a message is known by its border classes, its time by `break-normal`."""

    name = "2022"

    def messages(self, page: BeautifulSoup) -> list[Tag]:
        """Return each outermost box that holds a "Nick · date" line."""
        boxes = [
            box for box in page.select(r"div.border-t.border-b.sm\:rounded") if box.select_one("span.break-normal")
        ]
        known = {id(box) for box in boxes}
        return [box for box in boxes if not any(id(parent) in known for parent in box.parents)]

    def read(self, element: Tag, today: date | None) -> Message:
        """Read the line "Nick · date" and the rest of the box."""
        return headed_message(element, today)


class Layout2024:
    """2024: nothing but the line "Nick · date" is relied on; a message is what surrounds one such line."""

    name = "2024"

    def messages(self, page: BeautifulSoup) -> list[Tag]:
        """Return, for each header line, the largest element that holds no other and not the thread's title."""
        headers = header_lines(page)
        holding = Counter(id(parent) for header in headers for parent in header.parents)
        around_title = {id(parent) for title in page.find_all("h1") for parent in title.parents}
        found = []
        for header in headers:
            box = header
            while (above := box.parent) is not None and holding[id(above)] == 1:
                if above.name in ("body", "main", "html", "[document]") or id(above) in around_title:
                    break
                box = above
            found.append(box)
        return found

    def read(self, element: Tag, today: date | None) -> Message:
        """Read the line "Nick · date" and the rest of the element."""
        return headed_message(element, today)


LAYOUTS: Final[tuple[Layout, ...]] = (Layout2019(), Layout2022(), Layout2024())


def read_message(layout: str, markup: str, *, seen_at: datetime | None) -> Message:
    """Return one message from its HTML; `seen_at` is when the page was asked for."""
    reader = next((known for known in LAYOUTS if known.name == layout), None)
    element = BeautifulSoup(f"<body>{storable(markup)}</body>", "lxml").select_one("body > *")
    if reader is None or element is None:
        raise UnexpectedFormat("the message has no HTML, or is of a layout that nobody knows")
    return reader.read(element, seen_at.astimezone(LONDON).date() if seen_at else None)


def header_lines(within: Tag) -> list[Tag]:
    """Return the smallest elements whose words are "Nick · date time", in order, without those in a quotation."""
    found: dict[int, Tag] = {}
    for words in within.find_all(string=CLOCK_TIME):
        tag = words.parent
        for _ in range(4):
            if tag is None or header_in(tag) is not None:
                break
            tag = tag.parent
        if tag is not None and header_in(tag) is not None and tag.find_parent("blockquote") is None:
            found[id(tag)] = tag
    return list(found.values())


def header_in(tag: Tag) -> re.Match[str] | None:
    """Return the parts of a header line when that is all that `tag` says."""
    return HEADER.fullmatch(" ".join(tag.get_text(" ").split()))


def headed_message(element: Tag, today: date | None) -> Message:
    """Read a message that begins with "Nick · date": the rest of the element is its text."""
    header = next(iter(header_lines(element)), None)
    parts = header_in(header) if header else None
    if header is None or parts is None:
        raise UnexpectedFormat("a message does not begin with a name and a time")
    number, report = message_number(element), report_link(element)
    header.decompose()
    for furniture in element.select(FURNITURE):
        furniture.decompose()
    text = plain_text(element.decode_contents())
    if not text:
        raise UnexpectedFormat("a message has no words beside its name and time")
    return Message(number, parts["nick"].strip(), new_time(parts, today), text, report, anchor_of(element))


def old_time(text: str) -> datetime:
    """Return "Thu 21-Nov-19 10:53:49", a London time, in UTC."""
    found = OLD_TIME.search(text)
    if found is None or found[2].lower() not in MONTHS:
        raise UnexpectedFormat("a message's time is not written as expected")
    day = calendar_day(2000 + int(found[3]), MONTHS.index(found[2].lower()) + 1, int(found[1]))
    return london_time(day=day, hour=int(found[4]), minute=int(found[5]), second=int(found[6] or 0))


def new_time(parts: re.Match[str], today: date | None) -> datetime | None:
    """Return the time of a header line in UTC; None for "Today" when nobody knows which day that was."""
    hour, minute = int(parts["hour"]), int(parts["minute"])
    if parts["near"] is None:
        day = calendar_day(int(parts["year"]), int(parts["month"]), int(parts["day"]))
    elif today is None:
        return None
    else:
        day = today - timedelta(days=parts["near"] == "Yesterday")
    return london_time(day=day, hour=hour, minute=minute)


def london_time(*, day: date, hour: int, minute: int, second: int = 0) -> datetime:
    """Return a London wall time in UTC; in the hour that comes twice, the first is meant."""
    try:
        return datetime.combine(day, time(hour, minute, second), tzinfo=LONDON).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise UnexpectedFormat("a message's time is no time of the clock") from error


def calendar_day(year: int, month: int, day: int) -> date:
    """Return a day; raise `UnexpectedFormat` for one that the calendar does not have."""
    try:
        return date(year, month, day)
    except ValueError as error:
        raise UnexpectedFormat("a message's time is no day of the calendar") from error


def report_link(element: Tag) -> str | None:
    """Return Mumsnet's own link to report this very message."""
    link = element.select_one("a.report_post[href], a[href*='ReportTalkPost' i]")
    return str(link["href"]) if link else None


def message_number(element: Tag) -> str | None:
    """Return Mumsnet's number of a message: from its own attributes, or from its links to itself."""
    own = element.get("data-post") or element.get("data-post-id")
    if isinstance(own, str) and own.isdigit():
        return own
    for link in element.select("a[href*='reply='], a[href*='msgid=' i]"):
        try:
            query = parse_qs(urlsplit(str(link["href"]).lower()).query)
        except ValueError:
            continue
        for value in query.get("reply", []) + query.get("msgid", []):
            if value.isdigit():
                return value
    return None


def anchor_of(element: Tag) -> str | None:
    """Return the name that a link to this element ends with."""
    name = element.get("id")
    return name if isinstance(name, str) and name else None
