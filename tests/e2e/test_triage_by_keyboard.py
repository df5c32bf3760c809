"""A morning at the queue by keyboard alone, a takedown from flag to removed, and a POSH pack, in a real browser."""

from __future__ import annotations

import hashlib
import re
import time
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from opened_cases import mention, open_case, said
from pypdf import PdfReader
from test_dashboard import heading, sit_down

from data.words import CaseStatus, Label, Platform, Severity
from pipelines.cases import list_cases, show_case
from pipelines.home import Home

pytestmark = pytest.mark.browser
WHO = "k.boateng"


def different_words(number: int) -> str:
    return " ".join(hashlib.sha256(f"{number} {place}".encode()).hexdigest()[:7] for place in range(6))


def in_hand(page: Any, reference: str) -> None:
    """Wait until this card is in hand and the page has come to rest, so that its keys are there."""
    card(page, reference).wait_for()
    at_rest(page)


def card(page: Any, reference: str) -> Any:
    """Return where the page says that this card is in hand."""
    return page.locator(".st-key-queue-in-hand").get_by_text(re.compile(rf"Card .*{reference}"))


def press_until(page: Any, key: str, wanted: Any) -> None:
    """Press a key until what it leads to is there, as a person does: on a busy machine a key may come before its button.

    Safe to press twice: every button is named after its card, so that a second press does nothing to the next one.
    """
    for _ in range(3):
        at_rest(page)
        page.keyboard.press(key)
        until = time.monotonic() + 10
        while time.monotonic() < until:
            if wanted.is_visible():
                return
            page.wait_for_timeout(100)
    wanted.wait_for()


