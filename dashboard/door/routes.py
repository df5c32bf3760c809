"""All pages of the door as one small application."""

from __future__ import annotations

from collections.abc import Callable

from starlette.applications import Starlette
from starlette.types import ASGIApp

from dashboard.door.account import AccountPages
from dashboard.door.elsewhere import ElsewherePages
from dashboard.door.invitation import InvitationPages
from dashboard.door.sign_in import SignInPages
from pipelines.home import Home


def door(home: Callable[[], Home]) -> ASGIApp:
    """Return the application of all pages that are open before sign-in, and of the account's."""
    parts = (SignInPages(home), InvitationPages(home), ElsewherePages(home), AccountPages(home))
    return Starlette(routes=[route for part in parts for route in part.routes()])
