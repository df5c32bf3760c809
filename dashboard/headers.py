"""Tells the browser with every answer that nothing may be loaded from outside and that no address leaves this site.

Scripts run only from our own server: a post's words that looked like one would not run even if they became HTML.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_INDEX = Path(streamlit.__file__).with_name("static") / "index.html"
_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)


def inline_scripts(page: str) -> list[str]:
    """Return the hash of each script that stands in `page` itself, as a content security policy names it."""
    digests = (hashlib.sha256(found[1].encode()).digest() for found in _INLINE_SCRIPT.finditer(page))
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


def headers() -> Mapping[str, str]:
    """Return the headers; the scripts that Streamlit's own page holds are named by their hash."""
    scripts = " ".join(["'self'", *inline_scripts(_INDEX.read_text(encoding="utf-8"))])
    return {
        "Content-Security-Policy": (
            # Streamlit sets its styles inline; pictures of our own come as data.
            f"default-src 'self'; script-src {scripts}; style-src 'self' 'unsafe-inline'; "
            "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
            "frame-src 'none'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
        ),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    }


class SecurityHeaders:
    """An ASGI layer that adds `headers()` to every HTTP answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._headers = headers()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and the answer back with the headers."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)
