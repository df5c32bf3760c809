"""The queue: what stands on it, for whom, in which order, and what is kept back until asked for."""

from __future__ import annotations

import hashlib
import re

import pytest
from clocks import FakeClock
from opened_cases import mention, open_case, said
from seats import labels, press, seated, words
from stored_cases import close
from streamlit.testing.v1 import AppTest

from data.records import Unread
from data.store.tables import AuditRow
from data.words import CaseStatus, CloseReason, Label, Platform, Severity
from pipelines import hands, preferences
from pipelines.cases import change_status, list_cases, show_case
from pipelines.home import Home

BAD = "A sentence that nobody wants to read before lunch"


def cards(at: AppTest) -> list[str]:
    """Return the references of the cards in order; the card in hand stands above them once more."""
    return re.findall(r"GN-\w{4}-\w{4}", "\n".join(element.value for element in at.markdown))[1:]


def test_an_empty_queue_says_what_to_do(home: Home) -> None:
    at = seated("k.boateng", "queue")
    assert not at.exception
    assert "No case here" in words(at)


def test_gravest_first_then_oldest(home: Home, earlier: FakeClock) -> None:
    third = open_case(home, mention("1", "first of all, a mild insult"), said(Label.ABUSIVE), severity=Severity.S3)
    earlier.move(minutes=5)
    first = open_case(home, mention("2", "then something grave"), said(Label.SAFEGUARDING), severity=Severity.S1)
    earlier.move(minutes=5)
    second = open_case(
        home, mention("3", "a second matter, quite another one"), said(Label.SAFEGUARDING), severity=Severity.S1
    )
    at = seated("k.boateng", "queue")
    assert cards(at) == [first, second, third]
    assert "<strong>2</strong> S1 Now, at any hour" in words(at)
    assert "<strong>1</strong> S3 Next working day" in words(at)


def test_a_card_says_what_a_person_must_know_to_choose(home: Home) -> None:
    open_case(
        home,
        mention("1", BAD, Platform.REDDIT),
        said(Label.SAFEGUARDING),
        severity=Severity.S1,
        may_be_another_school=True,
        unread=(Unread("names", "a language it does not read"),),
    )
    said_there = words(seated("k.boateng", "queue"))
    for part in (
        "S1 Now, at any hour",
        "Overdue",
        "Safeguarding concern",
        "Reddit",
        "Opened 3 h ago",
        "May be another school",
        "Not read in part",
    ):
        assert part in said_there, part


def test_text_is_hidden_until_wanted_and_what_is_shown_is_recorded(home: Home) -> None:
    reference = open_case(home, mention("1", BAD), said(Label.ABUSIVE))
    at = seated("k.boateng", "queue")
    assert BAD not in words(at)
    assert "Text hidden" in words(at)
    press(at, "Show text")
    assert BAD in words(at)
    press(at, "Hide text")
    assert BAD not in words(at)
    press(at, "Show text")
    with home.store.reading() as session:
        read = [row for row in session.query(AuditRow) if row.action == "queue:read"]
    assert [(row.actor, row.details) for row in read] == [("k.boateng", {"cases": [reference]})]


def test_filters_by_pressing_and_by_address(home: Home) -> None:
    open_case(home, mention("1", "first, something grave"), said(Label.SAFEGUARDING), severity=Severity.S1)
    mild = open_case(home, mention("2", "then an ordinary insult"), said(Label.ABUSIVE), severity=Severity.S3)
    at = seated("k.boateng", "queue")
    at.pills(key="severity").set_value(["S3"]).run()
    assert at.query_params == {"severity": "S3"}
    assert cards(at) == [mild]
    assert "<strong>1</strong> S1 Now, at any hour" in words(at)
    assert cards(seated("k.boateng", "queue", severity="S3")) == [mild]


def test_a_nonsense_filter_in_the_address_is_ignored(home: Home) -> None:
    open_case(home, mention("1", "first, something grave"), said(Label.SAFEGUARDING), severity=Severity.S1)
    at = seated("k.boateng", "queue", severity="S9", status="<script>")
    assert not at.exception
    assert len(cards(at)) == 1


def different_words(number: int) -> str:
    """Return words that no other number's are like: posts that say nearly the same are one matter."""
    return " ".join(hashlib.sha256(f"{number} {place}".encode()).hexdigest()[:7] for place in range(6))


def many_cases(home: Home) -> list[str]:
    return [open_case(home, mention(str(number), different_words(number)), said(Label.ABUSIVE)) for number in range(27)]