def at_rest(page: Any) -> None:
    """Wait until all of the page has come: a key is bound when its button is drawn, which is after the words above it."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.wait_for_timeout(200)


def open_ones(home: Home, severity: Severity) -> list[str]:
    return [case.reference for case in list_cases(home=home, viewer=WHO, severities=(severity,), limit=100).cases]


def test_twenty_cards_by_keyboard_alone(shared: Any, watched: Any) -> None:
    page, home = watched.page, shared.home
    for number in range(20):
        open_case(home, mention(str(number), different_words(number)), said(Label.ABUSIVE), severity=Severity.S3)
    cards = open_ones(home, Severity.S3)
    assert len(cards) == 20
    sit_down(page, shared, "/queue?severity=S3")
    for place, reference in enumerate(cards):
        in_hand(page, reference)
        if place == 0:
            page.keyboard.press("t")
            page.get_by_text(different_words(0)[:20]).first.wait_for()
            at_rest(page)
        elif place == 1:
            page.keyboard.press("a")
            page.get_by_text("Yours").first.wait_for()
            at_rest(page)
        elif place == 2:
            page.keyboard.press("e")
            page.get_by_text("Raise to S2 Same day").wait_for()
            at_rest(page)
            page.keyboard.press("Escape")
            page.get_by_text("Raise to S2 Same day").wait_for(state="detached")
            at_rest(page)
        if place in (1, 2):
            page.keyboard.press("j")
            continue
        page.keyboard.press("d")
        page.get_by_text("Dismiss: why?").wait_for()
        at_rest(page)
        page.keyboard.press(str(place % 4 + 1))
    left = cards[1:3]
    in_hand(page, left[1])
    assert open_ones(home, Severity.S3) == left
    page.keyboard.press("u")
    page.get_by_text("3 in all").first.wait_for()
    at_rest(page)
    assert open_ones(home, Severity.S3) == [*left, cards[19]]
    page.keyboard.press("k")
    in_hand(page, left[0])
    page.keyboard.press("o")
    page.wait_for_url(f"**/case?ref={left[0]}")
    heading(page, "Abusive").wait_for()
    assert watched.asked_outside == []
    assert watched.errors == []


def test_two_people_at_one_card(shared: Any, watched: Any, browser: Any) -> None:
    page, home = watched.page, shared.home
    reference = open_case(home, mention("two", different_words(200)), said(Label.ABUSIVE), severity=Severity.S4)
    sit_down(page, shared, "/queue?severity=S4")
    in_hand(page, reference)
    other = browser.new_context()
    sit_down(other.new_page(), shared, "/queue?severity=S4", who="l.pemberton")
    in_hand(other.pages[0], reference)
    other.pages[0].keyboard.press("d")
    other.pages[0].get_by_text("Dismiss: why?").wait_for()
    at_rest(other.pages[0])
    page.keyboard.press("d")
    page.get_by_text("l.pemberton (Comms lead), since today").wait_for()
    assert page.get_by_role("button", name="Dismiss").count() == 0
    other.pages[0].keyboard.press("3")
    other.pages[0].get_by_text("No case here").wait_for()
    page.get_by_role("button", name="Take over").click()
    page.get_by_text("No case here").wait_for()
    other.close()
    view = show_case(home=home, viewer=WHO, reference=reference)
    assert view.summary.status is CaseStatus.CLOSED


def choose(page: Any, label: str, option: str) -> None:
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option, exact=True).click()


def test_a_takedown_from_flag_to_removed(shared: Any, watched: Any) -> None:
    page = watched.page
    reference = open_case(
        shared.home,
        mention("flag", "Ring this idiot teacher at home everybody", Platform.X, url="https://x.com/a/status/1"),
        said(Label.ABUSIVE, (5, 15), reason="It asks people to ring somebody at home."),
    )
    sit_down(page, shared, f"/case?ref={reference}", who="l.pemberton")
    page.get_by_text("It asks people to ring somebody at home.").wait_for()
    choose(page, "What it is", "Hostile talk about the school or its people")
    page.get_by_role("button", name="Have it removed").click()
    page.get_by_role("textbox", name="The text for the form").wait_for()
    page.get_by_role("button", name="Keep this draft").click()
    page.get_by_text("Drafted, not sent").wait_for()
    page.get_by_role("textbox", name="The platform's reference").fill("X-4711")
    page.get_by_role("button", name="I have sent it").click()
    page.get_by_text("Sent, waiting for an answer").first.wait_for()
    page.get_by_role("button", name="Note the answer").click()
    page.locator(".st-key-standing-1").get_by_text("Removed, ").wait_for()
    page.get_by_role("radio", name="Post", exact=True).click()
    choose(page, "Status", "Closed")
    choose(page, "Why it is closed", "Removed")
    page.get_by_role("textbox", name="In your words").fill("X took it down.")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Status: Closed").wait_for()
    assert show_case(home=shared.home, viewer=WHO, reference=reference).summary.status is CaseStatus.CLOSED
    assert watched.errors == []


def test_a_posh_pack_is_downloaded_and_says_what_a_helpline_needs(shared: Any, watched: Any, tmp_path: Path) -> None:
    page = watched.page
    reference = open_case(
        shared.home,
        mention("pack", "Everybody go round and shout at her gate", Platform.X, url="https://x.com/a/status/1"),
        said(Label.ABUSIVE),
    )
    sit_down(page, shared, f"/case?ref={reference}&part=documents", who="l.pemberton")
    page.get_by_role("textbox", name="To whom it goes").fill("POSH helpline")
    page.get_by_role("textbox", name="Why", exact=True).fill("for help with removal")
    page.get_by_text("Asked for and given").click()
    page.get_by_role("button", name="Make it").click()
    with page.expect_download() as started:
        page.get_by_role("button", name="Download").click()
    path = tmp_path / "pack.pdf"
    started.value.save_as(path)
    assert started.value.suggested_filename == f"{reference}-posh.pdf"
    text = "\n".join(sheet.extract_text() for sheet in PdfReader(BytesIO(path.read_bytes())).pages)
    for part in ("Larkmere Primary School & Nursery", reference, "https://x.com/a/status/1"):
        assert part in text, part
    assert watched.asked_outside == []


def test_the_next_card_comes_quickly(shared: Any, watched: Any) -> None:
    """A loose bound that a busy machine keeps too; benchmarks/dashboard_load.py measures."""
    page = watched.page
    for number in range(12):
        open_case(
            shared.home,
            mention(f"q{number}", different_words(300 + number)),
            said(Label.DEFAMATORY),
            severity=Severity.S1,
        )
    cards = open_ones(shared.home, Severity.S1)
    sit_down(page, shared, "/queue?severity=S1")
    in_hand(page, cards[0])
    began = time.monotonic()
    for reference in cards[1:]:
        page.keyboard.press("j")
        in_hand(page, reference)
    assert time.monotonic() - began < 3 * (len(cards) - 1)
