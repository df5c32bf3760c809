"""Lets libraries built on `requests` (tweepy, praw, instaloader, google-auth) ask through the one HTTP client.

Mount the adapter on the library's session. What the client raises (`RateLimited`, `PolicyBlocked`) passes through the
library unchanged where the library lets it; what means "nothing answered" becomes the `requests` error that the library
expects.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from http.client import HTTPMessage
from typing import Any

import httpx
import requests
from requests.adapters import BaseAdapter
from requests.cookies import extract_cookies_to_jar
from requests.structures import CaseInsensitiveDict
from urllib3 import HTTPHeaderDict, HTTPResponse

from collectors.base import SourceUnavailable
from collectors.http import HttpClient


class HttpAdapter(BaseAdapter):
    """A `requests` adapter whose connections are the one HTTP client's: its gate, time-outs, size cap and pace."""

    def __init__(self, client: HttpClient) -> None:
        """Send through `client`."""
        super().__init__()
        self._client = client

    def send(  # type: ignore[override]  # the base class leaves the options untyped
        self, request: requests.PreparedRequest, **_options: Any
    ) -> requests.Response:
        """Send one request; the session above follows redirects, each of which comes here again."""
        assert request.url is not None
        assert request.method is not None
        headers = [(name, text(value)) for name, value in request.headers.items()]
        body = request.body.encode() if isinstance(request.body, str) else request.body
        assert body is None or isinstance(body, bytes), "our libraries send no streams"
        try:
            answer = self._client.send_once(httpx.Request(request.method, request.url, headers=headers, content=body))
        except SourceUnavailable as error:
            raise requests.ConnectionError(str(error), request=request) from error
        return self._response(request, answer)

    def close(self) -> None:
        """Leave the client open: it is not the session's."""

    def _response(self, request: requests.PreparedRequest, answer: httpx.Response) -> requests.Response:
        response = requests.Response()
        response.status_code = answer.status_code
        response.headers = CaseInsensitiveDict(answer.headers)
        response.encoding = requests.utils.get_encoding_from_headers(response.headers)
        response.raw = HTTPResponse(
            body=io.BytesIO(answer.content),
            headers=HTTPHeaderDict(answer.headers.multi_items()),
            status=answer.status_code,
            preload_content=False,
        )
        # `requests` looks for cookies in the headers of the connection's own response object.
        response.raw._original_response = _Received(answer.headers.multi_items())  # noqa: SLF001 - there is no public way
        response.reason = answer.reason_phrase
        response.url = request.url or ""
        response.request = request
        extract_cookies_to_jar(response.cookies, request, response.raw)
        return response


class _Received:
    """The headers of an answer, as `http.client` would hold them."""

    def __init__(self, headers: list[tuple[str, str]]) -> None:
        self.msg = HTTPMessage()
        for name, value in headers:
            self.msg.add_header(name, value)

    def isclosed(self) -> bool:
        """Say that nothing more comes: the body was read whole."""
        return True

    def close(self) -> None:
        """Do nothing: there is no connection to close."""


def text(value: str | bytes) -> str:
    """Return a header's value as text."""
    return value.decode("latin-1") if isinstance(value, bytes) else value


def bridged_session(client: HttpClient, headers: Mapping[str, str] | None = None) -> requests.Session:
    """Return a `requests` session that asks through `client` and says honestly who asks."""
    session = requests.Session()
    session.trust_env = False
    session.headers["User-Agent"] = client.user_agent
    session.headers.update(headers or {})
    adapter = HttpAdapter(client)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session
