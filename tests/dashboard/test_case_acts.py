"""What a person can do on a case's page: close it, write and note what was asked of a platform, take it over."""

from __future__ import annotations

import re

from case_page import TEXT, case
from clocks import FakeClock
from opened_cases import mention, open_case, said
from seats import labels, press, seated, words

from data.removal_words import RequestOutcome
from data.words import CaseStatus, CloseReason, Label
from pipelines import hands
from pipelines.cases import show_case
from pipelines.home import Home
from pipelines.removal import list_requests, lock_case


def test_closing_takes_a_reason_and_words_and_stands_in_the_timeline(home: Home) -> None:
    reference = open_case(home, mention("1", TEXT), said(Label.DEFAMATORY))
    at = case(reference)
    at.selectbox(key=f"status-{reference}").select("closed").run()
    press(at, "Save")
    assert "Say in a few words why the status changes." in words(at)
    at.text_area(key=f"words-{reference}").set_value("Opinion & fair <b>comment</b>").run()
    press(at, "Save")
    assert "Choose why the case is closed." in words(at)
    at.selectbox(key=f"reason-{reference}").select("fair_criticism").run()
    press(at, "Save")
    assert not at.error
    shown = words(at)
    assert "Status: Closed" in shown
    assert "Fair criticism, opinion or true" in shown
    assert "Opinion &amp; fair &lt;b&gt;comment&lt;/b&gt;" in shown
    view = show_case(home=home, viewer="k.boateng", reference=reference)
    assert (view.summary.status, view.close_reason) == (CaseStatus.CLOSED, CloseReason.FAIR_CRITICISM)
    assert view.timeline[-1].actor == "k.boateng"


def test_a_status_can_change_without_a_closing_reason(home: Home) -> None:
    reference = open_case(home, mention("1", TEXT), said(Label.DEFAMATORY))
    at = case(reference)
    at.selectbox(key=f"status-{reference}").select("in_hand").run()
    at.text_area(key=f"words-{reference}").set_value("Ringing the parent").run()
    press(at, "Save")
    assert "Status: In hand" in words(at)
    assert at.text_area(key=f"words-{reference}").value == ""


def test_fair_criticism_closes_in_two_clicks_and_is_undone_by_one(home: Home) -> None:
    reference = open_case(home, mention("1", TEXT), said(Label.DEFAMATORY))
    at = press(case(reference), "It is fair criticism, an opinion, or true")
    press(at, "Close: Fair criticism, opinion or true")
    assert not at.exception
    view = show_case(home=home, viewer="k.boateng", reference=reference)
    assert (view.summary.status, view.close_reason) == (CaseStatus.CLOSED, CloseReason.FAIR_CRITICISM)
    press(at, "Undo")
    assert show_case(home=home, viewer="k.boateng", reference=reference).summary.status is CaseStatus.OPEN


def test_whoever_may_not_put_it_aside_is_offered_no_such_closing(home: Home) -> None:
    reference = open_case(home, mention("1", TEXT), said(Label.SAFEGUARDING))
    at = press(case(reference, "h.ashdown"), "It is fair criticism, an opinion, or true")
    assert [label for label in labels(at) if label.startswith("Close: ")] == ["Close: Replied"]
    at.selectbox(key=f"status-{reference}").select("closed").run()
    assert at.selectbox(key=f"reason-{reference}").options == ["Replied", "Removed", "Passed on to the right person"]


def test_no_draft_before_it_is_said_what_the_post_is(home: Home) -> None:
    reference = open_case(home, mention("1", TEXT), said(Label.DEFAMATORY))
    at = seated("k.boateng", "case", ref=reference, part="removal")
    assert "First: is this reportable?" in words(at)
    assert "Keep this draft" not in labels(at)
    at.selectbox(key=f"concern-{reference}").select("negative_discourse").run()
    assert "If it is an opinion or true, choose that instead" in words(at)
    assert "Keep this draft" in labels(at)