def test_25_cards_a_page(home: Home) -> None:
    many_cases(home)
    at = seated("k.boateng", "queue")
    assert len(cards(at)) == 25
    at.pagination(key="page").set_value(2).run()
    assert len(cards(at)) == 2


def test_a_filter_leads_back_to_the_first_page(home: Home) -> None:
    many_cases(home)
    open_case(home, mention("grave", "something grave at last"), said(Label.SAFEGUARDING), severity=Severity.S1)
    at = seated("k.boateng", "queue")
    at.pagination(key="page").set_value(2).run()
    at.pills(key="severity").set_value(["S1"]).run()
    assert len(cards(at)) == 1


def test_a_page_that_is_no_longer_there_shows_the_last_one(home: Home) -> None:
    references = many_cases(home)
    at = seated("k.boateng", "queue")
    at.pagination(key="page").set_value(2).run()
    for reference in references[:3]:
        close(home, reference, reason=CloseReason.FALSE_ALARM)
    at.run()
    assert not at.exception
    assert len(cards(at)) == 24


def test_whoever_may_be_the_subject_does_not_see_the_case(home: Home) -> None:
    about_the_head = open_case(
        home, mention("1", "the head did something"), said(Label.DEFAMATORY), denied=("h.ashdown",)
    )
    assert about_the_head not in words(seated("h.ashdown", "queue"))
    assert about_the_head in words(seated("k.boateng", "queue"))


@pytest.mark.parametrize(("username", "first"), [("r.desai", "Sources"), ("s.marsh", "For governors")])
def test_ict_and_governors_get_no_queue(home: Home, username: str, first: str) -> None:
    reference = open_case(home, mention("1", BAD), said(Label.ABUSIVE))
    at = seated(username)
    assert reference not in words(at)
    assert [title.value for title in at.title] == [first]


def test_the_button_opens_the_case(home: Home) -> None:
    reference = open_case(home, mention("1", BAD), said(Label.ABUSIVE))
    at = press(seated("k.boateng", "queue"), "Open")
    assert not at.exception
    assert [title.value for title in at.title] == ["Abusive"]
    assert at.query_params["ref"] == reference
    assert BAD in words(at)


def closed_as(home: Home, reference: str) -> CloseReason | None:
    return show_case(home=home, viewer="k.boateng", reference=reference).close_reason


def test_a_card_is_dismissed_with_a_reason_the_next_follows_and_it_is_undone(home: Home) -> None:
    first, second = (open_case(home, mention(str(n), different_words(n)), said(Label.ABUSIVE)) for n in range(2))
    at = press(seated("k.boateng", "queue"), "Dismiss ...")
    assert "Dismiss: why?" in words(at)
    press(at, "Not about this school")
    assert not at.exception
    assert closed_as(home, first) is CloseReason.NOT_ABOUT_US
    assert cards(at) == [second]
    press(at, "Undo")
    assert cards(at) == [first, second]
    assert closed_as(home, first) is None


def test_next_and_previous_move_the_card_in_hand(home: Home) -> None:
    first, second = (open_case(home, mention(str(n), different_words(n)), said(Label.ABUSIVE)) for n in range(2))
    at = press(seated("k.boateng", "queue"), "Next")
    assert f"Card 2 of 2 on this page, 2 in all: {second}" in words(at)
    assert "Next" not in labels(at)
    press(at, "Previous")
    assert f"Card 1 of 2 on this page, 2 in all: {first}" in words(at)


def test_taking_giving_and_escalating(home: Home) -> None:
    reference = open_case(home, mention("1", BAD), said(Label.ABUSIVE), severity=Severity.S3)
    at = press(seated("k.boateng", "queue"), "Take it")
    assert "Yours" in words(at)
    press(at, "Give to ...")
    press(at, "l.pemberton (Comms lead)")
    assert "With: Comms lead" in words(at)
    press(at, "Escalate ...")
    press(at, "Raise to S2 Same day")
    assert not at.exception
    assert list_cases(home=home, viewer="k.boateng").cases[0].severity is Severity.S2
    assert "S2 Same day" in words(at)
    assert reference in words(at)


def test_chosen_cards_are_merged(home: Home) -> None:
    first, second = (open_case(home, mention(str(n), different_words(n)), said(Label.ABUSIVE)) for n in range(2))
    at = press(seated("k.boateng", "queue"), "Choose")
    press(at, "Next")
    press(at, "Choose")
    assert f"**2 chosen** · {first}, {second}" in words(at)
    press(at, "Merge them ...")
    press(at, "Merge")
    assert not at.exception
    assert closed_as(home, second) is CloseReason.MERGED
    assert cards(at) == [first]


