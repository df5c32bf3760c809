"""Signing in with an account elsewhere, against a provider of our own on loopback that speaks OpenID Connect."""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from homes import PEOPLE, made_home
from joserfc import jwt
from joserfc.jwk import RSAKey
from loopback import Answer, Asked, Loopback, serve
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from dashboard.door.gate import Gate
from dashboard.door.routes import door
from data.store.sign_in_tables import IdentityRow
from pipelines.home import Home, wall_clock
from pipelines.sign_in.links import LinkKind, make_link
from pipelines.sign_in.sessions import open_sessions, sign_out_everywhere

SECRET = "s3cret-of-the-client"


@dataclass
class Provider:
    """What the provider knows: who is signed in there, and the codes it gave."""

    subject: str = "subject-1"
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "k1"}))
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    twist: dict[str, Any] = field(default_factory=dict)
    signs_with: RSAKey | None = None
    base: str = ""

    def answer(self, asked: Asked) -> Answer:
        if asked.path.endswith("/.well-known/openid-configuration"):
            return Answer(
                {
                    "issuer": self.base,
                    "authorization_endpoint": f"{self.base}/authorize",
                    "token_endpoint": f"{self.base}/token",
                    "jwks_uri": f"{self.base}/keys",
                    "id_token_signing_alg_values_supported": ["RS256"],
                }
            )
        if asked.path == "/keys":
            return Answer({"keys": [self.key.as_dict(private=False)]})
        if asked.path == "/token":
            return self._token(asked)
        return Answer({"error": "no such path"}, 404)

    def _token(self, asked: Asked) -> Answer:
        sent = dict(parse_qsl(asked.body.decode()))
        known = self.codes.pop(sent.get("code", ""), None)
        given = base64.b64decode(asked.headers.get("authorization", "").removeprefix("Basic ")).decode()
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if known is None or given != f"client-1:{SECRET}" or challenge != known["code_challenge"]:
            return Answer({"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {
            "iss": self.base,
            "sub": self.subject,
            "aud": "client-1",
            "iat": now,
            "exp": now + 300,
            "nonce": known["nonce"],
            **self.twist,
        }
        token = jwt.encode({"alg": "RS256", "kid": "k1"}, claims, self.signs_with or self.key)
        return Answer({"access_token": "a", "token_type": "Bearer", "expires_in": 300, "id_token": token})

    def agree(self, location: str) -> dict[str, str]:
        """Do what the provider's own page does: note the request, and return what it sends back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        assert asked["scope"] == "openid"
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self.codes) + 1}-{time.monotonic_ns()}"
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}


@dataclass
class Scene:
    home: Home
    provider: Provider
    client: TestClient

    def leave(self, **parameters: str) -> dict[str, str]:
        answer = self.client.get("/sign-in/with/microsoft", params=parameters, follow_redirects=False)
        assert answer.status_code == 303
        return self.provider.agree(answer.headers["location"])

    def come_back(self, sent: dict[str, str]) -> Any:
        return self.client.get("/sign-in/with/microsoft/back", params=sent)

    def link(self, username: str) -> Any:
        """Go through an invitation with the account elsewhere."""
        made = make_link(home=self.home, username=username, kind=LinkKind.INVITATION, actor="test")
        path = made.removeprefix(self.home.config.dashboard.link_base)
        shown = self.client.get(path).text
        token = shown.partition('name="form" value="')[2].partition('"')[0]
        sent = {"form": token, "token": path.partition("token=")[2]}
        onward = self.client.post("/sign-in/with/microsoft", data=sent, follow_redirects=False)
        assert onward.status_code == 200, onward.text
        location = onward.text.partition('content="0;url=')[2].partition('"')[0].replace("&amp;", "&")
        return self.come_back(self.provider.agree(location))

    def is_in(self) -> bool:
        return self.client.get("/", headers={"accept": "*/*"}).text == "inside"


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A dashboard that knows the provider as Microsoft."""
    provider = Provider()
    with serve(provider.answer) as server:
        assert isinstance(server, Loopback)
        provider.base = server.base_url
        tables = {"sign_in": {"microsoft": {"client_id": "client-1", "tenant": "t", "base_url": server.base_url}}}
        secrets = {"GOODNAME_SIGN_IN_MICROSOFT_CLIENT_SECRET": SECRET}
        with made_home(tmp_path, wall_clock, tables=tables, people=PEOPLE, secrets=secrets) as home:
            inside = Starlette(routes=[Route("/", lambda _request: PlainTextResponse("inside"))])
            app = Gate(inside, door=door(lambda: home), home=lambda: home)
            with TestClient(app, base_url="http://127.0.0.1:8501") as client:
                yield Scene(home, provider, client)


def test_an_invitation_links_the_account_and_then_it_signs_in(scene: Scene) -> None:
    answer = scene.link("k.boateng")
    assert answer.status_code == 200
    assert 'content="0;url=/"' in answer.text
    assert scene.is_in()
    cookie = next(line for line in answer.headers.get_list("set-cookie") if "-session=" in line)
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    scene.client.cookies.clear()
    assert not scene.is_in()
    assert scene.come_back(scene.leave(next="/sources")).status_code == 200
    assert scene.is_in()
    token = scene.client.cookies["goodname-8501-session"]
    assert {entry.method.value for entry in open_sessions(home=scene.home, token=token)} == {
        "invitation",
        "single_sign_on",
    }
    sign_out_everywhere(home=scene.home, token=token)
    assert not scene.is_in()


def test_an_account_that_nobody_linked_is_told_how_to_be(scene: Scene) -> None:
    answer = scene.come_back(scene.leave())
    assert answer.status_code == 400
    assert "not linked to anybody here" in answer.text
    assert not scene.is_in()


def test_an_answer_counts_once_and_in_the_browser_that_asked(scene: Scene) -> None:
    scene.link("k.boateng")
    scene.client.cookies.clear()
    sent = scene.leave()
    kept = dict(scene.client.cookies)
    scene.client.cookies.clear()
    assert scene.come_back(sent).status_code == 400
    assert not scene.is_in()
    scene.client.cookies.update(kept)
    assert scene.come_back(sent).status_code == 200
    assert scene.is_in()
    scene.client.cookies.clear()
    scene.client.cookies.update(kept)
    assert scene.come_back(sent).status_code == 400
    assert not scene.is_in()


@pytest.mark.parametrize(
    "twist",
    [
        pytest.param({"nonce": "another"}, id="nonce of another sign-in"),
        pytest.param({"aud": "client-2"}, id="meant for another application"),
        pytest.param({"iss": "https://other.example"}, id="another issuer"),
        pytest.param({"exp": 1}, id="run out"),
        pytest.param({"sub": None}, id="nobody"),
    ],
)
def test_a_token_that_does_not_fit_is_refused(scene: Scene, twist: dict[str, Any]) -> None:
    scene.link("k.boateng")
    scene.client.cookies.clear()
    scene.provider.twist = twist
    answer = scene.come_back(scene.leave())
    assert answer.status_code == 400
    assert not scene.is_in()


def test_a_token_signed_by_another_key_is_refused(scene: Scene) -> None:
    scene.link("k.boateng")
    scene.client.cookies.clear()
    scene.provider.signs_with = RSAKey.generate_key(2048, {"kid": "k1"})
    assert scene.come_back(scene.leave()).status_code == 400
    assert not scene.is_in()


@pytest.mark.parametrize(
    "sent", [{}, {"code": "x"}, {"code": "x", "state": "y"}, {"error": "access_denied", "state": "y"}]
)
def test_what_the_provider_did_not_send_is_refused(scene: Scene, sent: dict[str, str]) -> None:
    scene.leave()
    assert scene.come_back(sent).status_code == 400
    assert not scene.is_in()


def test_an_invitation_that_was_used_links_nobody(scene: Scene) -> None:
    scene.link("k.boateng")
    scene.provider.subject = "subject-2"
    with scene.home.store.reading() as session:
        assert session.query(IdentityRow).count() == 1
    scene.client.cookies.clear()
    scene.come_back(scene.leave())
    assert not scene.is_in()


@pytest.mark.parametrize("provider", ["google", "nowhere"])
def test_a_provider_that_is_not_set_up_is_told(scene: Scene, provider: str) -> None:
    answer = scene.client.get(f"/sign-in/with/{provider}")
    assert answer.status_code == 503
    assert "not set up here" in answer.text


def test_a_provider_that_does_not_answer_is_told(tmp_path: Path) -> None:
    tables = {"sign_in": {"google": {"client_id": "client-1", "base_url": "http://127.0.0.1:9"}}}
    secrets = {"GOODNAME_SIGN_IN_GOOGLE_CLIENT_SECRET": SECRET}
    with (
        made_home(tmp_path, wall_clock, tables=tables, people=PEOPLE, secrets=secrets) as home,
        TestClient(door(lambda: home), base_url="http://127.0.0.1:8501") as client,
    ):
        answer = client.get("/sign-in/with/google")
    assert answer.status_code == 503
    assert "does not answer now" in answer.text
