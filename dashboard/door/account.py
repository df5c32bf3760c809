"""The account's page: where one is signed in, and signing out here or everywhere."""

from __future__ import annotations

from collections.abc import Callable

import anyio
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dashboard.door.cookies import Cookies
from dashboard.door.forms import fields
from dashboard.door.pages import page, sentence
from data.errors import InputError, NotSignedIn
from pipelines.home import Home
from pipelines.sign_in.sessions import open_sessions, sign_out, sign_out_everywhere, signed_in


class AccountPages:
    """Routes of whoever is signed in."""

    def __init__(self, home: Callable[[], Home]) -> None:
        self._home = home

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/account", self.show, methods=["GET"]),
            Route("/account", self.leave, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """Show who is signed in, and where else."""
        return await self._page(request, None)

    async def leave(self, request: Request) -> Response:
        """End this session, or all."""
        home = self._home()
        cookies = Cookies(home.config.dashboard)
        token = cookies.read(request, "session")
        try:
            sent = await fields(request, cookies)
            if sent.get("everywhere"):
                await anyio.to_thread.run_sync(lambda: sign_out_everywhere(home=home, token=token))
            else:
                await anyio.to_thread.run_sync(lambda: sign_out(home=home, token=token))
        except InputError as error:
            return await self._page(request, error)
        response = page(request, home, "left", everywhere=bool(sent.get("everywhere")))
        cookies.drop(response, "session", "half")
        return response

    async def _page(self, request: Request, error: InputError | None) -> Response:
        home = self._home()
        token = Cookies(home.config.dashboard).read(request, "session")
        who = await anyio.to_thread.run_sync(lambda: signed_in(home=home, token=token, touch=True))
        try:
            entries = await anyio.to_thread.run_sync(lambda: open_sessions(home=home, token=token))
        except NotSignedIn:
            return RedirectResponse("/sign-in", 303)
        return page(
            request,
            home,
            "account",
            status=400 if error else 200,
            error=sentence(home, error) if error else None,
            who=who,
            entries=entries,
        )
