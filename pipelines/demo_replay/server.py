"""The replay server: every source of the demo at one address on this machine."""

from __future__ import annotations

import json
import threading
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Protocol, Self
from urllib.parse import parse_qsl, urlsplit

from pipelines.demo_replay.google import GoogleReplay
from pipelines.demo_replay.instagram import InstagramReplay
from pipelines.demo_replay.mumsnet import MumsnetReplay
from pipelines.demo_replay.pictures import PicturesReplay
from pipelines.demo_replay.reddit import RedditReplay
from pipelines.demo_replay.search import SearchReplay
from pipelines.demo_replay.website import WebsiteReplay
from pipelines.demo_replay.world import Answer, Asked, World
from pipelines.demo_replay.x import XReplay

HOST = "127.0.0.1"


class Replay(Protocol):
    """One source's answers."""

    def answer(self, asked: Asked) -> Answer | None:
        """Return the source's answer, or None when the request is not for it."""
        ...


class ReplayServer:
    """Serves the demo's world while the `with` block lasts; `asked` keeps what reached it."""

    def __init__(self, *, now: datetime) -> None:
        """Serve the world as it stands at `now`; give the same `now` again and nothing in it is new."""
        world = World(now)
        sources = (
            *(XReplay, InstagramReplay, GoogleReplay, MumsnetReplay, RedditReplay, SearchReplay),
            *(WebsiteReplay, PicturesReplay),
        )
        self._sources: tuple[Replay, ...] = tuple(source(world) for source in sources)
        self.asked: list[Asked] = []
        self._server = ThreadingHTTPServer((HOST, 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, name="demo-replay", daemon=True
        )

    @property
    def base_url(self) -> str:
        """The one address that stands in for every platform's own."""
        return f"http://{HOST}:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, asked: Asked) -> Answer:
        """Return the answer of the source that the request is for, 404 when there is none."""
        self.asked.append(asked)
        for source in self._sources:
            if (found := source.answer(asked)) is not None:
                return found
        return Answer({"error": {"code": 404, "message": "nothing is replayed at this address"}}, 404)


def _handler(server: ReplayServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def respond(self) -> None:
            parts = urlsplit(self.path)
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            query = dict(parse_qsl(parts.query, keep_blank_values=True))
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = server.answer(Asked(self.command, parts.path, query, headers))
            if isinstance(answer.body, str):
                content, kind = answer.body.encode(), answer.kind
            elif isinstance(answer.body, bytes):
                content, kind = answer.body, answer.kind
            else:
                content, kind = json.dumps(answer.body).encode(), "application/json; charset=utf-8"
            self.send_response(answer.status)
            for name, value in {"Content-Type": kind, "Content-Length": str(len(content)), **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = respond  # noqa: N815 - the base class's names

        def log_message(self, *_args: object) -> None:
            """Say nothing: the demo shows its own progress."""

    return Handler
