"""The first run: from nothing to a school with one person in it, for whoever holds the link from the terminal.

It stands before the gate only while there is no `school.toml`; from then on every request goes to the gate. It answers
this machine alone, and each form must carry the token that the terminal printed.
"""

from __future__ import annotations

import hmac
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import anyio
import structlog
from starlette.requests import HTTPConnection, Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard.door.cookies import Cookies
from dashboard.door.forms import fields, form_token
from dashboard.door.pages import ICON, STYLE, templates
from dashboard.door.sign_in import is_loopback
from data.dashboard_settings import LOOPBACK_NAMES, DashboardSettings
from data.errors import GoodnameError, InputError
from data.policy import PROFILES, profile
from data.words import Platform
from pipelines.first_run import FirstAnswers, begin, is_begun
from pipelines.sign_in.roster import HELPS

PATH = "/first-run"
ROWS = 3
"""How many of the school's accounts the form takes; more are added later."""

TYPES = {
    "maintained": "Maintained school",
    "academy": "Academy",
    "independent": "Independent school",
    "nursery": "Nursery",
}
NATIONS = {"ENG": "England", "WLS": "Wales", "SCT": "Scotland", "NIR": "Northern Ireland"}
OWN = (Platform.X, Platform.INSTAGRAM, Platform.FACEBOOK, Platform.WEBSITE, Platform.YOUTUBE, Platform.TIKTOK)
_PLAIN: Mapping[str, Callable[[], Response]] = {
    "/sign-in/door.css": partial(FileResponse, STYLE, media_type="text/css"),
    "/sign-in/icon.svg": partial(FileResponse, ICON, media_type="image/svg+xml"),
    "/_stcore/health": partial(PlainTextResponse, "ok"),
}
_REFUSED = "Set the school up first: open the link that the terminal printed, on this machine."
log = structlog.get_logger("door")


class FirstRun:
    """An ASGI layer that asks who the school is, once, and then steps aside."""

    def __init__(self, app: ASGIApp, *, folder: Path, token: str, port: int) -> None:
        self._app, self._folder, self._token = app, folder, token
        self._settings = DashboardSettings(port=port)
        self._cookies = Cookies(self._settings)
        self._lock = anyio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer while nothing is set up; pass everything on afterwards."""
        if scope["type"] == "lifespan" or is_begun(self._folder):
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008, "reason": "set the school up first"})
            return
        response = await self._answer(Request(scope, receive))
        response.headers["Cache-Control"] = "no-store"
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.url.path in _PLAIN:
            return _PLAIN[request.url.path]()
        if request.url.path != PATH or not _from_here(request):
            return PlainTextResponse(_REFUSED, 403)
        if request.method == "POST":
            return await self._take(request)
        if not self._is_ours(request.query_params.get("token")):
            return PlainTextResponse(_REFUSED, 403)
        return self._form(request, {}, None)

    async def _take(self, request: Request) -> Response:
        sent: Mapping[str, str] = {}
        try:
            sent = await fields(request, self._cookies)
            if not self._is_ours(sent.get("token")):
                return PlainTextResponse(_REFUSED, 403)
            async with self._lock:
                begun = await anyio.to_thread.run_sync(
                    lambda: begin(folder=self._folder, answers=answers(sent), port=self._settings.port)
                )
        except GoodnameError as error:
            if not self._is_ours(sent.get("token")):
                return PlainTextResponse(_REFUSED, 403)
            return self._form(request, sent, error)
        log.info("first_run_done")
        return self._page(request, "first_run_done", {}, key=begun.key, link=begun.link, error=None)

    def _form(self, request: Request, sent: Mapping[str, str], error: GoodnameError | None) -> Response:
        message = str(error) if error else None
        return self._page(
            request,
            "first_run",
            sent,
            status=400 if error else 200,
            error=f"{message[:1].upper()}{message[1:]}." if message else None,
            token=self._token,
            types=TYPES,
            nations=NATIONS,
            profiles=[profile(name) for name in PROFILES],
            platforms=OWN,
            rows=range(1, ROWS + 1),
            helps=sorted(HELPS),
        )

    def _page(
        self, request: Request, name: str, sent: Mapping[str, str], *, status: int = 200, **shown: object
    ) -> HTMLResponse:
        token = form_token(request, self._cookies)
        words = (
            templates().get_template(f"{name}.html").render(school="", form=token, sent=defaultdict(str, sent), **shown)
        )
        response = HTMLResponse(words, status)
        self._cookies.set(response, "form", token)
        return response

    def _is_ours(self, token: str | None) -> bool:
        return hmac.compare_digest((token or "").encode(), self._token.encode())


def answers(sent: Mapping[str, str]) -> FirstAnswers:
    """Return what the form says; `InputError` when a choice is none that it offers."""
    said = {name: sent.get(name, "") for name in ("name", "town", "username", "display_name", "email")}
    chosen = {}
    for name, offered in (
        ("type", TYPES),
        ("nation", NATIONS),
        ("profile", PROFILES),
        ("role", [role.value for role in HELPS]),
    ):
        chosen[name] = sent.get(name, "")
        if chosen[name] not in offered:
            raise InputError("choose one of what each list offers")
    rows = range(1, ROWS + 1)
    accounts = [(sent.get(f"platform_{row}", ""), sent.get(f"handle_{row}", "")) for row in rows]
    return FirstAnswers(accounts=accounts, **said, **chosen)


def _from_here(request: HTTPConnection) -> bool:
    """Say whether the browser is on this machine and asked for it by one of its own names."""
    return is_loopback(request.client.host if request.client else None) and request.url.hostname in LOOPBACK_NAMES
