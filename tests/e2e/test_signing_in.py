"""Signing in with a real browser: an invitation, password and code, what is closed before, and every way out."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pyotp
import pytest
from opened_cases import mention, open_case, said
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from dashboard.door.cookies import Cookies
from data.words import Label
from pipelines.home import DEMO_STARTED, Home, wall_clock
from pipelines.sign_in.links import LinkKind, make_link
from pipelines.sign_in.sessions import sign_out_everywhere
from pipelines.sign_in.setting_up import choose_password, code_app, finish

pytestmark = pytest.mark.browser

PASSWORD = "copper lantern drifting"


def at_present(served: Any) -> Home:
    return replace(served.home, clock=wall_clock)


def link_for(served: Any, username: str, kind: LinkKind = LinkKind.INVITATION) -> str:
    return make_link(home=at_present(served), username=username, kind=kind, actor="test")


def account(served: Any, username: str) -> pyotp.TOTP:
    """Set the person up as if an hour ago; return their code app."""
    past = replace(served.home, clock=lambda: datetime.now(UTC) - timedelta(hours=1))
    link = make_link(home=past, username=username, kind=LinkKind.INVITATION, actor="test").partition("token=")[2]
    token = choose_password(home=past, link=link, password=PASSWORD, again=PASSWORD)
    app = pyotp.TOTP(code_app(home=past, token=token).secret.replace(" ", ""))
    finish(home=past, token=token, code=app.at(past.clock()))
    return app


def give_password(page: Any, username: str, password: str = PASSWORD) -> None:
    page.get_by_label("User name").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Continue").click()


def give_code(page: Any, code: str) -> None:
    page.get_by_label("Code from your app, or a recovery code").fill(code)
    page.get_by_role("button", name="Sign in").click()


def heading(page: Any, name: str) -> Any:
    return page.get_by_role("heading", name=name, exact=True)


def session_cookie(page: Any) -> Any:
    return next((cookie for cookie in page.context.cookies() if cookie["name"].endswith("-session")), None)


def test_from_the_invitation_to_the_queue_and_out_again(served: Any, watched: Any) -> None:
    page = watched.page
    page.goto(link_for(served, "k.boateng"))
    heading(page, "Welcome, k.boateng").wait_for()
    page.get_by_label("New password").fill("password1234")
    page.get_by_label("The same password again").fill("password1234")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("alert").filter(has_text="easy to guess").wait_for()
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    heading(page, "Set up your code app").wait_for()
    assert page.get_by_alt_text("QR code").evaluate("picture => picture.naturalWidth") > 100
    app = pyotp.TOTP(page.locator("code").inner_text().replace(" ", ""))
    page.get_by_label("Code from your app").fill("000000")
    page.get_by_role("button", name="Finish").click()
    page.get_by_role("alert").wait_for()
    page.get_by_label("Code from your app").fill(app.now())
    page.get_by_role("button", name="Finish").click()
    heading(page, "Keep these codes").wait_for()
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    page.get_by_role("link", name="open the dashboard").click()
    heading(page, "Today").wait_for()
    cookie = session_cookie(page)
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (True, "Strict", "/")
    assert page.evaluate("document.cookie.includes('session')") is False

    page.get_by_role("button", name="Sign out").click()
    heading(page, "You are signed out").wait_for()
    page.get_by_role("link", name="Sign in again").click()
    heading(page, "Sign in").wait_for()
    give_password(page, "k.boateng")
    give_code(page, codes[3])
    heading(page, "Today").wait_for()
    assert session_cookie(page)["value"] != cookie["value"]
    assert watched.asked_outside == []
    assert watched.errors == []


def test_wrong_password_wrong_code_and_a_code_used_twice(served: Any, watched: Any) -> None:
    page, app = watched.page, account(served, "k.boateng")
    reference = open_case(served.home, mention("1", "the bursar took money"), said(Label.DEFAMATORY))
    page.goto(f"{served.url}/case?ref={reference}")
    heading(page, "Sign in").wait_for()
    give_password(page, "k.boateng", "not the password")
    page.get_by_role("alert").filter(has_text="do not fit together").wait_for()
    assert session_cookie(page) is None
    give_password(page, "k.boateng")
    before = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"].endswith("-half"))
    give_code(page, "000000")
    page.get_by_role("alert").filter(has_text="This code is not right").wait_for()
    code = app.now()
    give_code(page, code)
    page.get_by_text("the bursar took money").wait_for()
    assert page.url == f"{served.url}/case?ref={reference}"
    assert session_cookie(page)["value"] != before

    page.context.clear_cookies()
    page.goto(served.url)
    give_password(page, "k.boateng")
    give_code(page, code)
    page.get_by_role("alert").filter(has_text="was used already").wait_for()
    assert session_cookie(page) is None


def test_guessing_is_slowed_down_but_not_for_the_owners_browser(served: Any, watched: Any) -> None:
    page, app = watched.page, account(served, "k.boateng")
    page.goto(served.url)
    give_password(page, "k.boateng")
    give_code(page, app.now())
    heading(page, "Today").wait_for()
    with httpx.Client(base_url=served.url, follow_redirects=True) as stranger:
        for expected in (400, 400, 400, 400, 400, 429):
            form = re.search(r'name="form" value="([^"]+)"', stranger.get("/sign-in").text)
            assert form is not None
            sent = {"form": form[1], "username": "k.boateng", "password": "guess", "next": "/"}
            answer = stranger.post("/sign-in", data=sent)
            assert answer.status_code == expected
        assert "Too many tries" in answer.text
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Sign in again").click()
    give_password(page, "k.boateng")
    heading(page, "Your code").wait_for()


ASKED_BY_A_STRANGER = [
    pytest.param("GET", "/", id="page"),
    pytest.param("GET", "/case?ref=GN-AAAA-AAAA", id="page by its address"),
    pytest.param("GET", "/media/0123456789abcdef.png", id="media"),
    pytest.param("PUT", "/_stcore/upload_file/session/file", id="upload"),
    pytest.param("DELETE", "/_stcore/upload_file/session/file", id="taking an upload away"),
    pytest.param("GET", "/_stcore/host-config", id="host configuration"),
    pytest.param("GET", "/_stcore/metrics", id="metrics"),
    pytest.param("GET", "/_stcore/bidi-components/x", id="component"),
    pytest.param("GET", "/component/x/y.js", id="old component"),
    pytest.param("GET", "/app/static/x", id="static file of the app"),
    pytest.param("GET", "/static/../media/x.png", id="by way of an open folder"),
    pytest.param("GET", "/static/%2e%2e/media/x.png", id="the same, encoded"),
    pytest.param("GET", "//media/x.png", id="two strokes"),
    pytest.param("POST", "/account", id="ending sessions"),
]


def test_without_a_session_nothing_is_answered(served: Any) -> None:
    for row in ASKED_BY_A_STRANGER:
        method, path = row.values
        for cookies in ({}, {Cookies(served.home.config.dashboard).name("session"): "x" * 43}):
            asked = httpx.Request(method, served.url, cookies=cookies)
            asked.url = asked.url.copy_with(raw_path=path.encode())
            with httpx.Client() as client:
                answer = client.send(asked)
            expected = {400} if path == "/account" else {401}
            assert answer.status_code in expected or answer.status_code == 303, f"{method} {path}"
            assert "stream" not in answer.text.lower(), path
    to_page = httpx.get(f"{served.url}/case?ref=GN-AAAA-AAAA", headers={"accept": "text/html"})
    assert (to_page.status_code, to_page.headers["location"]) == (303, "/sign-in?next=%2Fcase%3Fref%3DGN-AAAA-AAAA")


def upgrade(address: str, cookie: str, origin: str) -> int:
    """Return the status with which the server answers a websocket's opening."""
    try:
        with connect(address, additional_headers={"Cookie": cookie}, origin=origin, subprotocols=["streamlit"]) as line:  # type: ignore[arg-type, list-item]  # plain strings are taken
            assert line.response is not None
            return line.response.status_code
    except InvalidStatus as refused:
        return refused.response.status_code


