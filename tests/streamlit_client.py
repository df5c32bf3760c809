"""One signed-in person at the dashboard without a browser: speaks Streamlit's own protocol over the websocket.

What a browser would draw is in what comes back, so that a test can look for what somebody must not be sent.
"""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

WITHIN_S = 60


@dataclass
class Sitter:
    """Somebody at a page. `received` is everything that was sent to them, as bytes."""

    url: str
    cookie: str
    received: bytearray = field(default_factory=bytearray)
    buttons: dict[str, str] = field(default_factory=dict)
    fragments: dict[str, str] = field(default_factory=dict)

    def __enter__(self) -> Self:
        """Connect as a browser that holds the session's cookie does."""
        address = self.url.replace("http", "ws", 1) + "/_stcore/stream"
        self._stack = ExitStack()
        self._socket: Any = self._stack.enter_context(
            connect(
                address,
                additional_headers={"Cookie": self.cookie, "Origin": self.url},
                subprotocols=["streamlit"],  # type: ignore[list-item]  # a plain name
                max_size=None,
                open_timeout=WITHIN_S,
            )
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave."""
        self._stack.close()

    def visit(self, page: str, query: str = "") -> float:
        """Open a page; return the seconds until all of it had come."""
        self.buttons.clear()
        message = BackMsg()
        message.rerun_script.page_name = page
        message.rerun_script.query_string = query
        return self._ask(message, page=page, query=query)

    def press(self, label: str) -> float:
        """Press the newest button with this label; return the seconds until the answer had come."""
        message = BackMsg()
        message.rerun_script.page_name = self._page
        message.rerun_script.query_string = self._query
        identity = self.buttons[label]
        if self.fragments.get(identity):
            message.rerun_script.fragment_id = self.fragments[identity]
        state = message.rerun_script.widget_states.widgets.add()
        state.id = identity
        state.trigger_value = True
        return self._ask(message, page=self._page, query=self._query)

    def _ask(self, message: BackMsg, *, page: str, query: str) -> float:
        self._page, self._query = page, query
        began = time.monotonic()
        self._socket.send(message.SerializeToString())
        while True:
            data = self._socket.recv(timeout=WITHIN_S)
            self.received += data
            answer = ForwardMsg()
            answer.ParseFromString(data)
            kind = answer.WhichOneof("type")
            if kind == "delta" and answer.delta.WhichOneof("type") == "new_element":
                element = answer.delta.new_element
                if element.WhichOneof("type") == "button":
                    self.buttons[element.button.label] = element.button.id
                    self.fragments[element.button.id] = answer.delta.fragment_id
            if kind == "script_finished":
                return time.monotonic() - began
