"""Today: what waits, for whom, and that a quiet day is told apart from sources that were not read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from clocks import FakeClock
from opened_cases import mention, open_case, said
from seats import labels, press, seated, words

from casework.working_time import WorkingTime
from data.words import Label, Severity
from pipelines.audit_record import sign_off, store_audit
from pipelines.home import Home
from pipelines.today import cover_until, today


def test_a_quiet_day_says_so_and_names_the_sources(home: Home) -> None:
    at = seated("k.boateng")
    assert not at.exception
    assert [title.value for title in at.title] == ["Today"]
    assert "Nothing waits for you" in words(at)
    assert "switched-on sources are ready" in words(at)


def test_an_overdue_case_stands_first_and_without_its_words(home: Home, earlier: FakeClock) -> None:
    earlier.move(hours=-48)
    reference = open_case(home, mention("1", "a sentence of the post"), said(Label.SAFEGUARDING), severity=Severity.S1)
    shown = words(seated("k.boateng"))
    for part in (reference, "Overdue: 1", "Not acknowledged: 1", "Safeguarding concern", "ago"):
        assert part in shown, part
    assert "a sentence of the post" not in shown


def test_acknowledging_takes_it_off_the_list_of_the_unacknowledged(home: Home) -> None:
    open_case(home, mention("1", "words"), said(Label.SAFEGUARDING), severity=Severity.S1)
    at = press(seated("k.boateng"), "Acknowledge")
    assert not at.exception
    assert "Acknowledge" not in labels(at)
    assert "Not acknowledged: 0" in words(at)


def test_its_subject_and_those_who_see_no_such_case_learn_nothing(home: Home) -> None:
    reference = open_case(
        home, mention("1", "words"), said(Label.SAFEGUARDING), severity=Severity.S1, denied=("h.ashdown",)
    )
    for username in ("h.ashdown", "l.pemberton"):
        shown = words(seated(username))
        assert reference not in shown
        assert "Not acknowledged: 0" in shown


def test_the_next_deadlines_are_of_other_cases(home: Home) -> None:
    waiting = open_case(home, mention("1", "words"), said(Label.SAFEGUARDING), severity=Severity.S1)
    later = open_case(home, mention("2", "quite another matter"), said(Label.ABUSIVE), severity=Severity.S3)
    day = today(home=home, viewer="k.boateng")
    assert [case.reference for case in day.needs_you] == [waiting]
    assert [case.reference for case in day.next_deadlines] == [later]


def test_the_button_opens_the_case(home: Home) -> None:
    reference = open_case(home, mention("1", "words"), said(Label.SAFEGUARDING), severity=Severity.S1)
    at = press(seated("k.boateng"), "Open case")
    assert not at.exception
    assert at.query_params["ref"] == reference


def test_yesterday_is_the_day_before_in_london(home: Home, clock: FakeClock) -> None:
    clock.now = clock.now.replace(month=6, day=10, hour=22, minute=30)  # 23:30 in London
    open_case(home, mention("1", "an insult of one kind"), said(Label.ABUSIVE))
    clock.move(hours=1)  # 00:30 on the day after
    open_case(home, mention("2", "quite another matter, later"), said(Label.ABUSIVE))
    day = today(home=home, viewer="k.boateng")
    assert (day.posts_yesterday, day.cases_yesterday, day.closed_yesterday) == (1, 1, 0)


def test_a_deadline_says_how_much_of_it_is_time_when_somebody_is_there(home: Home) -> None:
    hours = WorkingTime()
    friday = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
    monday = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
    assert cover_until(hours, friday, monday) == timedelta(hours=3, minutes=30)
    assert cover_until(hours, friday, friday - timedelta(hours=1)) == timedelta()
    assert cover_until(hours, datetime(2026, 11, 21, 9, 0, tzinfo=UTC), monday - timedelta(hours=3)) == timedelta()


def test_the_last_audit_of_our_own_posts_and_whether_it_is_signed(home: Home) -> None:
    assert "No audit of our own posts has run yet" in words(seated("k.boateng"))
    with home.store.writing() as session:
        store_audit(session, home, since=home.clock(), actor="goodname", counts={}, exceptions=["A clip was not read."])
    shown = words(seated("k.boateng"))
    assert "1 exception to answer for" in shown
    assert "Not signed off" in shown
    sign_off(home=home, viewer="k.boateng", words="seen")
    assert "Signed off" in words(seated("k.boateng"))
