"""Takedowns and escalations: each with its clock and its outcome, and nobody learns there of a case that is not theirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from clocks import FakeClock
from opened_cases import mention, open_case, said
from seats import press, seated, words
from sqlalchemy import select
from stored_cases import close

from casework.ladder import Rung
from casework.playbook import read_playbook
from data.errors import InputError
from data.removal_words import Filer, Ground, PackRoute, RequestOutcome, Subject, UrlState
from data.store.tables import CasePostRow, CaseRow
from data.words import Label, Platform, Role, Severity
from pipelines.escalation_board import Stage, climbs
from pipelines.home import Home
from pipelines.people import add_person
from pipelines.removal import draft_request, escalate, note_answer, note_sent, note_state
from pipelines.takedown_board import Stand, board

ABUSE = Ground.HARASSMENT


def requested(home: Home, post_id: str, *, sent: bool = True, denied: tuple[str, ...] = ()) -> tuple[str, int]:
    """Open a case about a tweet and draft a request for it; return the reference and the request's number."""
    reference = open_case(home, mention(post_id, f"an insult {post_id * 9}"), said(Label.ABUSIVE), denied=denied)
    route = next(
        route
        for route in read_playbook(home.folder).all_routes
        if route.fits(Platform.X, ABUSE, Subject.SCHOOL) and Filer.SCHOOL in route.filers and route.wait_hours is None
    )
    number = draft_request(
        home=home,
        viewer="l.pemberton",
        reference=reference,
        route=route.key,
        ground=ABUSE,
        subject=Subject.SCHOOL,
        filer=Filer.SCHOOL,
        text="Please remove this post.",
    )
    if sent:
        note_sent(home=home, viewer="l.pemberton", reference=reference, request=number)
    return reference, number


def test_a_request_waits_with_its_clock_and_then_has_an_outcome(home: Home) -> None:
    reference, number = requested(home, "1")
    at = seated("l.pemberton", "takedowns")
    assert not at.exception
    for part in (reference, "Sent, waiting for an answer", "Clock runs", "The platform has until", "X"):
        assert part in words(at), part
    note_answer(home=home, viewer="l.pemberton", reference=reference, request=number, outcome=RequestOutcome.REMOVED)
    at = seated("l.pemberton", "takedowns")
    assert "Nothing here" in words(at)
    assert "**1 of 1** reported addresses were removed" in words(at)
    at.segmented_control[0].set_value("answered").run()
    assert "The post now: Removed" in words(at)


def test_one_without_an_answer_in_the_platforms_time_is_said(home: Home, earlier: FakeClock) -> None:
    earlier.move(hours=-60)
    requested(home, "1")
    earlier.move(hours=60)
    requested(home, "2")
    at = seated("l.pemberton", "takedowns")
    assert "1 request has had no answer" in at.warning[0].value
    assert words(at).count("Time is over") == 1


def test_a_page_that_is_no_longer_there_is_the_last_one(home: Home) -> None:
    reference, _ = requested(home, "1")
    escalate(
        home=home,
        viewer="l.pemberton",
        reference=reference,
        rung=Rung.ASK,
        route=PackRoute.PLATFORM,
        left_out=dict.fromkeys((Rung.PROTECT, Rung.INTERNAL, Rung.RECORD), "nobody is in danger"),
    )
    for page, key in (("takedowns", "takedowns-page-waiting"), ("escalations", "escalations-page-open")):
        at = seated("l.pemberton", page)
        at.session_state[key] = 2
        assert reference in words(at.run()), page


def test_what_comes_back_counts_as_not_removed(home: Home) -> None:
    reference, number = requested(home, "1")
    note_answer(home=home, viewer="l.pemberton", reference=reference, request=number, outcome=RequestOutcome.REMOVED)
    with home.store.reading() as session:
        post = session.scalars(select(CasePostRow.post_id)).one()
    note_state(home=home, viewer="l.pemberton", reference=reference, post_id=post, state=UrlState.LIVE)
    found = board(home=home, viewer="l.pemberton", stand=Stand.ANSWERED)
    assert [(rate.reported, rate.removed, rate.median_hours) for rate in found.rates] == [(1, 0, None)]
    assert [line.state for line in found.lines] == [UrlState.REINSTATED]


def test_drafts_are_apart_and_the_empty_page_says_what_to_do(home: Home) -> None:
    at = seated("l.pemberton", "takedowns")
    assert "One stands here once you note on its case that it was sent" in words(at)
    requested(home, "1", sent=False)
    found = board(home=home, viewer="l.pemberton", stand=Stand.DRAFTED)
    assert (len(found.lines), found.lines[0].answer_due_at, found.by_stand) == (1, None, {Stand.DRAFTED: 1})


