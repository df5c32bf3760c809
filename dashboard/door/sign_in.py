"""The sign-in pages: password, then code; the demo's links; and the look that all pages of the door share."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address

import anyio
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from dashboard.door.cookies import Cookies
from dashboard.door.forms import fields, inside
from dashboard.door.pages import ICON, STYLE, page, sentence, status_of
from data.errors import InputError, SignInRefused
from pipelines.home import Home
from pipelines.sign_in.entering import Entered, Visit, check_code, check_password, enter_by_demo_link
from pipelines.sign_in.sessions import signed_in

HASHING_AT_ONCE = 2
"""A password check takes 64 MiB and a third of a second: many at once must not starve the machine."""


class SignInPages:
    """Routes of signing in."""

    def __init__(self, home: Callable[[], Home]) -> None:
        self._home = home
        self._hashing = anyio.CapacityLimiter(HASHING_AT_ONCE)

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/sign-in", self.ask_password, methods=["GET"]),
            Route("/sign-in", self.take_password, methods=["POST"]),
            Route("/sign-in/code", self.ask_code, methods=["GET"]),
            Route("/sign-in/code", self.take_code, methods=["POST"]),
            Route("/enter", self.enter, methods=["GET"]),
            Route("/sign-in/door.css", self.style, methods=["GET"]),
            Route("/sign-in/icon.svg", self.icon, methods=["GET"]),
        ]

    async def ask_password(self, request: Request) -> Response:
        """Show the form, or lead on whoever is signed in already."""
        home = self._home()
        token = Cookies(home.config.dashboard).read(request, "session")
        onward = inside(request.query_params.get("next"))
        if await anyio.to_thread.run_sync(lambda: signed_in(home=home, token=token, touch=False)):
            return RedirectResponse(onward, 303)
        return page(request, home, "sign_in", next=onward, username="", elsewhere=providers(home))

    async def take_password(self, request: Request) -> Response:
        """Check the password and ask for the code."""
        home = self._home()
        cookies, sent = Cookies(home.config.dashboard), {}
        try:
            sent = dict(await fields(request, cookies))
            visit = visit_of(request, cookies)
            half = await anyio.to_thread.run_sync(
                lambda: check_password(
                    home=home, username=sent.get("username", ""), password=sent.get("password", ""), visit=visit
                ),
                limiter=self._hashing,
            )
        except InputError as error:
            return page(
                request,
                home,
                "sign_in",
                status=status_of(error),
                error=sentence(home, error),
                next=inside(sent.get("next")),
                username=sent.get("username", ""),
                elsewhere=providers(home),
            )
        response = page(request, home, "code", next=inside(sent.get("next")))
        cookies.set(response, "half", half)
        return response

    async def ask_code(self, _request: Request) -> Response:
        """Lead back to the password: the form for the code is only shown after it."""
        return RedirectResponse("/sign-in", 303)

    async def take_code(self, request: Request) -> Response:
        """Take the second factor and open the dashboard under a new session."""
        home = self._home()
        cookies, sent = Cookies(home.config.dashboard), {}
        try:
            sent = dict(await fields(request, cookies))
            visit, half = visit_of(request, cookies), cookies.read(request, "half")
            entered = await anyio.to_thread.run_sync(
                lambda: check_code(home=home, token=half, code=sent.get("code", ""), visit=visit)
            )
        except InputError as error:
            return page(
                request,
                home,
                "code",
                status=status_of(error),
                error=sentence(home, error),
                next=inside(sent.get("next")),
            )
        return let_in(RedirectResponse(inside(sent.get("next")), 303), cookies, entered)

    async def enter(self, request: Request) -> Response:
        """Open a demo for whoever follows its link on this machine."""
        home = self._home()
        here = is_loopback(request.client.host if request.client else None)
        try:
            entered = await anyio.to_thread.run_sync(
                lambda: enter_by_demo_link(home=home, token=request.query_params.get("token"), address_is_loopback=here)
            )
        except SignInRefused as error:
            return page(request, home, "refused", status=status_of(error), error=sentence(home, error))
        return let_in(RedirectResponse("/", 303), Cookies(home.config.dashboard), entered)

    async def style(self, _request: Request) -> Response:
        """Send the look."""
        return FileResponse(STYLE, media_type="text/css")

    async def icon(self, _request: Request) -> Response:
        """Send the icon of the tab."""
        return FileResponse(ICON, media_type="image/svg+xml")


def let_in(response: Response, cookies: Cookies, entered: Entered) -> Response:
    """Have the browser keep the new session, and forget the way to it."""
    cookies.set(response, "session", entered.token)
    cookies.set(response, "browser", entered.browser)
    cookies.drop(response, "half", "form")
    response.headers["Cache-Control"] = "no-store"
    return response


def visit_of(request: Request, cookies: Cookies) -> Visit:
    """Return where the request comes from."""
    return Visit(request.client.host if request.client else "unknown", cookies.read(request, "browser"))


def providers(home: Home) -> list[tuple[str, str]]:
    """Return key and name of each place elsewhere whose accounts may sign in here."""
    return [(key, label) for key, label, _ in home.config.sign_in.providers()]


def is_loopback(address: str | None) -> bool:
    """Say whether the address is this machine's own."""
    try:
        return address is not None and ip_address(address).is_loopback
    except ValueError:
        return False