def test_chosen_cards_are_dismissed_together(home: Home) -> None:
    first, second = (open_case(home, mention(str(n), different_words(n)), said(Label.ABUSIVE)) for n in range(2))
    at = press(seated("k.boateng", "queue"), "Choose")
    press(at, "Next")
    press(at, "Choose")
    press(at, "Dismiss them ...")
    press(at, "No action needed")
    assert {closed_as(home, first), closed_as(home, second)} == {CloseReason.NO_ACTION}
    assert "No case here" in words(at)


def test_what_a_colleague_works_on_is_said_and_only_taken_over_on_purpose(home: Home, earlier: FakeClock) -> None:
    reference = open_case(home, mention("1", BAD), said(Label.ABUSIVE))
    earlier.move(minutes=179)
    hands.claim(home=home, viewer="l.pemberton", reference=reference)
    at = seated("k.boateng", "queue")
    assert "l.pemberton (Comms lead), since " in words(at)
    assert not {"Dismiss ...", "Escalate ...", "Take it", "Show text"} & set(labels(at))
    press(at, "Take over")
    assert "Dismiss ..." in labels(at)


def test_an_act_on_what_changed_meanwhile_is_refused_in_a_sentence(home: Home, earlier: FakeClock) -> None:
    reference = open_case(home, mention("1", BAD), said(Label.ABUSIVE))
    at = press(seated("k.boateng", "queue"), "Dismiss ...")
    earlier.move(minutes=1)
    change_status(home=home, viewer="l.pemberton", reference=reference, status=CaseStatus.IN_HAND, words="mine")
    press(at, "No action needed")
    assert f"{reference} was changed meanwhile: look at it again, then decide." in words(at)
    assert closed_as(home, reference) is None


def test_what_somebody_may_not_put_aside_cannot_be_dismissed_by_them(home: Home) -> None:
    open_case(home, mention("1", BAD), said(Label.SAFEGUARDING))
    at = seated("h.ashdown", "queue")
    assert "Dismiss ..." not in labels(at)
    assert "Put aside only by: deputy safeguarding lead, designated safeguarding lead" in words(at)
    assert "Dismiss ..." in labels(seated("k.boateng", "queue"))


def test_slurs_and_handles_are_covered_on_the_card(home: Home) -> None:
    open_case(home, mention("1", "What a retard that man is @larkmere_parent says"), said(Label.ABUSIVE, (7, 13)))
    shown = words(press(seated("k.boateng", "queue"), "Show text"))
    assert "retard" not in shown
    assert re.search(r"<mark[^>]*>r\u2022{5}<sup", shown)
    assert "larkmere_parent" not in shown
    preferences.save_preferences(
        home=home, viewer="k.boateng", chosen=preferences.Preferences(blur=False, hide_slurs=False)
    )
    assert "retard" in words(seated("k.boateng", "queue"))


def test_a_view_is_saved_and_applied_and_its_name_is_not_in_the_address(home: Home) -> None:
    open_case(home, mention("1", BAD), said(Label.ABUSIVE), severity=Severity.S3)
    at = seated("k.boateng", "queue", severity="S1,S2", only="overdue")
    assert "No case here" in words(at)
    at.text_input(key="view-name").set_value("My mornings").run()
    press(at, "Save these filters")
    later = seated("k.boateng", "queue")
    assert len(cards(later)) == 1
    press(later, "My mornings")
    assert not later.exception
    assert later.query_params == {"severity": "S1,S2", "only": "overdue"}
    assert "No case here" in words(later)


def test_after_a_lot_of_reading_within_the_hour_it_says_so_once(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    many_cases(home)
    at = press(seated("k.boateng", "queue"), "Show text")
    at.run()
    assert "You have read posts of 25 cases within the hour" in words(at)
    press(at, "Not again this hour")
    assert "You have read posts" not in words(at)


def test_a_locked_card_says_what_not_to_do_and_shows_nothing(home: Home) -> None:
    from pipelines.removal import lock_case

    reference = open_case(home, mention("1", BAD), said(Label.SAFEGUARDING, reason="Something of the post."))
    lock_case(home=home, viewer="k.boateng", reference=reference, why="seen by a parent")
    at = seated("k.boateng", "queue")
    shown = words(at)
    assert "Do not open its address" in shown
    assert "Something of the post." not in shown
    assert not {"Show text", "Dismiss ..."} & set(labels(at))
    assert reference not in words(seated("h.ashdown", "queue"))
