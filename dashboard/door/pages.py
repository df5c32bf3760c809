"""The door's pages: HTML from templates that escape everything, readable and usable without a script."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from dashboard.components.moments import london, near
from dashboard.door.cookies import Cookies
from dashboard.door.forms import form_token
from data.errors import TooManyTries
from pipelines.home import Home

_FOLDER = Path(__file__).parent
STYLE = _FOLDER / "door.css"
ICON = _FOLDER.parent / "icon.svg"


@cache
def templates() -> Environment:
    """Return the templates; they escape whatever they are given, and miss nothing silently."""
    environment = Environment(
        loader=FileSystemLoader(_FOLDER / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters["london"] = london
    return environment


def page(request: Request, home: Home, name: str, *, status: int = 200, **shown: Any) -> HTMLResponse:
    """Return the page of the template `name`; it is never kept by a cache, and its forms carry a fresh token."""
    cookies = Cookies(home.config.dashboard)
    token = form_token(request, cookies)
    words = (
        templates()
        .get_template(f"{name}.html")
        .render(school=home.config.school.name, form=token, **{"error": None, **shown})
    )
    response = HTMLResponse(words, status, {"Cache-Control": "no-store"})
    cookies.set(response, "form", token)
    return response


def sentence(home: Home, error: Exception) -> str:
    """Return the error's message as a sentence; of a wait also how long it lasts."""
    message = str(error)
    if isinstance(error, TooManyTries):
        message += f" ({near(error.until, now=home.clock())})"
    return f"{message[:1].upper()}{message[1:]}."


def status_of(error: Exception) -> int:
    """Return the HTTP status for an error at the door."""
    return 429 if isinstance(error, TooManyTries) else 400


def to(path: str) -> Response:
    """Return the way to another page of ours, by a page of ours.

    Not a redirect: after a step from another site the strict cookie goes along only when our own page leads on.
    """
    words = templates().get_template("onward.html").render(path=path, school="")
    return HTMLResponse(words, 200, {"Cache-Control": "no-store"})
