"""The one HTTP client: what every collector may rely on."""

from __future__ import annotations

import gzip
import json
import time
from datetime import timedelta
from ipaddress import IPv6Address

import pytest
import requests
from clocks import FakeClock
from loopback import Answer, Asked, serve

from collectors.base import PolicyBlocked, RateLimited, SourceRefused, SourceUnavailable, UnexpectedFormat
from collectors.bridge import bridged_session
from collectors.gate import is_public
from collectors.http import HttpClient

URL = "https://api.example.org/posts"


def client(clock: FakeClock, base_url: str | None = None, **options: object) -> HttpClient:
    return HttpClient(clock=clock, base_url=base_url, **options)  # type: ignore[arg-type]


def test_a_request_says_honestly_who_asks_and_keeps_its_path(clock: FakeClock) -> None:
    with serve({"/posts": Answer({"ok": 1})}) as server:
        asking = client(clock, server.base_url, contact="office@larkmere.example.org")
        assert asking.get_json(URL, params={"q": '"Larkmere Primary" é'}) == {"ok": 1}
        (asked,) = server.asked
        assert asked.query == {"q": '"Larkmere Primary" é'}
        assert asked.headers["user-agent"] == "Goodname/0.1.0 (+office@larkmere.example.org)"
        asking.close()


@pytest.mark.parametrize(
    ("answer", "error", "match"),
    [
        pytest.param(Answer({}, 401), SourceRefused, "HTTP 401", id="token expired"),
        pytest.param(Answer({}, 402), SourceRefused, "HTTP 402", id="out of credits"),
        pytest.param(Answer({}, 403), SourceRefused, "HTTP 403", id="forbidden"),
        pytest.param(Answer({}, 404), SourceRefused, "nothing at this address", id="not there"),
        pytest.param(Answer({}, 500), SourceUnavailable, "out of order", id="broken down"),
        pytest.param(Answer({}, 503), SourceUnavailable, "out of order", id="unavailable without Retry-After"),
        pytest.param(Answer({}, 418), UnexpectedFormat, "HTTP 418", id="a status nobody expects"),
        pytest.param(
            Answer("<html>Log in</html>"), UnexpectedFormat, "a web page where JSON was due", id="log-in wall"
        ),
        pytest.param(Answer(b"\xff\xfe"), UnexpectedFormat, "something else where JSON was due", id="no text at all"),
        pytest.param(Answer(""), UnexpectedFormat, "where JSON was due", id="empty body"),
    ],
)
def test_a_bad_answer_says_what_to_do(clock: FakeClock, answer: Answer, error: type[Exception], match: str) -> None:
    with serve({"/posts": answer}) as server, pytest.raises(error, match=match):
        client(clock, server.base_url).get_json(URL)


