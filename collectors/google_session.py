"""A google-auth session that asks through the one HTTP client, for its API calls and for its tokens alike.

google-auth retries its token endpoint three times with sleeps of a second and more (429, 5xx, `server_error`); nothing
here may sleep, so an answer of the token endpoint that is not good becomes our error before google-auth sees it.
"""

from __future__ import annotations

from typing import Any

import httpx
import requests
from google.auth.transport.requests import AuthorizedSession, Request
from google.oauth2.credentials import Credentials

from collectors.base import UnexpectedFormat
from collectors.bridge import HttpAdapter, bridged_session
from collectors.google_answers import Remedies, good_json
from collectors.http import HttpClient

TOKEN_URL = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address, not a secret


class TokenRequest(Request):
    """Asks the token endpoint once; anything but a token is raised as what the caller should do about it."""

    def __init__(self, client: HttpClient, mend: Remedies) -> None:
        """Ask through `client`; `mend` says how a person mends a refusal."""
        super().__init__(bridged_session(client))
        self._client = client
        self._mend = mend

    def __call__(self, url: str, *args: Any, **options: Any) -> Any:
        """Return the token endpoint's answer, which holds a token."""
        answer = super().__call__(url, *args, **options)  # type: ignore[no-untyped-call]  # google-auth's own
        response = httpx.Response(
            answer.status, headers=dict(answer.headers), content=answer.data, request=httpx.Request("POST", url)
        )
        body = good_json(response, now=self._client.now(), mend=self._mend)
        if not isinstance(body, dict) or not isinstance(body.get("access_token"), str):
            raise UnexpectedFormat("Google's token endpoint answered without a token")
        return answer


def authorized_session(
    client: HttpClient, *, client_id: str, client_secret: str, refresh_token: str, mend: Remedies
) -> AuthorizedSession:
    """Return a session that signs each request with a token fetched by `refresh_token`."""
    credentials = Credentials(  # type: ignore[no-untyped-call]  # google-auth's own
        token=None, refresh_token=refresh_token, token_uri=TOKEN_URL, client_id=client_id, client_secret=client_secret
    )
    session = AuthorizedSession(  # type: ignore[no-untyped-call]  # google-auth's own
        credentials, auth_request=TokenRequest(client, mend)
    )
    session.trust_env = False
    session.headers["User-Agent"] = client.user_agent
    adapter = HttpAdapter(client)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def as_httpx(answer: requests.Response) -> httpx.Response:
    """Return a requests answer as the HTTP client's own kind."""
    return httpx.Response(
        answer.status_code,
        headers=dict(answer.headers),
        content=answer.content,
        request=httpx.Request("GET", answer.url),
    )
