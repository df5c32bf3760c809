"""`python -m dashboard`: this machine only, nothing sent to Streamlit's makers, and a clear word when it cannot start."""

from __future__ import annotations

from pathlib import Path

import pytest
from clocks import FakeClock
from homes import made_home

from dashboard.__main__ import check_host, main, streamlit_options
from dashboard.headers import headers, inline_scripts
from data.dashboard_settings import DashboardSettings
from data.errors import ConfigError


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.0.0.2"])
def test_this_machine_is_served(host: str) -> None:
    check_host(DashboardSettings(host=host, port=8501, public_url=None))


ELSEWHERE = ["0.0.0.0", "::", "192.168.1.4", "school.example.org", "", "localhost.example.org"]


@pytest.mark.parametrize("host", ELSEWHERE)
@pytest.mark.parametrize("public_url", [None, "http://goodname.example.org", "ftp://x", "httpsx://y"])
def test_other_machines_are_not_served_without_tls(host: str, public_url: str | None) -> None:
    with pytest.raises(ConfigError, match="only reach the dashboard over TLS"):
        check_host(DashboardSettings(host=host, port=8501, public_url=public_url))


@pytest.mark.parametrize("host", ELSEWHERE)
def test_other_machines_are_served_over_tls(host: str) -> None:
    check_host(DashboardSettings(host=host, port=8501, public_url="https://goodname.example.org"))
    check_host(DashboardSettings(host=host, port=8501, certificate="a.pem", certificate_key="a.key"))


def test_a_certificate_wants_its_key() -> None:
    with pytest.raises(ConfigError, match="belong together"):
        check_host(DashboardSettings(host="127.0.0.1", port=8501, certificate="a.pem"))


def test_a_home_for_other_machines_is_refused_with_a_sentence(
    tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GOODNAME_KEY_FILE", str(tmp_path / "keys" / "school.key"))
    with made_home(tmp_path, clock, tables={"dashboard": {"host": "0.0.0.0"}}):
        pass
    assert main(["--home", str(tmp_path / "home")]) == 2
    assert "only reach the dashboard over TLS" in capsys.readouterr().err


def test_a_home_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--home", str(tmp_path / "nowhere")]) == 2
    assert "school.toml is not there" in capsys.readouterr().err


def test_streamlit_is_told_to_keep_to_itself() -> None:
    from streamlit import config

    options = streamlit_options(DashboardSettings(host="127.0.0.1", port=8600, public_url="https://g.example.org/"))
    known = config.get_config_options()
    assert set(options) <= set(known)
    assert options["browser.gatherUsageStats"] is False
    assert options["server.fileWatcherType"] == "none"
    assert options["client.showErrorDetails"] == "none"
    assert options["client.disableDataExport"] is True
    assert options["server.enableAgentApi"] is False
    assert options["server.allowedHosts"] == ["localhost", "127.0.0.1", "::1", "127.0.0.1", "g.example.org"]
    assert options["server.corsAllowedOrigins"] == ["https://g.example.org"]


def test_the_browser_is_told_to_load_nothing_from_outside() -> None:
    policy = headers()["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    script = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe" not in script
    assert "http" not in policy


@pytest.mark.parametrize(
    ("page", "hashes"),
    [
        pytest.param("<p>none</p>", [], id="none"),
        pytest.param('<script src="/a.js"></script>', [], id="from a file"),
        pytest.param(
            "<script>alert(1)</script>", ["'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"], id="in the page"
        ),
    ],
)
def test_inline_scripts(page: str, hashes: list[str]) -> None:
    assert inline_scripts(page) == hashes