def test_the_websocket_is_closed_before_sign_in_and_after_it_ended(served: Any, browser: Any) -> None:
    address = served.url.replace("http", "ws") + "/_stcore/stream"
    context = browser.new_context()
    token = served.signed_in(context, "k.boateng")
    name = Cookies(served.home.config.dashboard).name("session")
    for cookie in ("", f"{name}=nonsense", f"other={token}"):
        assert upgrade(address, cookie, served.url) == 403
    assert upgrade(address, f"{name}={token}", served.url) == 101
    sign_out_everywhere(home=at_present(served), token=token)
    assert upgrade(address, f"{name}={token}", served.url) == 403
    context.close()


def test_a_name_of_another_site_that_leads_here_is_refused(served: Any) -> None:
    answer = httpx.get(f"{served.url}/sign-in", headers={"host": "evil.example.org"})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("headers", "field"),
    [
        pytest.param({}, "", id="no token"),
        pytest.param({}, "x" * 32, id="another token"),
        pytest.param({"sec-fetch-site": "cross-site"}, None, id="sent by another site"),
        pytest.param({"origin": "https://evil.example.org"}, None, id="from another origin"),
    ],
)
def test_a_form_of_another_site_is_refused(served: Any, headers: dict[str, str], field: str | None) -> None:
    account(served, "k.boateng")
    with httpx.Client(base_url=served.url) as client:
        form = re.search(r'name="form" value="([^"]+)"', client.get("/sign-in").text)
        assert form is not None
        sent = {"form": form[1] if field is None else field, "username": "k.boateng", "password": PASSWORD}
        answer = client.post("/sign-in", data=sent, headers=headers)
        assert answer.status_code == 400
        assert "no longer fresh" in answer.text


