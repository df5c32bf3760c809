"""The cookies: opaque, unreadable for scripts, sent to this site only; their names tell two dashboards apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from starlette.requests import HTTPConnection
from starlette.responses import Response

from data.dashboard_settings import DashboardSettings
from pipelines.sign_in.sessions import ABSOLUTE, BROWSER_KNOWN_FOR

FORM_LASTS = timedelta(hours=2)
SINGLE_SIGN_ON_LASTS = timedelta(minutes=10)
_LASTS = {
    "session": ABSOLUTE,
    "half": timedelta(minutes=30),
    "browser": BROWSER_KNOWN_FOR,
    "form": FORM_LASTS,
    "elsewhere": SINGLE_SIGN_ON_LASTS,
}
Kind = Literal["session", "half", "browser", "form", "elsewhere"]


@dataclass(frozen=True, slots=True)
class Cookies:
    """Sets and reads the cookies of one dashboard.

    `session` is whoever is signed in, `half` whoever has come half the way, `browser` a browser known to belong to
    somebody, `form` ties a form to the browser that it was shown in, `elsewhere` goes along to an account elsewhere.
    """

    settings: DashboardSettings

    def name(self, kind: Kind) -> str:
        """Return the cookie's name. A browser takes `__Host-` only from this very host, over TLS."""
        return f"{'__Host-' if self.settings.is_secure else ''}goodname-{self.settings.port}-{kind}"

    def read(self, connection: HTTPConnection, kind: Kind) -> str | None:
        """Return the value that the browser sent, or None."""
        return connection.cookies.get(self.name(kind)) or None

    def set(self, response: Response, kind: Kind, value: str) -> None:
        """Have the browser keep the value."""
        response.set_cookie(
            self.name(kind),
            value,
            max_age=int(_LASTS[kind].total_seconds()),
            path="/",
            secure=self.settings.is_secure,
            httponly=True,
            # Coming back from an account elsewhere is a step from another site, on which a strict cookie stays away.
            samesite="lax" if kind == "elsewhere" else "strict",
        )

    def drop(self, response: Response, *kinds: Kind) -> None:
        """Have the browser forget the values."""
        for kind in kinds:
            response.delete_cookie(
                self.name(kind), path="/", secure=self.settings.is_secure, httponly=True, samesite="strict"
            )
