"""Forms: a page's form is only taken from the browser that it was shown in, and only from this site."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request

from dashboard.door.cookies import Cookies
from data.errors import SignInRefused

LONGEST_BYTES = 8_192
FIELD = "form"
_STALE = "this form is no longer fresh: load the page again and send it once more"


def form_token(request: Request, cookies: Cookies) -> str:
    """Return the value that a form must bring back; the same stands in the browser's `form` cookie."""
    return cookies.read(request, "form") or secrets.token_urlsafe(24)


async def fields(request: Request, cookies: Cookies) -> Mapping[str, str]:
    """Return what was sent; raise `SignInRefused` unless a form of ours was sent from a page of ours."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise SignInRefused(_STALE)
    origin = request.headers.get("origin", "null")
    # A browser that tells no address of this page (our Referrer-Policy) says "null"; the token then decides.
    if origin != "null" and urlsplit(origin).netloc != request.headers.get("host"):
        raise SignInRefused(_STALE)
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LONGEST_BYTES:
            raise SignInRefused("this is longer than the form: shorten it and send it again")
    try:
        sent = dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=20))
    except ValueError as error:
        raise SignInRefused(_STALE) from error
    kept = cookies.read(request, "form")
    if kept is None or not hmac.compare_digest(kept.encode(), sent.get(FIELD, "").encode()):
        raise SignInRefused(_STALE)
    return sent


def inside(path: str | None) -> str:
    """Return `path` when it leads somewhere on this dashboard, else its front page."""
    if not path or not path.startswith("/") or path.startswith(("//", "/\\")) or "\\" in path:
        return "/"
    parts = urlsplit(path)
    return "/" if parts.scheme or parts.netloc or any(ord(sign) < 32 for sign in path) else path  # noqa: PLR2004 - control characters