@pytest.mark.parametrize(
    "after", ["https://evil.example.org/", "//evil.example.org", "/\\evil.example.org", "javascript:x"]
)
def test_sign_in_leads_nowhere_else(served: Any, after: str) -> None:
    answer = httpx.get(f"{served.url}/sign-in", params={"next": after})
    assert 'name="next" value="/"' in answer.text


def test_signing_out_everywhere_stops_the_other_window_at_its_next_click(
    served: Any, watched: Any, browser: Any
) -> None:
    open_case(served.home, mention("1", "the bursar took money"), said(Label.DEFAMATORY))
    page = watched.page
    served.signed_in(page.context, "k.boateng")
    page.goto(f"{served.url}/queue")
    heading(page, "Queue").wait_for()
    elsewhere = browser.new_context()
    served.signed_in(elsewhere, "k.boateng")
    other = elsewhere.new_page()
    other.goto(f"{served.url}/account")
    assert other.locator(".sessions li").count() == 2
    other.get_by_role("button", name="Sign out everywhere").click()
    heading(other, "You are signed out").wait_for()
    page.get_by_text("Show text").click()
    heading(page, "You are signed out").wait_for()
    assert (
        httpx.get(
            served.url, headers={"cookie": f"{session_cookie(page)['name']}={session_cookie(page)['value']}"}
        ).status_code
        == 401
    )
    elsewhere.close()


def test_each_role_gets_its_pages_and_no_other_by_its_address(served: Any, browser: Any) -> None:
    reference = open_case(served.home, mention("1", "the bursar took money"), said(Label.DEFAMATORY))
    for username, pages in {
        "l.pemberton": {"Today", "Queue", "Alerts", "Sources"},
        "k.boateng": {"Today", "Queue", "Alerts", "Sources", "Users"},
        "r.desai": {"Sources", "Users"},
        "s.marsh": {"For governors", "Sources"},
    }.items():
        context = browser.new_context()
        front = next(title for title in ("Today", "For governors", "Sources") if title in pages)
        served.signed_in(context, username)
        page = context.new_page()
        page.goto(served.url)
        page.get_by_test_id("stSidebar").get_by_text("Your account").wait_for()
        for path, title in (("/queue", "Queue"), ("/users", "Users"), ("/alerts", "Alerts"), ("/sources", "Sources")):
            page.goto(served.url + path)
            heading(page, title if title in pages else front).wait_for()
        page.goto(f"{served.url}/case?ref={reference}")
        heading(page, "Potentially defamatory" if "Queue" in pages else front).wait_for()
        if "Queue" in pages:
            page.get_by_text("the bursar took money").wait_for()
        else:
            page.wait_for_timeout(500)
            assert page.get_by_text("the bursar took money").count() == 0
        context.close()


def test_a_demos_link_opens_the_dashboard_once(served: Any, watched: Any) -> None:
    (served.home.folder / DEMO_STARTED).write_text("2026-11-09T09:00:00+00:00\n", encoding="ascii")
    link, page = link_for(served, "l.pemberton", LinkKind.DEMO), watched.page
    page.goto(link)
    heading(page, "Today").wait_for()
    assert "token" not in page.url
    page.context.clear_cookies()
    page.goto(link)
    heading(page, "You are not signed in").wait_for()


def test_it_all_works_without_a_script(served: Any, browser: Any) -> None:
    app = account(served, "k.boateng")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served.url}/account")
    give_password(page, "k.boateng")
    give_code(page, app.now())
    page.goto(f"{served.url}/account")
    heading(page, "Your account").wait_for()
    page.get_by_role("button", name="Sign out", exact=True).click()
    heading(page, "You are signed out").wait_for()
    context.close()
