"""Say where the pictures of the school's own posts can be fetched, from the items as received: pure.

Instagram's Graph API gives `media_url` (its addresses end within days); X gives `url` of each photo; a page of the
school's own web site names its pictures. Clips are left out: their frames are never examined. So is whatever does not
lie on the platform's own picture servers, or on the page's own host.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from collectors.addresses import file_name_of
from collectors.website_pages import picture_addresses
from data.records import RawItem

_SERVERS = {
    "instagram": (".cdninstagram.com", ".fbcdn.net"),
    "x": (".twimg.com",),
}
SOURCES = (*_SERVERS, "website")
"""The sources whose own pictures can be fetched."""


def addresses(item: RawItem) -> dict[str, str]:
    """Return the address of each picture in an item by the file name that its post knows it by."""
    if item.source == "website":
        return _on_the_page(item)
    servers = _SERVERS.get(item.source, ())
    found: dict[str, str] = {}
    for medium, address in _media(item):
        name = file_name_of(address)
        if not (isinstance(address, str) and name):
            continue
        try:
            parts = urlsplit(address)
        except ValueError:
            continue
        host = f".{parts.hostname or ''}"
        if medium and parts.scheme == "https" and host.endswith(servers):
            found[name] = address
    return found


def _on_the_page(item: RawItem) -> dict[str, str]:
    payload: Mapping[str, Any] = item.payload if isinstance(item.payload, Mapping) else {}
    html, page = payload.get("html"), payload.get("url")
    return picture_addresses(html, page) if isinstance(html, str) and isinstance(page, str) else {}


def _media(item: RawItem) -> Iterator[tuple[bool, Any]]:
    """Yield of each medium whether it is a picture, and its address."""
    payload: Mapping[str, Any] = item.payload if isinstance(item.payload, Mapping) else {}
    if item.source == "instagram":
        children = payload.get("children")
        inside = children.get("data") if isinstance(children, Mapping) else None
        for one in inside if isinstance(inside, list) and inside else [payload]:
            if isinstance(one, Mapping):
                yield one.get("media_type") not in ("VIDEO", "REELS"), one.get("media_url")
    elif item.source == "x":
        media = item.context.get("media")
        for one in media if isinstance(media, list) else ():
            if isinstance(one, Mapping):
                yield one.get("type") == "photo", one.get("url")
