"""What every source that finds pages by link has in common: one address for one page, its platform, its plain words.

A feed or a search engine names a page by an address with tracking parts, behind a redirect, with marked-up words. The
same page found twice must be one post, so its id is its canonical address.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit, urlunsplit

from bs4 import BeautifulSoup, UnicodeDammit

from collectors.base import UnexpectedFormat
from data.post_jsonl import storable
from data.records import Account
from data.words import Platform

GOOGLE_HOST: Final = re.compile(r"(www\.)?google\.[a-z]{2,3}(\.[a-z]{2})?")
TRACKING: Final = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|msclkid|igshid|igsh|mc_cid|mc_eid|ref_src|ref_url|_ga", re.IGNORECASE
)
DEFAULT_PORTS: Final = {"http": 80, "https": 443}

HOSTS: Final = {
    "x.com": Platform.X,
    "twitter.com": Platform.X,
    "instagram.com": Platform.INSTAGRAM,
    "facebook.com": Platform.FACEBOOK,
    "fb.com": Platform.FACEBOOK,
    "mumsnet.com": Platform.MUMSNET,
    "reddit.com": Platform.REDDIT,
    "redd.it": Platform.REDDIT,
    "wikipedia.org": Platform.WIKIPEDIA,
    "youtube.com": Platform.YOUTUBE,
    "youtu.be": Platform.YOUTUBE,
    "tiktok.com": Platform.TIKTOK,
    "snapchat.com": Platform.SNAPCHAT,
    "whatsapp.com": Platform.WHATSAPP,
    "bsky.app": Platform.BLUESKY,
    "mastodon.social": Platform.MASTODON,
    "mastodonapp.uk": Platform.MASTODON,
    "trustpilot.com": Platform.TRUSTPILOT,
    "trustpilot.co.uk": Platform.TRUSTPILOT,
    "maps.app.goo.gl": Platform.GOOGLE_REVIEWS,
    "g.page": Platform.GOOGLE_REVIEWS,
}
"""Whose pages a host serves, subdomains included; every other host is a web page."""

BLOCKS: Final = ("p", "div", "li", "blockquote", "tr", "h1", "h2", "h3", "h4", "pre")
MARKUP_LEFT: Final = re.compile(
    r"</?(?:a|b|br|div|em|i|p|span|strong|u)\b[^<>]*>|&(?:[a-z]{2,8}|#\d{1,7}|#x[0-9a-f]{1,6});", re.IGNORECASE
)


def unwrapped(url: str) -> str:
    """Return the address that a Google redirect (`google.com/url?url=…`) leads to, or `url` itself.

    Raises `UnexpectedFormat` for what is no web address.
    """
    try:
        parts = urlsplit(url.strip())
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise UnexpectedFormat("a link is not a web address") from error
    if parts.scheme.lower() not in DEFAULT_PORTS or not host:
        raise UnexpectedFormat("a link is not a web address")
    if _is_redirect(url):
        inside = parse_qs(parts.query)
        target = (inside.get("url") or inside.get("q") or [""])[0]
        if _is_redirect(target):
            raise UnexpectedFormat("a Google redirect leads to another one")
        return unwrapped(target)
    return url.strip()


def canonical_url(url: str) -> str:
    """Return one address for one page: unwrapped, https, no tracking parts, no fragment, no slash at the end.

    For telling pages apart, not for opening them. Raises `UnexpectedFormat` for what is no web address.
    """
    parts = urlsplit(unwrapped(url))
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host.rstrip(".")
    port = f":{parts.port}" if parts.port not in (None, DEFAULT_PORTS[parts.scheme.lower()]) else ""
    kept = [
        (name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not TRACKING.fullmatch(name)
    ]
    return urlunsplit(("https", host + port, parts.path.rstrip("/"), urlencode(kept), ""))


def platform_of(url: str) -> Platform:
    """Return the platform whose page `url` is, by its host; a Google Maps page is one of Google reviews."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    if (GOOGLE_HOST.fullmatch(host) and parts.path.startswith("/maps")) or host.startswith("maps.google."):
        return Platform.GOOGLE_REVIEWS
    for known, platform in HOSTS.items():
        if host == known or host.endswith(f".{known}"):
            return platform
    return Platform.WEB


def own_handle(url: str, accounts: Iterable[tuple[str, str]]) -> str | None:
    """Return the handle of the school's own account (platform, handle) whose page `url` is, or None.

    An own web site is known by its host, an own account on a platform by the first part of the path.
    """
    parts = urlsplit(url)
    host, platform = _bare(parts.hostname or ""), platform_of(url)
    first = parts.path.strip("/").split("/")[0].lstrip("@").casefold()
    for kind, handle in accounts:
        if kind == Platform.WEBSITE:
            if host and host == _bare(_host_of(handle)):
                return handle
        elif kind == platform and first and first == handle.lstrip("@").casefold():
            return handle
    return None


def account_pairs(accounts: Iterable[Account]) -> list[list[str]]:
    """Return the active own accounts as JSON-able pairs (platform, handle), to stand in an item's context."""
    return [[account.platform.value, account.handle] for account in accounts if account.status == "active"]


def plain_text(markup: str) -> str:
    """Return the words of a piece of HTML: tags out, entities read (also those escaped twice), spaces tidied.

    A line break or a block ends a line. "3 < 4" stays as it is.
    """
    text = _stripped(markup)
    if MARKUP_LEFT.search(text):
        text = html.unescape(MARKUP_LEFT.sub(lambda found: "" if found[0][0] == "<" else found[0], text))
    lines = [re.sub(r"[^\S\n]+", " ", line).strip() for line in text.replace("\xa0", " ").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def decoded_text(content: bytes, content_type: str | None = None) -> str:
    """Return the text of a page or feed by what the answer, the page itself or its byte order mark declare."""
    declared = re.search(r"charset=[\"']?([\w-]+)", content_type or "", re.IGNORECASE)
    dammit = UnicodeDammit(content, known_definite_encodings=[declared[1]] if declared else [], is_html=True)
    return dammit.unicode_markup if dammit.unicode_markup is not None else content.decode("utf-8", errors="replace")


def _stripped(markup: str) -> str:
    soup = BeautifulSoup(f"<div>{storable(markup)}</div>", "lxml")
    for unseen in soup(["script", "style", "template"]):
        unseen.decompose()
    for line_break in soup("br"):
        line_break.replace_with("\n")
    for block in soup(BLOCKS):
        block.insert_before("\n")
        block.append("\n")
    return soup.get_text()


def _is_redirect(url: str) -> bool:
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return False
    return parts.path == "/url" and GOOGLE_HOST.fullmatch(parts.hostname or "") is not None


def _host_of(site: str) -> str:
    try:
        return urlsplit(site if "//" in site else f"//{site}").hostname or ""
    except ValueError:
        return ""


def _bare(host: str) -> str:
    return host.rstrip(".").removeprefix("www.")
