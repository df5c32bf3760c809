"""What a collector is built with in a test: real HTTP, a test's clock, and the secrets that the test gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from loopback import Loopback

from collectors.base import Surroundings
from collectors.http import HttpClient
from data.secrets import Secrets


class Around:
    """Makes surroundings that ask `server` alone, and closes the HTTP clients of all it made."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._clients: list[HttpClient] = []

    def __call__(
        self,
        server: Loopback | None = None,
        *,
        secrets: Mapping[str, str] | None = None,
        school_type: str = "maintained",
    ) -> Surroundings:
        http = HttpClient(clock=self._clock, base_url=server.base_url if server else None)
        self._clients.append(http)
        return Surroundings(http=http, clock=self._clock, secrets=Secrets(secrets or {}), school_type=school_type)

    def close(self) -> None:
        for client in self._clients:
            client.close()
