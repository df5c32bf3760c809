"""The director's two minutes, in a real browser: one screen without scrolling, acknowledge, sign, nothing from outside."""

from __future__ import annotations

from typing import Any

import pytest
from owned_breaches import breach, ran

from data.words import Label

pytestmark = pytest.mark.browser

_TOO_HIGH = "(() => { const m = document.querySelector('.stMain'); return m.scrollHeight - m.clientHeight })()"
_TOO_WIDE = "(() => { const m = document.querySelector('.stMain'); return m.scrollWidth - m.clientWidth })()"


def test_two_minutes_on_one_screen(served: Any, watched: Any) -> None:
    page = watched.page
    for number in range(9):
        breach(
            served.home,
            str(number),
            account="an account whose name is as long as a platform lets it be " * 2,
            more=(Label.CONSENT_MISSING, Label.REPOST_OF_WITHHELD),
        )
    for _ in range(3):
        ran(served.home, *(f"{number} posts of which something was not read" for number in range(1, 9)))
    served.signed_in(page.context, "g.thornhill")
    page.goto(served.url)
    page.get_by_role("heading", name="Director", exact=True).wait_for()
    page.get_by_text("2 earlier audits wait too").wait_for()
    page.wait_for_timeout(500)
    assert page.evaluate(_TOO_HIGH) <= 0, "the director's page scrolls at 1280 by 800"

    page.get_by_text("Not acknowledged: 9").wait_for()
    page.get_by_role("button", name="Acknowledge").first.click()
    page.get_by_text("Not acknowledged: 8").wait_for()

    page.get_by_role("button", name="Sign off").click()
    page.get_by_text("say in a few words").first.wait_for()
    page.get_by_role("textbox", name="What becomes of the exceptions").fill("Each was looked at by hand.")
    page.get_by_role("button", name="Sign off").click()
    page.get_by_text("1 earlier audit waits too").wait_for()

    page.set_viewport_size({"width": 320, "height": 640})
    page.wait_for_timeout(500)
    assert page.evaluate(_TOO_WIDE) <= 0, "the director's page is cut at 320 px"
    assert watched.asked_outside == []
    assert watched.errors == []