@pytest.mark.parametrize(
    ("status", "headers", "wait"),
    [
        pytest.param(429, {"Retry-After": "120"}, timedelta(seconds=120), id="says how long"),
        pytest.param(429, {}, timedelta(minutes=15), id="says nothing"),
        pytest.param(
            429, {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, timedelta(minutes=15), id="says it as a date"
        ),
        pytest.param(429, {"Retry-After": "99999999"}, timedelta(hours=24), id="never longer than a day"),
        pytest.param(503, {"Retry-After": "30"}, timedelta(seconds=30), id="unavailable for a while"),
    ],
)
def test_a_limit_becomes_a_time_and_nobody_sleeps(
    clock: FakeClock, status: int, headers: dict[str, str], wait: timedelta
) -> None:
    started = time.monotonic()
    with serve({"/posts": Answer({}, status, headers)}) as server, pytest.raises(RateLimited) as caught:
        client(clock, server.base_url).get_json(URL)
    assert caught.value.until == clock() + wait
    assert time.monotonic() - started < 2


def test_a_host_is_paced_without_sleeping(clock: FakeClock) -> None:
    with serve({"/posts": Answer({})}) as server:
        asking = client(clock, server.base_url, pace_s=10)
        asking.get_json(URL)
        clock.move(seconds=9)
        with pytest.raises(RateLimited) as caught:
            asking.get_json(URL)
        assert caught.value.until == clock() + timedelta(seconds=1)
        clock.move(seconds=1)
        asking.get_json(URL)
        assert len(server.asked) == 2


def test_a_body_beyond_the_cap_is_not_read_also_when_it_comes_packed(clock: FakeClock) -> None:
    bomb = gzip.compress(b" " * 3_000_000)
    assert len(bomb) < 10_000
    packed = Answer(bomb, headers={"Content-Encoding": "gzip"})
    with serve({"/posts": packed}) as server, pytest.raises(UnexpectedFormat, match="larger than 1,000,000 bytes"):
        client(clock, server.base_url, max_bytes=1_000_000).get_json(URL)


def test_a_source_that_does_not_answer_in_time(clock: FakeClock) -> None:
    def slow(_asked: Asked) -> Answer:
        time.sleep(0.6)
        return Answer({})

    with serve(slow) as server, pytest.raises(SourceUnavailable, match="did not answer in time"):
        client(clock, server.base_url, timeout_s=0.2).get_json(URL)


def test_nobody_listens(clock: FakeClock) -> None:
    with serve({}) as server:
        gone = server.base_url
    with pytest.raises(SourceUnavailable, match="could not be reached"):
        client(clock, gone).get_json(URL)


# --- The private-address gate ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("http://127.0.0.1:9/", id="loopback"),
        pytest.param("http://localhost:9/", id="loopback by name"),
        pytest.param("http://[::1]:9/", id="loopback, IPv6"),
        pytest.param("http://[::ffff:127.0.0.1]:9/", id="loopback wrapped in IPv6"),
        pytest.param("http://[::ffff:10.0.0.1]:9/", id="private wrapped in IPv6"),
        pytest.param("http://10.1.2.3/", id="private 10"),
        pytest.param("http://192.168.1.1/", id="private 192.168"),
        pytest.param("http://172.16.0.1/", id="private 172.16"),
        pytest.param("http://169.254.169.254/latest/meta-data/", id="cloud metadata"),
        pytest.param("http://100.64.0.1/", id="carrier-grade NAT"),
        pytest.param("http://0.0.0.0/", id="this host"),
        pytest.param("http://2130706433/", id="loopback as one number"),
        pytest.param("http://[fd00::1]/", id="unique local IPv6"),
        pytest.param("http://[fe80::1]/", id="link-local IPv6"),
        pytest.param("http://224.0.0.1/", id="multicast"),
    ],
)
def test_a_private_address_is_never_asked(clock: FakeClock, url: str) -> None:
    with pytest.raises((PolicyBlocked, SourceUnavailable)) as caught:
        client(clock).get_json(url)
    # A machine without IPv6 cannot even try such an address; either way nothing was asked.
    assert isinstance(caught.value, PolicyBlocked) or "[" in url


@pytest.mark.parametrize(
    ("address", "public"),
    [
        pytest.param("64:ff9b::0a00:1", False, id="a private address, translated for a network of IPv6 alone"),
        pytest.param("64:ff9b::a9fe:a9fe", False, id="cloud metadata, translated"),
        pytest.param("64:ff9b::5db8:d822", True, id="a public address, translated"),
        pytest.param("2606:2800:220:1::1", True, id="a public IPv6 address"),
    ],
)
def test_a_translated_address_is_judged_by_what_it_stands_for(address: str, *, public: bool) -> None:
    assert is_public(IPv6Address(address)) is public


def test_a_redirect_to_a_private_address_is_refused_though_the_test_server_is_on_loopback(clock: FakeClock) -> None:
    with serve({"/secret": Answer({"secret": 1})}) as other:
        moved = Answer("", 302, {"Location": f"{other.base_url}/secret"})
        with serve({"/posts": moved, "/secret": Answer({"here": 1})}) as server:
            # Everything is re-addressed to the configured server, so the other one is never reached.
            assert client(clock, server.base_url).get_json(URL) == {"here": 1}
        assert other.asked == []


def test_only_the_configured_test_server_may_be_on_loopback(clock: FakeClock) -> None:
    from collectors.gate import GuardedBackend

    gate = GuardedBackend(("127.0.0.1", 8099))
    assert gate.checked_address("127.0.0.1", 8099) == "127.0.0.1"
    for host, port in (("127.0.0.1", 8098), ("localhost", 8099), ("127.0.0.2", 8099)):
        with pytest.raises(PolicyBlocked):
            gate.checked_address(host, port)


def test_a_name_is_refused_when_any_of_its_addresses_is_private(monkeypatch: pytest.MonkeyPatch) -> None:
    from collectors.gate import GuardedBackend

    answers = [(2, 1, 6, "", ("93.184.216.34", 443)), (2, 1, 6, "", ("10.0.0.1", 443))]
    monkeypatch.setattr("collectors.gate.socket.getaddrinfo", lambda *_a, **_k: answers)
    with pytest.raises(PolicyBlocked, match="private address"):
        GuardedBackend(None).checked_address("rebinding.example.org", 443)


@pytest.mark.parametrize("base_url", ["ftp://127.0.0.1", "127.0.0.1:80", "file:///etc/passwd"])
def test_a_base_url_that_is_no_web_address(clock: FakeClock, base_url: str) -> None:
    with pytest.raises(PolicyBlocked, match="http"):
        client(clock, base_url)


# --- Redirects -------------------------------------------------------------------------------------------------------


