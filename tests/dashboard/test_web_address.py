"""Which addresses become links, and that an address can always be read."""

from __future__ import annotations

import pytest

from dashboard.components.web_address import linkable_host, spelt_out


@pytest.mark.parametrize(
    ("url", "host"),
    [
        pytest.param("https://www.reddit.com/r/larkmere/comments/1/", "www.reddit.com", id="https"),
        pytest.param("http://127.0.0.1:8080/x?y=1#z", "127.0.0.1", id="http with a port"),
        pytest.param("HTTPS://Example.ORG/a", "example.org", id="capitals"),
        pytest.param("javascript:alert(1)", None, id="javascript"),
        pytest.param("JaVaScRiPt:alert(1)", None, id="javascript in capitals"),
        pytest.param("java\tscript:alert(1)", None, id="javascript with a tab"),
        pytest.param(" javascript:alert(1)", None, id="javascript after a space"),
        pytest.param("data:text/html,<script>alert(1)</script>", None, id="data"),
        pytest.param("file:///etc/passwd", None, id="a file of this machine"),
        pytest.param("//example.org/a", None, id="no scheme"),
        pytest.param("https:///a", None, id="no host"),
        pytest.param("https://x.com@evil.example/", None, id="a user name that looks like a host"),
        pytest.param("https://x.com\\@evil.example/", None, id="a backslash"),
        pytest.param("https://x.com:port/", None, id="a port that is none"),
        pytest.param("https://[::1/", None, id="a broken address"),
        pytest.param("https://ex*mple.org/", None, id="a host that Markdown would read"),
        pytest.param("https://еxample.org/", None, id="a look-alike letter"),
        pytest.param("https://example.org/\u202etxt.exe", None, id="a turned reading direction"),
        pytest.param("https://example.org/" + "a" * 3000, None, id="too long to be read"),
    ],
)
def test_linkable_host(url: str, host: str | None) -> None:
    assert linkable_host(url) == host


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        pytest.param("https://example.org/é", "https://example.org/é", id="letters stay"),
        pytest.param("https://example.org/\u202ea b", "https://example.org/%E2%80%AEa%20b", id="what cannot be seen"),
        pytest.param("a" * 2001, "a" * 2000 + " (cut after 2,000 characters)", id="endless"),
    ],
)
def test_spelt_out(url: str, shown: str) -> None:
    assert spelt_out(url) == shown
