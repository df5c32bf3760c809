"""instaloader made well-behaved: through the one HTTP client, under our own name, with no sleep, retry or printing.

instaloader 4.16 builds a fresh `requests` session for almost every call. All of them come from the two methods that are
overridden here, so that nothing has to be replaced inside the library (which would hold for every thread). Its own
ways (read in its source, 4.16): it says it is Chrome, waits up to 1,818 s after a 429, tries three times, prints to
standard error, and tells a log-in wall with status 200 as "profile does not exist".
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import requests
from instaloader import InstaloaderContext, RateController

from collectors.base import RateLimited
from collectors.bridge import HttpAdapter
from collectors.http import HttpClient


class QuietContext(InstaloaderContext):
    """A context that never logs in, and remembers the status of the last answer (None: nothing answered)."""

    def __init__(self, http: HttpClient) -> None:
        """Ask through `http`."""
        self._http = http
        self.last_status: int | None = None
        super().__init__(
            sleep=False,
            quiet=True,
            user_agent=http.user_agent,
            max_connection_attempts=1,
            rate_controller=lambda context: NoSleep(context, http),
            iphone_support=False,
        )

    def get_anonymous_session(self) -> requests.Session:
        """Return a session that goes through our client."""
        return self._through_our_client(super().get_anonymous_session())

    @contextmanager
    def _graphql_session(
        self, referer: str | None, csrf: str | None = None, lsd: str | None = None
    ) -> Iterator[requests.Session]:
        with super()._graphql_session(referer, csrf, lsd) as session:
            yield self._through_our_client(session)

    def forget_last_answer(self) -> None:
        """Make `last_status` None until something answers again."""
        self.last_status = None

    def error(self, msg: Any, repeat_at_end: bool = True) -> None:  # noqa: FBT001, FBT002 - the library's signature
        """Say nothing: the caller is told by an exception, and a message may hold a handle."""

    def _through_our_client(self, session: requests.Session) -> requests.Session:
        session.trust_env = False
        adapter = HttpAdapter(self._http)
        session.mount("https://", adapter)
        session.mount("http://", adapter)
        session.hooks["response"] = [self._remember]
        return session

    def _remember(self, response: requests.Response, **_options: Any) -> None:
        self.last_status = response.status_code


class NoSleep(RateController):
    """Ends the run where instaloader would wait."""

    def __init__(self, context: InstaloaderContext, http: HttpClient) -> None:
        """Tell the time by the clock of `http`."""
        super().__init__(context)
        self._http = http

    def sleep(self, secs: float) -> None:
        """Raise `RateLimited` until the moment it would have slept to."""
        raise RateLimited("enough pages of Instagram for now", until=self._http.now() + timedelta(seconds=secs))
