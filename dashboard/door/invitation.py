"""The invitation's pages: choose a password, scan the code app's picture, keep the recovery codes."""

from __future__ import annotations

from collections.abc import Callable

import anyio
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard.door.cookies import Cookies
from dashboard.door.forms import fields
from dashboard.door.pages import page, sentence, status_of
from dashboard.door.sign_in import let_in, providers
from data.errors import InputError, SignInRefused
from pipelines.home import Home
from pipelines.sign_in.passwords import SHORTEST
from pipelines.sign_in.setting_up import choose_password, code_app, finish, invited


class InvitationPages:
    """Routes of setting an account up."""

    def __init__(self, home: Callable[[], Home]) -> None:
        self._home = home

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/invitation", self.ask_password, methods=["GET"]),
            Route("/invitation", self.take_password, methods=["POST"]),
            Route("/sign-in/app", self.take_code, methods=["POST"]),
        ]

    async def ask_password(self, request: Request) -> Response:
        """Greet whoever was invited; a look at the link does not use it up."""
        return await self._form(request, request.query_params.get("token"), None)

    async def take_password(self, request: Request) -> Response:
        """Take the password and show the picture for the code app."""
        home = self._home()
        cookies, sent = Cookies(home.config.dashboard), {}
        try:
            sent = dict(await fields(request, cookies))
            token = await anyio.to_thread.run_sync(
                lambda: choose_password(
                    home=home,
                    link=sent.get("token"),
                    password=sent.get("password", ""),
                    again=sent.get("again", ""),
                )
            )
        except InputError as error:
            return await self._form(request, sent.get("token"), error)
        response = page(request, home, "app", app=code_app(home=home, token=token))
        cookies.set(response, "half", token)
        return response

    async def take_code(self, request: Request) -> Response:
        """Take the first code, show the recovery codes, and open the dashboard."""
        home = self._home()
        cookies = Cookies(home.config.dashboard)
        half = cookies.read(request, "half")
        try:
            sent = await fields(request, cookies)
            done = await anyio.to_thread.run_sync(lambda: finish(home=home, token=half, code=sent.get("code", "")))
        except InputError as error:
            try:
                app = await anyio.to_thread.run_sync(lambda: code_app(home=home, token=half))
            except SignInRefused as over:
                return page(request, home, "refused", status=status_of(over), error=sentence(home, over))
            return page(request, home, "app", status=status_of(error), error=sentence(home, error), app=app)
        return let_in(page(request, home, "recovery", codes=done.recovery_codes), cookies, done.entered)

    async def _form(self, request: Request, link: str | None, error: InputError | None) -> Response:
        home = self._home()
        try:
            who = await anyio.to_thread.run_sync(lambda: invited(home=home, link=link))
        except SignInRefused as refused:
            return page(request, home, "refused", status=status_of(refused), error=sentence(home, refused))
        return page(
            request,
            home,
            "invitation",
            status=status_of(error) if error else 200,
            error=sentence(home, error) if error else None,
            who=who,
            token=link,
            shortest=SHORTEST,
            elsewhere=providers(home),
        )
