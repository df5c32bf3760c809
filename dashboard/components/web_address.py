"""An address as plain words to copy, and a link only where it leads to a web page."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

import streamlit as st

_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?")
_LONGEST = 2000


def linkable_host(url: str) -> str | None:
    """Return the host that `url` leads to when it is an http or https address without tricks, else None.

    No link is made of another scheme (`javascript:`), of an address with a user name before the host, with white
    space or control characters, of a host that is not plain letters and digits, or of one too long to be read.
    """
    if len(url) > _LONGEST or not url.isprintable() or any(character.isspace() for character in url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or "@" in parts.netloc or "\\" in url or not _HOST.fullmatch(host):
        return None
    return host


def spelt_out(url: str) -> str:
    """Return `url` with every character that cannot be seen as its percent code, and cut where it is endless."""
    shown = "".join(c if c.isprintable() and c != " " else quote(c, errors="replace") for c in url[:_LONGEST])
    return f"{shown} (cut after {_LONGEST:,} characters)" if len(url) > _LONGEST else shown


def web_address(url: str, *, words: str) -> None:
    """Show `url` to copy, and a link named `words` and the host it leads to."""
    st.code(spelt_out(url), language=None, wrap_lines=True)
    host = linkable_host(url)
    if host is None:
        st.caption("This is not an ordinary web address, so no link is made of it.")
    else:
        st.link_button(f"{words} on {host}", url, icon=":material/open_in_new:")
