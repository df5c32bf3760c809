"""Reports and Reputation in a real browser: a report that opens, a chart to take away, nothing cut on a narrow screen."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from opened_cases import mention, open_case, said
from owned_breaches import breach
from PIL import Image
from pypdf import PdfReader

from data.words import Label, Platform

pytestmark = pytest.mark.browser

_TOO_WIDE = "(() => { const m = document.querySelector('.stMain'); return m.scrollWidth - m.clientWidth })()"


def heading(page: Any, name: str) -> Any:
    return page.get_by_role("heading", name=name, exact=True)


def taken(page: Any, name: str) -> bytes:
    """Press the first button of this name and return the file that the browser saved."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=name, exact=True).first.click()
    return Path(waiting.value.path()).read_bytes()


def test_a_report_is_made_downloaded_and_opens(served: Any, watched: Any) -> None:
    page = watched.page
    reference = breach(served.home, "1")
    served.signed_in(page.context, "h.ashdown")
    page.goto(served.url + "/reports")
    heading(page, "Reports").wait_for()
    page.get_by_role("combobox", name="Report").click()
    page.get_by_role("option", name="Breach log").click()
    page.get_by_text("Where does it go?").wait_for()
    page.get_by_role("button", name="Make the report").click()
    page.get_by_text("is ready").wait_for()
    words = PdfReader(io.BytesIO(taken(page, "Download"))).pages[0].extract_text()
    assert "Breach log" in words
    assert reference in words.replace("\n", "")

    page.get_by_role("radio", name="CSV, for a spreadsheet").or_(
        page.get_by_role("button", name="CSV, for a spreadsheet")
    ).first.click()
    page.get_by_text("is ready").wait_for(state="detached")
    page.get_by_role("button", name="Make the report").click()
    page.get_by_text("is ready").wait_for()
    assert reference in taken(page, "Download").decode("utf-8-sig")
    assert watched.asked_outside == []
    assert watched.errors == []


def test_reputation_on_a_narrow_screen(served: Any, watched: Any) -> None:
    page = watched.page
    for number in range(4):
        open_case(
            served.home,
            mention(str(number), f"matter {number} of parking", Platform.GOOGLE_REVIEWS, rating=4.0),
            said(Label.ABUSIVE),
        )
    page.set_viewport_size({"width": 320, "height": 700})
    served.signed_in(page.context, "l.pemberton")
    page.goto(served.url + "/reputation?event=not-a-day")
    heading(page, "Reputation").wait_for()
    heading(page, "How fast we answer").wait_for()
    chart = page.get_by_role("img", name="Posts about us each week").first
    chart.wait_for()
    assert chart.evaluate("image => image.complete && image.naturalWidth > 0")
    assert page.evaluate(_TOO_WIDE) <= 0, "the reputation page is cut at 320 px"
    assert page.locator(".gn-figure img:visible").count() == page.locator(".gn-figure").count() == 3

    picture = Image.open(io.BytesIO(taken(page, "Picture")))
    assert (picture.format, picture.width > 1000) == ("PNG", True)
    assert taken(page, "CSV").decode("utf-8-sig").splitlines()[-1].endswith('"0","0","4"')
    page.get_by_text("Show examples").wait_for()
    assert page.get_by_text("matter 1 of parking").count() == 0
    assert watched.asked_outside == []
    assert watched.errors == []