def test_from_a_draft_to_removed(home: Home) -> None:
    reference = open_case(home, mention("1", TEXT, url="https://x.com/a/status/1"), said(Label.ABUSIVE))
    at = seated("k.boateng", "case", ref=reference, part="removal")
    at.selectbox(key=f"concern-{reference}").select("negative_discourse").run()
    press(at, "Keep this draft")
    assert not at.exception
    assert "Drafted, not sent" in words(at)
    assert re.search(r"\d+ of 1,000 characters", words(at))
    (request,) = list_requests(home=home, viewer="k.boateng", reference=reference)
    at.text_input(key=f"ref-{request.id}").set_value("X-123").run()
    press(at, "I have sent it")
    assert "Reported" in words(at)
    at.selectbox(key=f"outcome-{request.id}").select("removed").run()
    press(at, "Note the answer")
    assert not at.exception
    (request,) = list_requests(home=home, viewer="k.boateng", reference=reference)
    assert (request.outcome, request.reference) == (RequestOutcome.REMOVED, "X-123")
    assert "Removed" in words(at)


def test_a_document_needs_its_disclosure_and_is_then_made(home: Home) -> None:
    reference = open_case(home, mention("1", TEXT), said(Label.ABUSIVE))
    at = seated("l.pemberton", "case", ref=reference, part="documents")
    assert at.selectbox(key=f"document-{reference}").value == "posh"
    press(at, "Make it")
    assert "Say to whom this goes." in words(at)
    at.text_input(key=f"to-{reference}-posh").set_value("POSH helpline").run()
    at.text_input(key=f"why-{reference}-posh").set_value("to ask for help").run()
    at.radio(key=f"consent-{reference}-posh").set_value("given").run()
    press(at, "Make it")
    assert not at.exception
    assert "**POSH pack** is ready" in words(at)
    record = words(seated("l.pemberton", "case", ref=reference, part="record"))
    assert "POSH helpline" in record
    assert "Asked for and given" in record


def test_only_what_a_role_may_write_is_offered(home: Home) -> None:
    reference = open_case(home, mention("1", TEXT), said(Label.ABUSIVE))
    comms = seated("l.pemberton", "case", ref=reference, part="documents")
    dsl = seated("k.boateng", "case", ref=reference, part="documents")
    key = f"document-{reference}"
    assert "Note for children's social care (MASH)" not in comms.selectbox(key=key).options
    assert "Note for children's social care (MASH)" in dsl.selectbox(key=key).options


def test_what_a_lock_forbids_is_not_there(home: Home) -> None:
    reference = open_case(home, mention("1", TEXT), said(Label.SAFEGUARDING))
    lock_case(home=home, viewer="k.boateng", reference=reference, why="seen by a parent")
    at = case(reference)
    shown = words(at)
    assert TEXT not in shown
    assert "Do not look at it again" in shown
    assert "Is this reportable?" not in shown
    assert [option.content for option in at.segmented_control(key="case-part").proto.options] == [
        "Post", "Steps", "Documents", "Record",
    ]  # fmt: skip
    papers = seated("k.boateng", "case", ref=reference, part="documents")
    assert set(papers.selectbox(key=f"document-{reference}").options) == {
        "Cover note for the police", "URL for the Internet Watch Foundation", "Note for CEOP",
    }  # fmt: skip
    assert "Keep evidence now" not in labels(seated("k.boateng", "case", ref=reference, part="record"))


def test_steps_are_recorded_and_none_is_left_out_silently(home: Home) -> None:
    reference = open_case(home, mention("1", TEXT), said(Label.ABUSIVE))
    at = seated("k.boateng", "case", ref=reference, part="steps")
    at.text_input(key=f"their-{reference}-2").set_value("CP-77").run()
    record = [button for button in at.button if button.key == "take-2"]
    record[0].click().run()
    assert "no step is left out silently" in words(at).lower()
    for earlier in (0, 1):
        at.text_input(key=f"left-{reference}-2-{earlier}").set_value("no child is in it").run()
    next(button for button in at.button if button.key == "take-2").click().run()
    assert not at.exception
    assert "CP-77" in words(case(reference))


def test_a_colleagues_claim_is_said_and_can_be_taken_over(home: Home, earlier: FakeClock) -> None:
    reference = open_case(home, mention("1", TEXT), said(Label.DEFAMATORY))
    earlier.move(minutes=179)
    hands.claim(home=home, viewer="l.pemberton", reference=reference)
    at = case(reference)
    assert "l.pemberton (Comms lead) has this case open since" in words(at)
    press(at, "Take over")
    assert "has this case open" not in words(at)
