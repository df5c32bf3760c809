"""Signing in with an account elsewhere (OpenID Connect): code flow with PKCE, state and nonce, through Authlib.

It ends in the same session as a password does. Only the account's own id is asked for, no name and no address.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Callable
from functools import partial
from typing import Any

import anyio
import structlog
from authlib.integrations.starlette_client import OAuth
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dashboard.door.cookies import SINGLE_SIGN_ON_LASTS, Cookies
from dashboard.door.forms import fields, inside
from dashboard.door.pages import page, sentence, status_of, to
from dashboard.door.sign_in import let_in
from data.errors import GoodnameError, InputError, KeyFileError, NotConfigured, SignInRefused
from pipelines.home import Home
from pipelines.sign_in.entering import Entered, enter_by_identity
from pipelines.sign_in.setting_up import begin_linking, link_identity

TIMEOUT_S = 10
log = structlog.get_logger("door")
_FAILED = "the other side did not confirm this sign-in: begin again; if it goes on, sign in with your password"
_SILENT = "the other side does not answer now: sign in with your password instead, or try again later"


class ElsewherePages:
    """Routes of signing in with an account elsewhere."""

    def __init__(self, home: Callable[[], Home]) -> None:
        self._home = home

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/sign-in/with/{provider}", self.leave, methods=["GET"]),
            Route("/sign-in/with/{provider}", self.leave_to_link, methods=["POST"]),
            Route("/sign-in/with/{provider}/back", self.come_back, methods=["GET"]),
        ]

    async def leave(self, request: Request) -> Response:
        """Lead to the provider."""
        return await self._leave(request, {"next": inside(request.query_params.get("next"))})

    async def leave_to_link(self, request: Request) -> Response:
        """Begin to link the account to whom an invitation is for; a page of ours then leads on to the provider."""
        home = self._home()
        try:
            sent = await fields(request, Cookies(home.config.dashboard))
            token = await anyio.to_thread.run_sync(lambda: begin_linking(home=home, link=sent.get("token")))
        except InputError as error:
            return page(request, home, "refused", status=status_of(error), error=sentence(home, error))
        return await self._leave(request, {"next": "/", "setting_up": token}, by_page=True)

    async def come_back(self, request: Request) -> Response:
        """Check what the provider says and open the dashboard."""
        home = self._home()
        cookies = Cookies(home.config.dashboard)
        kept: dict[str, Any] = {}
        try:
            kept = self._opened(home, request.path_params["provider"], cookies.read(request, "elsewhere"))
            client = self._client(home, request.path_params["provider"])
            # A copy: Streamlit's own layers must not see what we keep for this flow.
            mine = Request({**request.scope, "session": kept["flow"]}, request.receive)
            answer = await client.authorize_access_token(mine)
            entered = await anyio.to_thread.run_sync(
                partial(_entered, home, request.path_params["provider"], answer.get("userinfo") or {}, kept)
            )
        except GoodnameError as error:
            response: Response = page(request, home, "refused", status=status_of(error), error=sentence(home, error))
        except Exception as error:  # noqa: BLE001 - Authlib's own, its HTTP and its token libraries': none lets anybody in
            log.warning("sign_in_elsewhere_failed", kind=type(error).__name__)
            response = page(request, home, "refused", status=400, error=sentence(home, SignInRefused(_FAILED)))
        else:
            response = let_in(to(kept["next"]), cookies, entered)
        cookies.drop(response, "elsewhere")
        return response

    async def _leave(self, request: Request, kept: dict[str, Any], *, by_page: bool = False) -> Response:
        home, provider = self._home(), request.path_params["provider"]
        flow: dict[str, Any] = {}
        try:
            client = self._client(home, provider)
            mine = Request({**request.scope, "session": flow}, request.receive)
            redirect = await client.authorize_redirect(
                mine, f"{home.config.dashboard.link_base}/sign-in/with/{provider}/back"
            )
        except GoodnameError as error:
            return page(request, home, "refused", status=503, error=sentence(home, error))
        except Exception as error:  # noqa: BLE001 - see above
            log.warning("sign_in_elsewhere_failed", kind=type(error).__name__)
            return page(request, home, "refused", status=503, error=sentence(home, SignInRefused(_SILENT)))
        response = to(redirect.headers["location"]) if by_page else RedirectResponse(redirect.headers["location"], 303)
        response.headers["Cache-Control"] = "no-store"
        until = home.clock() + SINGLE_SIGN_ON_LASTS
        sealed = home.cipher.seal({**kept, "flow": flow, "until": until.timestamp()}, *_place(home, provider))
        Cookies(home.config.dashboard).set(response, "elsewhere", urlsafe_b64encode(sealed).decode("ascii"))
        return response

    @staticmethod
    def _opened(home: Home, provider: str, cookie: str | None) -> dict[str, Any]:
        try:
            kept = home.cipher.open(urlsafe_b64decode(cookie or ""), *_place(home, provider))
        except (KeyFileError, NotBase64, json.JSONDecodeError) as error:
            raise SignInRefused(_FAILED) from error
        if not isinstance(kept, dict) or home.clock().timestamp() > kept["until"]:
            raise SignInRefused("this took too long: begin again")
        return kept

    @staticmethod
    def _client(home: Home, provider: str) -> Any:
        known = {key: settings for key, _, settings in home.config.sign_in.providers()}
        if provider not in known:
            raise NotConfigured("this way to sign in is not set up here: see [sign_in] in school.toml")
        what = "The client secret for signing in"
        if provider == "google":
            secret = home.secrets.require("sign_in_google", "client_secret", what=what)
        else:
            secret = home.secrets.require("sign_in_microsoft", "client_secret", what=what)
        return OAuth().register(
            provider,
            client_id=known[provider].client_id,
            client_secret=secret.reveal(),
            server_metadata_url=f"{known[provider].issuer}/.well-known/openid-configuration",
            client_kwargs={"scope": "openid", "code_challenge_method": "S256", "timeout": TIMEOUT_S},
        )


def _entered(home: Home, provider: str, claims: dict[str, Any], kept: dict[str, Any]) -> Entered:
    issuer, subject = str(claims["iss"]), str(claims["sub"])
    setting_up = kept.get("setting_up")
    if setting_up:
        return link_identity(home=home, token=setting_up, provider=provider, issuer=issuer, subject=subject)
    return enter_by_identity(home=home, provider=provider, issuer=issuer, subject=subject)


def _place(home: Home, provider: str) -> tuple[object, ...]:
    return home.school_id, "cookie", "elsewhere", provider
