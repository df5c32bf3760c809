"""Every page of the list in a real browser: no serious finding of axe, nothing cut at 320 px, and no hostile post heard.

Pages come from `dashboard.page_list`, so a new one is tested by being listed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from conftest import Served, serving
from homes import PEOPLE
from opened_cases import mention, open_case, said

from dashboard.page_list import PAGES, pages_for
from data.records import Picture, Repost
from data.words import Label, Level, Role

pytestmark = pytest.mark.browser

THEIRS: dict[str, str] = {}
"""Rules of axe that Streamlit's own markup breaks, each with the issue where that was told; docs/dashboard.md lists them."""
_PARTS = ("removal", "steps", "documents", "record")
_PEOPLE = {**PEOPLE, "r.desai": Role.ICT, "s.marsh": Role.GOVERNOR}
HOSTILE = (
    "<script>window.owned = 1</script><img src='https://evil.example/x.png' onerror='window.owned = 2'>"
    "![x](https://evil.example/y.png) <iframe src='https://evil.example/'></iframe> [press](javascript:window.owned=3) "
    "<style>@import 'https://evil.example/z.css'; * { display: none }</style> \u202e backwards \u2066 "
    "=HYPERLINK('https://evil.example','x') :material/home: $\\LaTeX$ **bold** # heading " + "W" * 100_000
)


def views() -> list[Any]:
    found = [pytest.param(page.file, "", id=page.file) for page in PAGES]
    return [*found, *(pytest.param("case", f"&part={part}", id=f"case-{part}") for part in _PARTS)]


def who_opens(file: str) -> str:
    """Return somebody whose role opens the page."""
    return next(name for name, role in _PEOPLE.items() if file in {page.file for page in pages_for([role])})


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, str]]:
    """A home with an ordinary case, and one whose post tries everything that a hostile post could."""
    with serving(tmp_path_factory.mktemp("attacked")) as one:
        ordinary = mention("2", "The bursar took the money of the trip", url="https://x.com/a/status/1")
        open_case(one.home, ordinary, said(Label.DEFAMATORY, (4, 10)), said(Label.ABUSIVE, level=Level.REVIEW))
        post = mention(
            "1",
            HOSTILE,
            title=HOSTILE[:3000],
            author=HOSTILE[:200],
            url="javascript:window.owned=4",
            report_url="data:text/html,<script>window.owned=5</script>",
            hashtags=(HOSTILE[:80],),
            images=(Picture("https://evil.example/p.png", HOSTILE[:400]),),
            repost_of=Repost(HOSTILE[:2000], HOSTILE[:60]),
        )
        yield one, open_case(one.home, post, said(Label.ABUSIVE, (0, 40), (20, 90), reason=HOSTILE[:500]))


def visit(page: Any, served: Any, file: str, query: str) -> None:
    served.signed_in(page.context, who_opens(file))
    page.goto(f"{served.url}/{file}{query}")
    page.locator("h1").first.wait_for()
    at_rest(page)


def at_rest(page: Any) -> None:
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.wait_for_timeout(300)


def too_wide(page: Any) -> int:
    return int(
        page.evaluate("(() => { const m = document.querySelector('.stMain'); return m.scrollWidth - m.clientWidth })()")
    )


def grave(page: Any, *rules: str) -> list[str]:
    """Return what axe finds serious or critical (of these rules alone, if given), but for what is Streamlit's own."""
    from axe_playwright_python.sync_playwright import Axe

    options = {"resultTypes": ["violations"], **({"runOnly": list(rules)} if rules else {})}
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{one['id']} ({one['impact']}): {[node['html'][:160] for node in one['nodes'][:3]]}"
        for one in found
        if one["impact"] in ("serious", "critical") and one["id"] not in THEIRS
    ]


@pytest.mark.parametrize(("file", "query"), views())
def test_a_page_is_for_everybody_and_a_hostile_post_does_nothing_on_it(
    attacked: tuple[Served, str], watched: Any, file: str, query: str
) -> None:
    served, hostile = attacked
    page = watched.page
    visit(page, served, file, f"?ref={hostile}{query}" if file == "case" else "")
    if file == "queue":
        page.get_by_role("button", name="Show text").click()
        page.get_by_text("window.owned = 1").first.wait_for()
        at_rest(page)
    assert page.get_by_text("Page not found").count() == 0
    assert grave(page) == []
    page.emulate_media(color_scheme="dark")
    for _ in range(10):  # the colours change over a moment, which is longer on a busy machine
        page.wait_for_timeout(500)
        dim = grave(page, "color-contrast")
        if not dim:
            break
    assert dim == [], "in the dark"
    assert too_wide(page) <= 0, f"at 1280 px the page is {too_wide(page)} px too wide"
    page.set_viewport_size({"width": 320, "height": 800})
    page.wait_for_timeout(400)
    assert too_wide(page) <= 0, f"at 320 px the page is {too_wide(page)} px too wide"
    assert page.locator("h1").first.is_visible()
    assert page.evaluate("window.owned") is None
    assert page.title() == "Goodname"
    assert "evil" not in page.url
    assert page.locator("a[href^='javascript'], a[href*='evil'], a[href^='data:']").count() == 0
    assert page.locator(".stMain iframe, .stMain img[src*='evil']").count() == 0
    assert watched.asked_outside == []
    assert watched.dialogs == []
    assert watched.errors == []


def test_no_words_of_a_post_in_logs_or_addresses(attacked: tuple[Served, str], watched: Any) -> None:
    served, hostile = attacked
    asked: list[str] = []
    watched.page.on("request", lambda request: asked.append(request.url))
    for file, query in (("queue", ""), ("case", f"?ref={hostile}")):
        visit(watched.page, served, file, query)
    assert [url for url in asked if "owned" in url or "evil" in url] == []
    served.process.terminate()
    said_by_it, _ = served.process.communicate(timeout=20)
    kept = [path.read_text(errors="replace") for path in (served.home.folder / "logs").glob("*") if path.is_file()]
    assert all("owned" not in text and "evil.example" not in text for text in [said_by_it, *kept])
