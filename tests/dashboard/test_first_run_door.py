"""The first run's page: this machine alone, with the terminal's token, once; then the gate stands where it stood."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from dashboard.door.first_run import FirstRun

TOKEN = "a-token-of-the-terminal"
ANSWERS = {
    "name": "Larkmere Primary School & Nursery",
    "town": "Larkmere",
    "type": "maintained",
    "nation": "ENG",
    "profile": "strict_no_names",
    "platform_1": "x",
    "handle_1": "larkmereprimary",
    "role": "headteacher",
    "display_name": "Helen <b>Ashdown",
    "username": "h.ashdown",
    "email": "",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GOODNAME_KEY_FILE", str(tmp_path / "keys" / "school.key"))
    return tmp_path / "home"


def client_at(folder: Path, address: str = "127.0.0.1", name: str = "127.0.0.1") -> TestClient:
    behind = Starlette(routes=[Route("/{path:path}", lambda _request: PlainTextResponse("behind the first run"))])
    app = FirstRun(behind, folder=folder, token=TOKEN, port=8501)
    return TestClient(app, base_url=f"http://{name}:8501", client=(address, 50_000))


@pytest.fixture
def client(folder: Path) -> Iterator[TestClient]:
    with client_at(folder) as opened:
        yield opened


def sent(client: TestClient, **more: str) -> dict[str, str]:
    page = client.get(f"/first-run?token={TOKEN}").text
    found = re.search(r'name="form" value="([^"]+)"', page)
    assert found
    return {**ANSWERS, "form": found[1], "token": TOKEN, **more}


def test_the_school_is_set_up_once_and_the_gate_stands_there_then(client: TestClient, folder: Path) -> None:
    answer = client.post("/first-run", data=sent(client))
    assert answer.status_code == 200
    assert "/invitation?token=" in answer.text
    assert "Keep a copy of the key file" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert (folder / "school.toml").exists()
    assert client.get(f"/first-run?token={TOKEN}").text == "behind the first run"


@pytest.mark.parametrize(
    "path",
    ["/", "/queue", "/first-run", "/first-run?token=", "/first-run?token=wrong", "/sign-in", "/media/x", "/account"],
)
def test_without_the_token_nothing_is_there(client: TestClient, folder: Path, path: str) -> None:
    assert client.get(path).status_code == 403
    assert not folder.exists()


@pytest.mark.parametrize(
    "wrong", [{"token": "wrong"}, {"form": "wrong"}, {"token": ""}], ids=["token", "form", "no token"]
)
def test_a_form_of_somebody_else_sets_nothing_up(client: TestClient, folder: Path, wrong: dict[str, str]) -> None:
    assert client.post("/first-run", data=sent(client, **wrong)).status_code in (400, 403)
    assert not folder.exists()


@pytest.mark.parametrize(("address", "name"), [("192.0.2.7", "127.0.0.1"), ("127.0.0.1", "evil.example")])
def test_other_machines_and_other_names_get_nothing(folder: Path, address: str, name: str) -> None:
    with client_at(folder, address, name) as client:
        assert client.get(f"/first-run?token={TOKEN}").status_code == 403
        assert client.post("/first-run", data={**ANSWERS, "token": TOKEN}).status_code == 403


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"username": "H Ashdown"}, "A user name is 2 to 40"),
        ({"profile": "anything"}, "Choose one of what each list offers"),
        ({"name": ""}, "Write the school"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(
    client: TestClient, folder: Path, wrong: dict[str, str], said: str
) -> None:
    answer = client.post("/first-run", data=sent(client, **wrong))
    assert answer.status_code == 400
    assert said in answer.text
    assert 'value="Helen &lt;b&gt;Ashdown"' in answer.text
    assert not (folder / "school.toml").exists()


def test_a_websocket_is_refused(client: TestClient) -> None:
    from starlette.websockets import WebSocketDisconnect

    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/_stcore/stream"):
        pass


def test_its_own_look_is_open(client: TestClient) -> None:
    assert client.get("/sign-in/door.css").headers["content-type"].startswith("text/css")
    assert client.get("/_stcore/health").text == "ok"
