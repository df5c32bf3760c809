"""Live capture: of the school's own site or by permission, by a person, words alone; a real page in a real Chromium."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from clocks import FakeClock
from homes import made_home
from loopback import Answer, Asked, Loopback, serve
from opened_cases import open_case, said
from PIL import Image
from warcio.archiveiterator import ArchiveIterator

from casework.live_page import Page
from casework.screen import VARIABLE, Chromium, NoScreen, Shot, screen_of
from collectors.http import HttpClient
from data.errors import InputError, StoreError
from data.records import Post
from data.words import Direction, Label, Platform, Role, Severity
from pipelines.evidence import list_evidence, show_evidence, verify_evidence
from pipelines.home import Home
from pipelines.live_capture import capture_live, may_capture
from pipelines.removal import lock_case

SITE = "https://www.larkmere-primary.example"
PAGE = f"""<!doctype html><html lang="en"><head><title>News</title><link rel="stylesheet" href="/look.css">
<style>@font-face {{font-family: f; src: url(/f.woff2)}} body {{font-family: f, serif}}</style></head>
<body><h1>Sports day</h1><p id="said">Year 4 won the relay.</p><img src="/team.jpg" alt="the team">
<img src="data:image/gif;base64,R0lGODlhAQABAIAAAP8AAP///ywAAAAAAQABAAACAUwAOw==" width="200" height="200">
<video src="/race.mp4" autoplay></video><iframe src="/frame"></iframe>
<script>fetch("/news.json").then(r => r.json()).then(n => document.getElementById("said").textContent += n.more);
fetch("{SITE.replace("www", "api")}/x").catch(() => 0);</script></body></html>"""


def answers(asked: Asked) -> Answer:
    table = {
        "/news": Answer(PAGE),
        "/look.css": Answer("body {background: #ffe}", headers={"Content-Type": "text/css"}),
        "/news.json": Answer({"more": " It rained."}),
        "/moved": Answer("", 302, {"Location": f"{SITE}/news"}),
        "/away": Answer("", 302, {"Location": "https://elsewhere.example/"}),
        "/loop": Answer("", 302, {"Location": f"{SITE}/loop"}),
        "/team.jpg": Answer(b"\xff\xd8\xff", headers={"Content-Type": "image/jpeg"}),
        "/gone": Answer("<p>no longer here</p>", 410),
    }
    return table.get(asked.path, Answer("nothing here", 404))


@pytest.fixture
def site() -> Iterator[Loopback]:
    with serve(answers) as server:
        yield server


@pytest.fixture
def home(tmp_path: Path, clock: FakeClock, site: Loopback) -> Iterator[Home]:
    """A home whose own site is served on this machine; X has given its permission, Reddit has not."""
    permission = {"agreed_with": "X", "reference": "file 1", "date": "2026-09-01", "until": "2026-12-31"}
    tables: dict[str, Any] = {
        "accounts": [{"platform": "website", "handle": "www.larkmere-primary.example"}],
        "sources": {
            "website": {"base_url": site.base_url},
            "x": {"base_url": site.base_url, "authority": permission},
            "reddit": {"base_url": site.base_url},
        },
    }
    people = {"l.pemberton": Role.COMMS_LEAD, "k.boateng": Role.DSL, "g.ict": Role.ICT, "v.staff": Role.STAFF}
    with made_home(tmp_path, clock, tables=tables, people=people) as opened:
        yield opened


class Recorder:
    """A screen that remembers what it was shown and takes no picture."""

    def __init__(self) -> None:
        self.shown: list[Page] = []

    def show(self, page: Page, http: HttpClient) -> Shot:
        del http
        self.shown.append(page)
        return Shot(None, "a test")


def case_of(home: Home, address: str | None, platform: Platform = Platform.WEBSITE, **more: Any) -> str:
    post = Post("p1", platform, "Year 4 won the relay.", url=address, **more)
    source = {Platform.WEBSITE: "website", Platform.X: "x", Platform.REDDIT: "reddit"}[platform]
    reference = open_case(home, post, said(Label.ABUSIVE), severity=Severity.S2)
    with home.store.writing() as session:
        from sqlalchemy import update

        from data.store.tables import PostRow

        session.execute(update(PostRow).values(source=source))
    return reference


def captured(home: Home, reference: str, screen: Any = None, viewer: str = "l.pemberton") -> int:
    return capture_live(home=home, viewer=viewer, reference=reference, number=1, screen=screen or Recorder())


def records_of(home: Home, reference: str, number: int) -> tuple[Any, list[tuple[str, str, bytes]]]:
    bundle = show_evidence(home=home, viewer="k.boateng", reference=reference, number=number)
    found = [
        (record.rec_headers.get_header("WARC-Target-URI"), record.http_headers.get_statuscode(), record.content_stream().read())
        for record in ArchiveIterator(io.BytesIO(bundle.files["page.warc"]))
    ]  # fmt: skip
    return bundle, found


# --- What may be captured ----------------------------------------------------------------------------------------------


def test_the_schools_own_page_is_sealed_with_its_hash_and_stands_in_the_chain(home: Home, site: Loopback) -> None:
    reference = case_of(home, f"{SITE}/news", direction=Direction.OWN, account="www.larkmere-primary.example")
    assert captured(home, reference) == 1
    bundle, warc = records_of(home, reference, 1)
    assert warc == [(f"{SITE}/news", "200", PAGE.encode())]
    assert bundle.manifest["files"]["page.warc"]["sha256"] == hashlib.sha256(bundle.files["page.warc"]).hexdigest()
    assert bundle.manifest["why_allowed"] == "a page of the school's own web site"
    assert (bundle.manifest["captured_by"], bundle.manifest["status"]) == ("l.pemberton", 200)
    assert bundle.manifest["screenshot"] == "none: a test"
    assert verify_evidence(home=home) == 1
    (line,) = list_evidence(home=home, viewer="l.pemberton", reference=reference)
    assert (line.number, line.made_by) == (1, "l.pemberton")
    (path,) = (home.folder / "evidence").iterdir()
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(StoreError, match="was changed"):
        verify_evidence(home=home)
    assert [asked.path for asked in site.asked] == ["/news"]


def test_a_platform_that_gave_its_permission_may_be_captured_while_it_holds(home: Home, clock: FakeClock) -> None:
    reference = case_of(home, "https://x.com/someone/news", Platform.X)
    assert (
        may_capture(home=home, viewer="l.pemberton", reference=reference)[0].why == "the platform's recorded permission"
    )
    clock.move(days=60)
    (line,) = may_capture(home=home, viewer="l.pemberton", reference=reference)
    assert not line.allowed
    with pytest.raises(InputError, match="permission runs from"):
        captured(home, reference)


@pytest.mark.parametrize(
    ("address", "platform", "more", "why"),
    [
        pytest.param("https://www.reddit.com/r/l/1", Platform.REDDIT, {}, "own web site, or where", id="a stranger's post"),
        pytest.param("https://www.reddit.com/user/larkmere", Platform.REDDIT, {"direction": Direction.OWN}, "own web site, or where", id="our own post on a platform"),
        pytest.param("https://www.larkmere-primary.example.evil.example/news", Platform.WEBSITE, {}, "own web site, or where", id="a site that looks like ours"),
        pytest.param("https://blog.example.org/1", Platform.X, {}, "own web site, or where", id="a site that gave no permission, named by one that did"),
        pytest.param("ftp://www.larkmere-primary.example/news", Platform.WEBSITE, {}, "no web address", id="another scheme"),
        pytest.param(None, Platform.WEBSITE, {}, "no web address", id="no address"),
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_the_reason_and_no_page_is_opened(
    home: Home, site: Loopback, *, address: str | None, platform: Platform, more: dict[str, Any], why: str
) -> None:
    reference = case_of(home, address, platform, **more)
    (line,) = may_capture(home=home, viewer="l.pemberton", reference=reference)
    assert (line.allowed, line.address) == (False, address)
    with pytest.raises(InputError, match=why):
        captured(home, reference)
    assert site.asked == []
    assert list_evidence(home=home, viewer="l.pemberton", reference=reference) == ()


def test_a_locked_case_is_never_captured(home: Home, site: Loopback) -> None:
    reference = case_of(home, f"{SITE}/news")
    lock_case(home=home, viewer="l.pemberton", reference=reference, why="a parent says what it shows")
    with pytest.raises(InputError, match="locked"):
        captured(home, reference, viewer="k.boateng")
    assert site.asked == []


@pytest.mark.parametrize("viewer", ["g.ict", "v.staff"])
def test_only_those_who_handle_cases_may(home: Home, site: Loopback, viewer: str) -> None:
    reference = case_of(home, f"{SITE}/news")
    with pytest.raises(InputError, match="there is no case"):
        captured(home, reference, viewer=viewer)
    assert site.asked == []


def test_a_post_that_is_not_there_is_said_so(home: Home) -> None:
    reference = case_of(home, f"{SITE}/news")
    with pytest.raises(InputError, match="numbered from 1"):
        capture_live(home=home, viewer="l.pemberton", reference=reference, number=2, screen=Recorder())


@pytest.mark.parametrize(
    ("path", "why"),
    [
        pytest.param("/team.jpg", "no page of words", id="a picture"),
        pytest.param("/away", "may not be captured", id="a redirect to another site"),
    ],
)
def test_what_is_no_page_of_ours_is_not_kept(home: Home, path: str, why: str) -> None:
    reference = case_of(home, f"{SITE}{path}")
    with pytest.raises(InputError, match=why):
        captured(home, reference)
    assert list_evidence(home=home, viewer="l.pemberton", reference=reference) == ()


def test_a_redirect_within_our_site_is_followed_and_an_error_is_kept_as_what_it_is(home: Home) -> None:
    moved = case_of(home, f"{SITE}/moved")
    captured(home, moved)
    assert records_of(home, moved, 1)[1][0][:2] == (f"{SITE}/news", "200")


def test_a_page_that_is_gone_is_kept_as_gone(home: Home) -> None:
    reference = case_of(home, f"{SITE}/gone")
    captured(home, reference)
    bundle, warc = records_of(home, reference, 1)
    assert (warc[0][1], bundle.manifest["status"]) == ("410", 410)


# --- The picture -------------------------------------------------------------------------------------------------------


def test_without_a_browser_the_record_says_so(tmp_path: Path) -> None:
    screen = screen_of({VARIABLE: str(tmp_path / "none")})
    assert isinstance(screen, Chromium)
    assert isinstance(NoScreen("x"), NoScreen)


@pytest.fixture
def chromium() -> Chromium:
    """The Chromium of this machine; without one the test is skipped, or fails when it is required."""
    found = screen_of({name: value for name, value in os.environ.items() if name == VARIABLE})
    if isinstance(found, Chromium):
        return found
    assert isinstance(found, NoScreen)
    if os.environ.get("GOODNAME_REQUIRE_BROWSER") == "1":
        pytest.fail(f"GOODNAME_REQUIRE_BROWSER=1, but {found.why}")
    pytest.skip(found.why)


@pytest.mark.browser
def test_the_browser_shows_the_words_and_asks_for_no_picture_video_font_or_other_host(
    home: Home, site: Loopback, chromium: Chromium
) -> None:
    reference = case_of(home, f"{SITE}/news")
    assert captured(home, reference, chromium) == 1
    bundle, warc = records_of(home, reference, 1)
    assert sorted(asked.path for asked in site.asked) == ["/look.css", "/news", "/news.json"]
    assert [address for address, _, _ in warc] == [f"{SITE}/news", f"{SITE}/news.json"]
    assert bundle.manifest["screenshot"] == "taken without pictures, videos and fonts"
    turned_away = bundle.manifest["turned_away"]
    assert turned_away.get("media", 0) >= 1
    assert turned_away.get("fetch, another host", 0) == 1
    picture = Image.open(io.BytesIO(bundle.files["screen.png"])).convert("RGB")
    assert picture.width >= 800
    colours = {colour for _, colour in picture.getcolors(1_000_000) or []}
    assert (255, 255, 238) in colours  # the style sheet was let in
    assert (255, 0, 0) not in colours  # and the red picture that the page carries in itself was not shown
    assert any(max(colour) < 90 for colour in colours)  # words in black


@pytest.mark.browser
def test_a_browser_that_does_not_start_leaves_the_words(home: Home, tmp_path: Path) -> None:
    reference = case_of(home, f"{SITE}/news")
    captured(home, reference, Chromium(str(tmp_path / "no-such-browser")))
    bundle, warc = records_of(home, reference, 1)
    assert "screen.png" not in bundle.files
    assert bundle.manifest["screenshot"].startswith("none: the page could not be shown")
    assert len(warc) == 1
