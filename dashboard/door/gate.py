"""The gate: a plain ASGI layer around the dashboard that lets nothing through without a session.

Pages, the websocket, media, uploads and downloads are behind it. Open are the sign-in pages, the word whether the
server is well, and Streamlit's own program (`/static/`), which is the same for everybody and holds nothing of a school.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard.door.cookies import Cookies
from dashboard.page_list import landing, pages_for
from data.dashboard_settings import LOOPBACK_NAMES
from data.errors import GoodnameError
from pipelines.home import Home
from pipelines.people import Person
from pipelines.sign_in.sessions import signed_in

OWN = ("/sign-in", "/sign-in/", "/invitation", "/enter", "/account")
"""Where the door itself answers; an entry that ends with a stroke stands for all that begins with it."""
OPEN = ("/_stcore/health", "/static/")


class Gate:
    """Hands the door's own addresses to `door`, and others to `app` when somebody is signed in."""

    def __init__(self, app: ASGIApp, *, door: ASGIApp, home: Callable[[], Home]) -> None:
        self._app, self._door, self._home = app, door, home

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on, or refuse; a kind of connection that we do not know is refused."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if not self._is_ours(scope):
            await _no(scope, receive, send, PlainTextResponse("This is not an address of this dashboard.", 400))
            return
        if scope["type"] == "http" and covers(OWN, scope["path"]):
            await self._door(scope, receive, send)
            return
        if scope["type"] == "http" and covers(OPEN, scope["path"]):
            await self._app(scope, receive, send)
            return
        sitter = await self._sitter(scope)
        if sitter is None:
            await _no(scope, receive, send, refusal(scope))
        elif scope["type"] == "http" and scope["path"] == f"/{landing(pages_for(sitter.roles))}":
            # Streamlit shows somebody's first page at the bare address alone, and says "not found" at its own.
            query = scope.get("query_string", b"").decode("latin-1")
            await RedirectResponse(f"/?{query}" if query else "/", 303)(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _is_ours(self, scope: Scope) -> bool:
        """Say whether the browser asked for one of our names: another site's name may be made to lead here."""
        settings = self._home().config.dashboard
        names = {*LOOPBACK_NAMES, settings.host, urlsplit(settings.link_base).hostname}
        asked = urlsplit(f"//{HTTPConnection(scope).headers.get('host', '')}").hostname
        return asked in names

    async def _sitter(self, scope: Scope) -> Person | None:
        connection = HTTPConnection(scope)
        home = self._home()
        token = Cookies(home.config.dashboard).read(connection, "session")
        if token is None:
            return None
        try:
            # Loading a picture or opening the connection is not acting: only a page's run begins the idle time anew.
            return await run_in_threadpool(signed_in, home=home, token=token, touch=False)
        except GoodnameError:
            return None


async def _no(scope: Scope, receive: Receive, send: Send, answer: Response) -> None:
    if scope["type"] == "websocket":
        # Closed before it is accepted: the browser gets a 403.
        await send({"type": "websocket.close", "code": 1008, "reason": "sign in first"})
        return
    await answer(scope, receive, send)


def covers(paths: tuple[str, ...], path: str) -> bool:
    """Say whether `path` is one of `paths`, or begins with one that ends with a stroke. Dots lead nowhere."""
    if ".." in path or "\\" in path or "//" in path:
        return False
    return any(path == entry or (entry.endswith("/") and path.startswith(entry)) for entry in paths)


def refusal(scope: Scope) -> Response:
    """Return what somebody without a session gets: the way to the sign-in page for a page, 401 for anything else."""
    connection = HTTPConnection(scope)
    wants_page = scope.get("method") == "GET" and "text/html" in connection.headers.get("accept", "")
    if not wants_page:
        return PlainTextResponse("Sign in first.", 401, {"Cache-Control": "no-store"})
    asked = scope["path"] + (f"?{scope['query_string'].decode('latin-1')}" if scope.get("query_string") else "")
    after = f"?next={quote(asked, safe='')}" if asked != "/" else ""
    return RedirectResponse(f"/sign-in{after}", 303, {"Cache-Control": "no-store"})