def test_the_subject_of_a_case_learns_nothing_of_its_requests(home: Home) -> None:
    reference, _ = requested(home, "1", denied=("h.ashdown",))
    found = board(home=home, viewer="h.ashdown", stand=Stand.WAITING)
    assert (found.lines, dict(found.by_stand), found.late, found.rates) == ((), {}, 0, ())
    assert reference not in words(seated("h.ashdown", "takedowns"))


def test_the_button_opens_the_case(home: Home) -> None:
    reference, _ = requested(home, "1")
    assert press(seated("l.pemberton", "takedowns"), "Open case").query_params["ref"] == reference


def test_an_escalation_shows_its_step_its_clock_and_its_outcome(home: Home) -> None:
    reference, _ = requested(home, "1")
    escalate(
        home=home,
        viewer="l.pemberton",
        reference=reference,
        rung=Rung.ASK,
        route=PackRoute.PLATFORM,
        outcome="They look into it",
        left_out=dict.fromkeys((Rung.PROTECT, Rung.INTERNAL, Rung.RECORD), "nobody is in danger"),
    )
    at = seated("l.pemberton", "escalations")
    assert not at.exception
    for part in (reference, "Step 3", "Platform report", "The platform has until", "They look into it"):
        assert part in words(at), part
    assert climbs(home=home, viewer="l.pemberton", stage=Stage.OPEN).lines[0].steps == 1


def test_an_allegation_about_staff_stands_here_from_the_start(home: Home) -> None:
    reference = open_case(home, mention("1", "words"), said(Label.STAFF_ALLEGATION), severity=Severity.S1)
    at = seated("k.boateng", "escalations")
    assert "The LADO hears of it by" in words(at)
    escalate(
        home=home,
        viewer="k.boateng",
        reference=reference,
        rung=Rung.INTERNAL,
        route=PackRoute.LADO,
        left_out={Rung.PROTECT: "nobody is in danger"},
    )
    line = climbs(home=home, viewer="k.boateng", stage=Stage.OPEN).lines[0]
    assert (line.route, line.clock, line.due_at) == (PackRoute.LADO, "", None)


def test_where_there_is_no_lado_no_clock_says_so(home: Home) -> None:
    open_case(home, mention("1", "words"), said(Label.STAFF_ALLEGATION), severity=Severity.S1)
    school = home.config.school.model_copy(update={"nation": "NIR"})
    there = replace(home, config=home.config.model_copy(update={"school": school}))
    assert climbs(home=there, viewer="k.boateng", stage=Stage.OPEN).lines[0].due_at is None


def test_a_closed_case_moves_to_the_closed_ones(home: Home) -> None:
    reference = open_case(home, mention("1", "words"), said(Label.STAFF_ALLEGATION), severity=Severity.S1)
    close(home, reference, words="The LADO has it.")
    assert climbs(home=home, viewer="k.boateng", stage=Stage.OPEN).total == 0
    assert [line.reference for line in climbs(home=home, viewer="k.boateng", stage=Stage.CLOSED).lines] == [reference]
    assert "No escalation here" in words(seated("k.boateng", "escalations"))


def test_who_sees_no_such_case_sees_no_escalation_of_it(home: Home) -> None:
    reference = open_case(home, mention("1", "words"), said(Label.STAFF_ALLEGATION), severity=Severity.S1)
    for username in ("l.pemberton", "g.thornhill"):
        assert climbs(home=home, viewer=username, stage=Stage.OPEN).total == 0
        assert reference not in words(seated(username, "escalations"))


@pytest.mark.parametrize("role", [Role.GOVERNOR, Role.LINK_GOVERNOR, Role.ICT, Role.STAFF, Role.ACCOUNT_OWNER])
def test_others_have_no_board(home: Home, role: Role) -> None:
    add_person(home=home, username="x.other", display_name="x", email=None, roles=[role], actor="test")
    with pytest.raises(InputError):
        board(home=home, viewer="x.other", stand=Stand.WAITING)
    with pytest.raises(InputError):
        climbs(home=home, viewer="x.other", stage=Stage.OPEN)


def test_the_lado_clock_is_the_cases_own(home: Home, earlier: FakeClock) -> None:
    earlier.move(hours=-24 * 10)
    open_case(home, mention("1", "words"), said(Label.STAFF_ALLEGATION), severity=Severity.S1)
    earlier.move(hours=24 * 10)
    with home.store.reading() as session:
        opened = session.scalars(select(CaseRow.opened_at)).one()
    line = climbs(home=home, viewer="k.boateng", stage=Stage.OPEN).lines[0]
    assert line.due_at is not None
    assert opened < line.due_at < opened + timedelta(days=6)
    assert "the time of 1 of those below is over" in words(seated("k.boateng", "escalations")).lower()
