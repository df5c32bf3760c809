"""What `goodname demo` talks to instead of the world: a replay of every source, a mail server, invented secrets.

Both servers listen on 127.0.0.1 only, each on a free port, while their `with` block lasts:

    with ReplayServer(now=start) as replay, SmtpSink(folder) as sink:
        toml = school_toml(base_url=replay.base_url, smtp_port=sink.port)
"""

from __future__ import annotations

import asyncio
import email
import email.policy
import socket
from collections.abc import Awaitable
from datetime import datetime
from email.message import EmailMessage
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller

from data.secrets import variable
from pipelines.demo_replay.server import HOST, ReplayServer
from pipelines.demo_replay.world import source_file

__all__ = ["ReplayServer", "SmtpSink", "demo_secrets", "first_start", "school_folder", "school_toml"]

WRITTEN_BASE_URL = "http://127.0.0.1:8099"
WRITTEN_SMTP_PORT = 8025
"""What stands in the demo's school.toml until a server has its port."""


class SmtpSink:
    """A mail server that delivers into a folder: one `.eml` file a message, and `messages` as they came."""

    def __init__(self, folder: Path) -> None:
        """Deliver into `folder`, which is made when it is not there."""
        self.folder = folder
        self.messages: list[EmailMessage] = []
        self._listener = _Listener(self)

    @property
    def port(self) -> int:
        """The port that the server listens on."""
        port: int = self._listener.port
        return port

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._listener.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.stop()

    def keep(self, content: bytes) -> None:
        """Write a message down under the next free number."""
        numbers = [int(path.stem) for path in self.folder.glob("*.eml") if path.stem.isdecimal()]
        (self.folder / f"{max(numbers, default=0) + 1:04d}.eml").write_bytes(content)
        self.messages.append(email.message_from_bytes(content, policy=email.policy.default))

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Take a message; aiosmtpd calls this."""
        self.keep(envelope.original_content)
        return "250 OK"


class _Listener(Controller):
    """aiosmtpd's thread on a socket that is already bound: it cannot find out the port behind a port of 0."""

    def __init__(self, sink: SmtpSink) -> None:
        self._socket = socket.create_server((HOST, 0))
        super().__init__(sink, hostname=HOST, port=self._socket.getsockname()[1])

    def _create_server(self) -> Awaitable[asyncio.AbstractServer]:
        server: Awaitable[asyncio.AbstractServer] = self.loop.create_server(self._factory_invoker, sock=self._socket)
        return server


def demo_secrets() -> dict[str, str]:
    """Return the environment variables that the demo's collectors look for, with values that open nothing."""
    feed = source_file("feeds")["path"]
    secrets = {
        ("x", "bearer_token"): "demo",
        ("instagram", "access_token"): "demo",
        ("google_business", "client_id"): "demo",
        ("google_business", "client_secret"): "demo",
        ("google_business", "refresh_token"): "demo",
        ("google_places", "api_key"): "demo",
        ("reddit", "client_id"): "demo",
        ("reddit", "client_secret"): "demo",
        ("brave", "api_key"): "demo",
        ("feeds", "urls"): f"https://www.google.com{feed}",
    }
    return {variable(part, name): value for (part, name), value in secrets.items()}


def school_folder() -> Traversable:
    """Return the folder with the demo's school.toml and its registers."""
    return files("data") / "demo" / "school"


def school_toml(*, base_url: str, smtp_port: int) -> str:
    """Return the demo's school.toml with the addresses of the two servers in it."""
    text = (school_folder() / "school.toml").read_text(encoding="utf-8")
    return text.replace(WRITTEN_BASE_URL, base_url).replace(f"port = {WRITTEN_SMTP_PORT}", f"port = {smtp_port}")


def first_start(home: Path, now: datetime) -> datetime:
    """Return when the demo in `home` was first started, which is `now` the first time.

    The posts' times and X's ids count from the start: only with the same start does a second run find nothing new.
    """
    path = home / "demo-start.txt"
    if path.exists():
        return datetime.fromisoformat(path.read_text(encoding="ascii").strip())
    path.parent.mkdir(parents=True, exist_ok=True)
    start = now.replace(microsecond=0)
    path.write_text(start.isoformat() + "\n", encoding="ascii")
    return start
