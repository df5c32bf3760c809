"""The dashboard in a real browser: queue, case, status, and a hostile post that does nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest
from opened_cases import mention, open_case, said

from data.words import Label, Severity

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

HOSTILE = (
    "<script>window.owned = 1</script><img src='https://evil.example/x.png' onerror='window.owned = 2'>"
    "![x](https://evil.example/y.png) <iframe src='https://evil.example/'></iframe> [press](javascript:alert(1)) "
    "<style>@import 'https://evil.example/z.css'; * { display: none }</style> \u202e backwards " + "W" * 100_000
)


def sit_down(page: Page, served: Any, path: str = "/queue", who: str = "k.boateng") -> None:
    served.signed_in(page.context, who)
    page.goto(served.url + path)


def heading(page: Page, name: str) -> Any:
    return page.get_by_role("heading", name=name, exact=True)


def test_from_the_queue_to_a_closed_case(served: Any, watched: Any) -> None:
    page = watched.page
    grave = open_case(served.home, mention("1", "a knife on Monday"), said(Label.SAFEGUARDING), severity=Severity.S1)
    mild = open_case(served.home, mention("2", "the bursar took money"), said(Label.DEFAMATORY, (4, 10)))
    sit_down(page, served)
    heading(page, "Queue").wait_for()
    page.get_by_text(mild).wait_for()
    assert page.get_by_text("the bursar took money").count() == 0
    page.get_by_role("button", name="Show text").click()
    page.get_by_text("the bursar took money").wait_for()

    page.locator(f".st-key-card-{mild}").get_by_role("button", name="Open case").click()
    heading(page, "Potentially defamatory").wait_for()
    assert page.url == f"{served.url}/case?ref={mild}"
    mark = page.locator("mark", has_text="bursar")
    mark.wait_for()
    assert mark.get_attribute("title") == "Finding 1: Potentially defamatory (Alert)"

    page.get_by_role("combobox", name="Status").click()
    page.get_by_role("option", name="Closed").click()
    page.get_by_role("combobox", name="Why it is closed").click()
    page.get_by_role("option", name="Fair criticism, opinion or true").click()
    page.get_by_role("textbox", name="In your words").fill("Opinion, said before the governors.")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Status: Closed").wait_for()
    page.get_by_text("Opinion, said before the governors.", exact=True).wait_for()

    page.get_by_role("button", name="Back to the queue").click()
    heading(page, "Queue").wait_for()
    page.get_by_text(grave).first.wait_for()
    assert page.get_by_text(mild).count() == 0
    page.get_by_role("button", name="Filters").click()
    page.get_by_role("button", name="Closed", exact=True).click()
    page.get_by_text(mild).wait_for()
    page.wait_for_url("**/queue?status=open%2Cin_hand%2Cwaiting%2Cclosed")
    assert watched.asked_outside == []
    assert watched.errors == []


def test_a_hostile_post_does_nothing(served: Any, watched: Any) -> None:
    page = watched.page
    reference = open_case(
        served.home,
        mention("1", HOSTILE, title=HOSTILE[:3000], author=HOSTILE[:200], url="javascript:window.owned=3"),
        said(Label.ABUSIVE, (0, 40), (20, 90), reason=HOSTILE[:500]),
    )
    sit_down(page, served)
    page.get_by_role("button", name="Show text").click()
    page.get_by_text("window.owned = 1").first.wait_for()
    sit_down(page, served, f"/case?ref={reference}")
    heading(page, "Abusive").wait_for()
    page.get_by_text("Why it is here").wait_for()
    page.wait_for_timeout(1000)
    assert page.evaluate("window.owned") is None
    assert page.title() == "Goodname"
    assert page.locator(".stMain a[href^='javascript']").count() == 0
    assert page.locator(".stMain iframe, .stMain img").count() == 0
    assert page.get_by_role("button", name="Save").is_visible()
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_timeout(300)
        too_wide = page.evaluate(
            "(() => { const m = document.querySelector('.stMain'); return m.scrollWidth - m.clientWidth })()"
        )
        assert too_wide <= 0, f"at {width} px the page is {too_wide} px too wide"
    assert watched.asked_outside == []
    assert watched.dialogs == []
    assert watched.errors == []


def test_a_link_from_an_alert_shows_the_case(served: Any, watched: Any) -> None:
    reference = open_case(served.home, mention("1", "the bursar took money"), said(Label.DEFAMATORY))
    sit_down(watched.page, served, f"/case?ref={reference}")
    watched.page.get_by_text("the bursar took money").wait_for()


def test_ict_gets_no_case_by_its_address(served: Any, watched: Any) -> None:
    reference = open_case(served.home, mention("1", "the bursar took money"), said(Label.DEFAMATORY))
    sit_down(watched.page, served, f"/case?ref={reference}", who="r.desai")
    heading(watched.page, "Sources").wait_for()
    assert watched.page.get_by_text("the bursar took money").count() == 0
    assert watched.page.get_by_text(reference).count() == 0


def test_it_answers_with_its_headers_and_stops_when_told(served: Any, watched: Any) -> None:
    answer = httpx.get(served.url)
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["referrer-policy"] == "no-referrer"
    sit_down(watched.page, served)
    heading(watched.page, "Queue").wait_for()
    assert served.stop() == 0