def test_credentials_do_not_follow_a_redirect_to_another_host(clock: FakeClock) -> None:
    moved = Answer("", 302, {"Location": "https://elsewhere.example.net/next"})
    with serve({"/posts": moved, "/next": Answer({})}) as server:
        client(clock, server.base_url).get_json(URL, headers={"Authorization": "Bearer s", "X-Subscription-Token": "s"})
        first, second = server.asked
    assert first.headers["authorization"] == "Bearer s"
    assert not {"authorization", "x-subscription-token"} & second.headers.keys()


def test_a_circle_of_redirects_ends(clock: FakeClock) -> None:
    with serve({"/posts": Answer("", 302, {"Location": "/posts"})}) as server:
        with pytest.raises(SourceUnavailable, match="redirected more than 5 times"):
            client(clock, server.base_url).get_json(URL)
        assert len(server.asked) == 6


# --- robots.txt ------------------------------------------------------------------------------------------------------

ROBOTS = "User-agent: *\nDisallow: /private\n"


@pytest.mark.parametrize(
    ("robots", "path", "allowed"),
    [
        pytest.param(Answer(ROBOTS), "/talk", True, id="open"),
        pytest.param(Answer(ROBOTS), "/private/1", False, id="closed"),
        pytest.param(Answer("", 404), "/private/1", True, id="no rules"),
        pytest.param(Answer("User-agent: Goodname\nDisallow: /\n"), "/talk", False, id="closed to us by name"),
        pytest.param(Answer("User-agent: Badname\nDisallow: /\n"), "/talk", True, id="closed to somebody else"),
    ],
)
def test_robots_are_honoured(clock: FakeClock, robots: Answer, path: str, *, allowed: bool) -> None:
    pages = {"/robots.txt": robots, "/talk": Answer("page"), "/private/1": Answer("page")}
    with serve(pages) as server:
        asking = client(clock, server.base_url, respect_robots=True)
        if allowed:
            assert asking.get_text(f"https://talk.example.org{path}") == "page"
        else:
            with pytest.raises(PolicyBlocked, match=r"robots\.txt"):
                asking.get_text(f"https://talk.example.org{path}")


def test_a_site_whose_robots_cannot_be_read_is_left_alone(clock: FakeClock) -> None:
    with serve({"/robots.txt": Answer("", 503), "/talk": Answer("page")}) as server:
        with pytest.raises(SourceUnavailable, match=r"robots\.txt"):
            client(clock, server.base_url, respect_robots=True).get_text("https://talk.example.org/talk")
        assert [asked.path for asked in server.asked] == ["/robots.txt"]


def test_robots_are_asked_once_a_day(clock: FakeClock) -> None:
    with serve({"/robots.txt": Answer(ROBOTS), "/talk": Answer("page")}) as server:
        asking = client(clock, server.base_url, respect_robots=True)
        for hours in (0, 1, 24):
            clock.move(hours=hours)
            asking.get_text("https://talk.example.org/talk")
        assert [asked.path for asked in server.asked].count("/robots.txt") == 2


# --- Libraries built on requests -------------------------------------------------------------------------------------


def test_a_requests_library_goes_through_the_same_client(clock: FakeClock) -> None:
    def echo(asked: Asked) -> Answer:
        if asked.path == "/old":
            return Answer("", 301, {"Location": "https://api.example.org/new", "Set-Cookie": "a=b"})
        return Answer(
            {"body": asked.body.decode(), "agent": asked.headers["user-agent"], "cookie": asked.headers.get("cookie")}
        )

    with serve(echo) as server, bridged_session(client(clock, server.base_url)) as session:
        posted = session.post(URL, data={"q": "é"})
        assert posted.json() == {
            "body": "q=%C3%A9",
            "agent": "Goodname/0.1.0 (+https://github.com/goodname-schools/goodname)",
            "cookie": None,
        }
        followed = session.get("https://api.example.org/old")
        assert followed.json()["cookie"] == "a=b"
        assert [hop.status_code for hop in followed.history] == [301]


def test_through_requests_too_a_private_address_is_refused(clock: FakeClock) -> None:
    with bridged_session(client(clock)) as session, pytest.raises(PolicyBlocked):
        session.get("http://127.0.0.1:9/")


def test_through_requests_too_silence_is_the_librarys_own_error(clock: FakeClock) -> None:
    with serve({}) as server:
        gone = server.base_url
    with bridged_session(client(clock, gone)) as session, pytest.raises(requests.ConnectionError):
        session.get(URL)


def test_no_answer_carries_our_settings_into_the_message(clock: FakeClock) -> None:
    with serve({"/feed": Answer({}, 403)}) as server, pytest.raises(SourceRefused) as caught:
        client(clock, server.base_url).get_json("https://feeds.example.org/feed?token=hunter2")
    assert "hunter2" not in json.dumps(str(caught.value))
