"""The queue: what stands on it, for whom, in which order, and what is kept back until asked for."""

from __future__ import annotations

import hashlib

import pytest
from clocks import FakeClock
from opened_cases import mention, open_case, said
from seats import labels, press, seated, words

from data.records import Unread
from data.store.tables import AuditRow
from data.words import CaseStatus, CloseReason, Label, Platform, Severity
from pipelines.cases import change_status
from pipelines.home import Home

BAD = "A sentence that nobody wants to read before lunch"


def test_an_empty_queue_says_what_to_do(home: Home) -> None:
    at = seated("k.boateng", "queue")
    assert not at.exception
    assert "No case fits these filters" in words(at)


def test_gravest_first_then_oldest(home: Home, earlier: FakeClock) -> None:
    third = open_case(home, mention("1", "first of all, a mild insult"), said(Label.ABUSIVE), severity=Severity.S3)
    earlier.move(minutes=5)
    first = open_case(home, mention("2", "then something grave"), said(Label.SAFEGUARDING), severity=Severity.S1)
    earlier.move(minutes=5)
    second = open_case(
        home, mention("3", "a second matter, quite another one"), said(Label.SAFEGUARDING), severity=Severity.S1
    )
    said_there = words(seated("k.boateng", "queue"))
    assert said_there.index(first) < said_there.index(second) < said_there.index(third)
    assert "S1 Now, at any hour: 2" in said_there
    assert "S3 Next working day: 1" in said_there


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
    at.toggle(key="show-text").set_value(True).run()
    assert BAD in words(at)
    at.toggle(key="show-text").set_value(False).run()
    at.toggle(key="show-text").set_value(True).run()
    with home.store.reading() as session:
        read = [row for row in session.query(AuditRow) if row.action == "queue:read"]
    assert [(row.actor, row.details) for row in read] == [("k.boateng", {"cases": [reference]})]


def test_filters_by_pressing_and_by_address(home: Home) -> None:
    open_case(home, mention("1", "first, something grave"), said(Label.SAFEGUARDING), severity=Severity.S1)
    mild = open_case(home, mention("2", "then an ordinary insult"), said(Label.ABUSIVE), severity=Severity.S3)
    at = seated("k.boateng", "queue")
    at.pills(key="severity").set_value(["S3"]).run()
    assert at.query_params == {"severity": "S3"}
    assert labels(at).count("Open case") == 1
    assert mild in words(at)
    assert "S1 Now, at any hour: 1" in words(at)
    deep = seated("k.boateng", "queue", severity="S3")
    assert labels(deep).count("Open case") == 1


def test_a_nonsense_filter_in_the_address_is_ignored(home: Home) -> None:
    open_case(home, mention("1", "first, something grave"), said(Label.SAFEGUARDING), severity=Severity.S1)
    at = seated("k.boateng", "queue", severity="S9", status="<script>")
    assert not at.exception
    assert labels(at).count("Open case") == 1


def different_words(number: int) -> str:
    """Return words that no other number's are like: posts that say nearly the same are one matter."""
    return " ".join(hashlib.sha256(f"{number} {place}".encode()).hexdigest()[:7] for place in range(6))


def many_cases(home: Home) -> list[str]:
    return [open_case(home, mention(str(number), different_words(number)), said(Label.ABUSIVE)) for number in range(27)]


def test_25_cards_a_page(home: Home) -> None:
    many_cases(home)
    at = seated("k.boateng", "queue")
    assert labels(at).count("Open case") == 25
    at.pagination(key="page").set_value(2).run()
    assert labels(at).count("Open case") == 2


def test_a_filter_leads_back_to_the_first_page(home: Home) -> None:
    many_cases(home)
    open_case(home, mention("grave", "something grave at last"), said(Label.SAFEGUARDING), severity=Severity.S1)
    at = seated("k.boateng", "queue")
    at.pagination(key="page").set_value(2).run()
    at.pills(key="severity").set_value(["S1"]).run()
    assert labels(at).count("Open case") == 1


def test_a_page_that_is_no_longer_there_shows_the_last_one(home: Home) -> None:
    references = many_cases(home)
    at = seated("k.boateng", "queue")
    at.pagination(key="page").set_value(2).run()
    for reference in references[:3]:
        change_status(
            home=home,
            viewer="k.boateng",
            reference=reference,
            status=CaseStatus.CLOSED,
            reason=CloseReason.FALSE_ALARM,
            words="done",
        )
    at.run()
    assert not at.exception
    assert labels(at).count("Open case") == 24


def test_whoever_may_be_the_subject_does_not_see_the_case(home: Home) -> None:
    about_the_head = open_case(
        home, mention("1", "the head did something"), said(Label.DEFAMATORY), denied=("h.ashdown",)
    )
    assert about_the_head not in words(seated("h.ashdown", "queue"))
    assert about_the_head in words(seated("k.boateng", "queue"))


@pytest.mark.parametrize("username", ["r.desai", "s.marsh"])
def test_ict_and_governors_get_no_queue(home: Home, username: str) -> None:
    reference = open_case(home, mention("1", BAD), said(Label.ABUSIVE))
    at = seated(username)
    assert reference not in words(at)
    assert [title.value for title in at.title] == ["Sources"]


def test_the_button_opens_the_case(home: Home) -> None:
    reference = open_case(home, mention("1", BAD), said(Label.ABUSIVE))
    at = press(seated("k.boateng", "queue"), "Open case")
    assert not at.exception
    assert [title.value for title in at.title] == ["Abusive"]
    assert at.query_params["ref"] == reference
    assert BAD in words(at)
