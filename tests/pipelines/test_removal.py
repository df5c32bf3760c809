"""From a case to a removed post: who may file, what is noted, how the ladder is climbed, and what a lock hides."""

from __future__ import annotations

from datetime import timedelta

import pytest
from clocks import FakeClock
from documents import CHILDREN, TEXT, UNSEEN, case_with_names

from casework.ladder import Rung
from casework.takedown import state_changes, time_to_removal
from data.errors import InputError
from data.removal_words import Filer, Ground, PackRoute, RequestOutcome, Subject, UrlState
from data.store.removal_tables import CaseLockRow, EscalationRow, TakedownRow
from data.store.tables import AuditRow, CaseRow, PostRow
from data.words import Label, Platform, Severity
from pipelines.cases import list_cases, show_case
from pipelines.home import Home
from pipelines.removal import (
    draft_request,
    escalate,
    list_requests,
    lock_case,
    log_disclosure,
    note_answer,
    note_sent,
    note_state,
    routes_for,
    show_ladder,
    unlock_case,
)

UP_TO_RECORD = {Rung.PROTECT: "nobody in danger", Rung.INTERNAL: "the head knows", Rung.RECORD: "no child"}


def drafted(home: Home, case: str, **more: object) -> int:
    values = {
        "route": "tiktok-impersonation", "ground": Ground.IMPERSONATION, "subject": Subject.STAFF, "filer": Filer.SCHOOL,
        "text": "Please remove it.", **more,
    }  # fmt: skip
    return draft_request(home=home, viewer="l.pemberton", reference=case, **values)  # type: ignore[arg-type]  # the parameters by name


def first_post(home: Home) -> int:
    with home.store.reading() as session:
        return session.query(PostRow).one().id


# --- Requests ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        pytest.param({"text": "x" * 1001}, "shorten it by 1", id="over the form's limit"),
        pytest.param({"ground": Ground.NONE, "route": "none-reply"}, "no ground for removal", id="fair criticism"),
        pytest.param(
            {"filer": Filer.PARENT}, "may be filed by: the person impersonated, the school", id="a filer who may not"
        ),
        pytest.param({"route": "facebook-photo-privacy"}, "not for this matter", id="another platform's route"),
        pytest.param({"route": "no-such"}, "no route with this key", id="no such route"),
        pytest.param({"post_id": 999}, "does not belong", id="a post of no case"),
    ],
)
def test_a_request_is_refused(home: Home, changed: dict[str, object], message: str) -> None:
    case = case_with_names(home)
    with pytest.raises(InputError, match=message):
        drafted(home, case, **changed)
    assert list_requests(home=home, viewer="l.pemberton", reference=case) == []


def test_a_request_at_the_limit_is_kept_sealed(home: Home) -> None:
    case = case_with_names(home)
    drafted(home, case, text="y" * 1000)
    with home.store.reading() as session:
        assert b"yyyy" not in session.query(TakedownRow).one().draft_sealed
    (request,) = list_requests(home=home, viewer="l.pemberton", reference=case)
    assert request.draft == "y" * 1000
    assert request.outcome is RequestOutcome.DRAFTED


def test_from_draft_to_removed(home: Home, clock: FakeClock) -> None:
    case = case_with_names(home)
    number, who = drafted(home, case), {"home": home, "viewer": "l.pemberton", "reference": case}
    with pytest.raises(InputError, match="not sent yet"):
        note_answer(**who, request=number, outcome=RequestOutcome.REMOVED)
    note_sent(**who, request=number, platform_reference="TT-1")
    with pytest.raises(InputError, match="sent already"):
        note_sent(**who, request=number)
    clock.move(hours=20)
    note_answer(**who, request=number, outcome=RequestOutcome.REMOVED, response="Gone.")
    (request,) = list_requests(**who)
    assert (request.reference, request.response, request.outcome) == ("TT-1", "Gone.", RequestOutcome.REMOVED)
    with home.store.reading() as session:
        case_id = session.query(CaseRow).one().id
        changes = state_changes(session, case_id)
        assert [change.state for change in changes] == [UrlState.REPORTED, UrlState.REMOVED]
        assert time_to_removal(changes, changes[0].post_id) == timedelta(hours=20)
        actions = [row.action for row in session.query(AuditRow).filter(AuditRow.action.like("takedown:%"))]
        assert actions == ["takedown:drafted", "takedown:sent", "takedown:answered"]


@pytest.mark.parametrize(
    ("seen", "stands"),
    [
        pytest.param(["live"], ["live"], id="live"),
        pytest.param(["reported", "live"], ["reported"], id="still live after a report"),
        pytest.param(["reported", "removed", "live"], ["reported", "removed", "reinstated"], id="back again"),
        pytest.param(["removed", "unknown"], ["removed"], id="a log-in wall does not undo a removal"),
        pytest.param(["live", "unknown"], ["live", "unknown"], id="a log-in wall is unknown, not removed"),
        pytest.param(["live", "live"], ["live"], id="nothing new"),
        pytest.param(["removed", "live", "removed"], ["removed", "reinstated", "removed"], id="removed twice"),
    ],
)
def test_where_a_post_stands(home: Home, seen: list[str], stands: list[str]) -> None:
    case = case_with_names(home)
    for state in seen:
        note_state(home=home, viewer="l.pemberton", reference=case, post_id=first_post(home), state=UrlState(state))
    with home.store.reading() as session:
        assert [change.state.value for change in state_changes(session, session.query(CaseRow).one().id)] == stands


def test_a_reinstated_post_has_no_time_to_removal(home: Home) -> None:
    case = case_with_names(home)
    for state in (UrlState.REPORTED, UrlState.REMOVED, UrlState.LIVE):
        note_state(home=home, viewer="l.pemberton", reference=case, post_id=first_post(home), state=state)
    with home.store.reading() as session:
        assert time_to_removal(state_changes(session, session.query(CaseRow).one().id), first_post(home)) is None


