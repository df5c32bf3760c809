"""robots.txt, asked once a day a host by protego; a file that cannot be read closes the site until it can."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from protego import Protego

from data.errors import PolicyBlocked, SourceUnavailable

if TYPE_CHECKING:
    from collectors.http import HttpClient

KEEP = timedelta(days=1)
SERVER_ERROR = 500


class Robots:
    """Says whether a page may be asked for, by the site's own rules."""

    def __init__(self, client: HttpClient, user_agent: str) -> None:
        """Ask through `client`, as `user_agent`."""
        self._client = client
        self._user_agent = user_agent
        self._rules: dict[str, tuple[datetime, Protego]] = {}

    def check(self, url: str) -> None:
        """Raise `PolicyBlocked` when robots.txt closes `url`, `SourceUnavailable` when it cannot be read now."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if not self._rules_of(origin).can_fetch(url, self._user_agent):
            raise PolicyBlocked(f"robots.txt of {parts.hostname} closes this page")

    def _rules_of(self, origin: str) -> Protego:
        now = self._client.now()
        known = self._rules.get(origin)
        if known is not None and now - known[0] < KEEP:
            return known[1]
        response = self._client.unpaced(f"{origin}/robots.txt")
        if response.status_code >= SERVER_ERROR:
            raise SourceUnavailable(
                f"robots.txt of {urlsplit(origin).hostname} cannot be read now; the site is left alone"
            )
        # RFC 9309 section 2.3.1.3: a 4xx answer means there are no rules.
        rules = Protego.parse(response.text if response.is_success else "")
        self._rules[origin] = (now, rules)
        return rules