def test_routes_follow_the_post_and_the_nation(home: Home) -> None:
    case = case_with_names(home, platform=Platform.WIKIPEDIA)
    advice = routes_for(
        home=home, viewer="k.boateng", reference=case, ground=Ground.CHILD_PRIVATE, subject=Subject.CHILD
    )
    assert "wikipedia-oversight" in [route.key for route in advice.routes]


# --- The ladder --------------------------------------------------------------------------------------------------------


def test_the_ladder_is_climbed_with_reasons(home: Home, clock: FakeClock) -> None:
    case = case_with_names(home, Label.ABUSIVE)
    who = {"home": home, "viewer": "l.pemberton", "reference": case}
    with pytest.raises(InputError, match="silently"):
        escalate(**who, rung=Rung.ASK)
    escalate(**who, rung=Rung.ASK, route=PackRoute.PLATFORM, left_out=UP_TO_RECORD)
    with pytest.raises(InputError, match="48 hours"):
        escalate(**who, rung=Rung.POSH, route=PackRoute.POSH)
    note_state(**who, post_id=first_post(home), state=UrlState.REPORTED)
    clock.move(hours=49)
    escalate(**who, rung=Rung.POSH, route=PackRoute.POSH, outcome="they take it up", authority_reference="P-9")
    with home.store.reading() as session:
        rows = session.query(EscalationRow).order_by(EscalationRow.id).all()
        assert [(row.rung, row.skipped) for row in rows] == [
            (0, True),
            (1, True),
            (2, True),
            (3, False),
            (4, True),
            (5, False),
        ]
        assert b"P-9" not in (rows[-1].reference_sealed or b"")
    assert [step.state for step in show_ladder(**who).steps][5] == "done"


def test_safeguarding_goes_to_posh_at_once(home: Home) -> None:
    case = case_with_names(home, Label.SAFEGUARDING)
    who = {"home": home, "viewer": "k.boateng", "reference": case}
    escalate(**who, rung=Rung.POSH, route=PackRoute.POSH, left_out={**UP_TO_RECORD, Rung.ASK: "evidence first"})
    assert show_ladder(**who).steps[Rung.WAIT].state == "skipped"


def test_an_allegation_about_staff_has_the_lados_clock(home: Home) -> None:
    case = case_with_names(home, Label.STAFF_ALLEGATION)
    assert show_ladder(home=home, viewer="k.boateng", reference=case).lado_by is not None


# --- The lock ----------------------------------------------------------------------------------------------------------


def test_a_locked_case_shows_an_address_and_whom_to_call(home: Home) -> None:
    case = case_with_names(home)
    lock_case(home=home, viewer="l.pemberton", reference=case, why="somebody said what it shows")
    seen = show_case(home=home, viewer="k.boateng", reference=case)
    assert seen.summary.locked
    assert seen.summary.severity is Severity.S1
    assert seen.posts[0].post.url
    assert any("999" in line for line in seen.whom_to_call)
    shown = repr(seen)
    assert [word for word in (*CHILDREN, TEXT[:12], "Larkmere (school) page") if word in shown] == []
    queue = list_cases(home=home, viewer="k.boateng")
    assert queue.cases[0].excerpt.startswith("[hidden")
    assert list_cases(home=home, viewer="l.pemberton").total == 0
    assert list_cases(home=home, viewer="h.ashdown").total == 0


def test_only_the_lead_lifts_the_lock_and_says_why(home: Home) -> None:
    case = case_with_names(home)
    lock_case(home=home, viewer="l.pemberton", reference=case, why="x")
    with pytest.raises(InputError, match="no case"):
        unlock_case(home=home, viewer="l.pemberton", reference=case, why="x")
    with pytest.raises(InputError, match="few words"):
        unlock_case(home=home, viewer="k.boateng", reference=case, why=" ")
    unlock_case(home=home, viewer="k.boateng", reference=case, why="text only")
    with pytest.raises(InputError, match="not locked"):
        unlock_case(home=home, viewer="k.boateng", reference=case, why="again")
    lock_case(home=home, viewer="f.rahman", reference=case, why="a second time")
    with home.store.reading() as session:
        row = session.query(CaseLockRow).one()
        assert (row.set_by, row.released_at) == ("f.rahman", None)


def test_nothing_is_requested_of_a_platform_for_a_locked_case(home: Home) -> None:
    case = case_with_names(home)
    lock_case(home=home, viewer="k.boateng", reference=case, why="x")
    with pytest.raises(InputError, match="locked"):
        draft_request(
            home=home, viewer="k.boateng", reference=case, route="tiktok-impersonation", ground=Ground.IMPERSONATION,
            subject=Subject.STAFF, filer=Filer.SCHOOL, text="x",
        )  # fmt: skip


# --- Deny lists --------------------------------------------------------------------------------------------------------


def test_the_subject_can_do_nothing_to_a_case(home: Home) -> None:
    case = case_with_names(home, denied=("h.ashdown",))
    who = {"home": home, "viewer": "h.ashdown", "reference": case}
    attempts = [
        lambda: routes_for(**who),
        lambda: list_requests(**who),
        lambda: show_ladder(**who),
        lambda: lock_case(**who, why="x"),
        lambda: escalate(**who, rung=Rung.PROTECT),
        lambda: log_disclosure(**who, route=PackRoute.POSH, said=UNSEEN),
        lambda: note_state(**who, post_id=1, state=UrlState.LIVE),
    ]
    for attempt in attempts:
        with pytest.raises(InputError, match="no case with this reference"):
            attempt()
