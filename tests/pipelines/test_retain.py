"""What leaves, when, and with all that was made of it; and what stays although it would be due."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from clocks import FakeClock
from opened_cases import mention, open_case, said
from settled import settled
from sqlalchemy import func, select

from casework import legal_hold
from data.errors import InputError
from data.records import Examination, Post, RawItem, School
from data.removal_words import HoldGround
from data.store import posts
from data.store.removal_tables import EvidenceRow
from data.store.tables import (
    AuditRow,
    CaseEventRow,
    CasePostRow,
    CaseRow,
    FindingRow,
    PostRow,
    PostVersionRow,
    RawRow,
    UnparsedRow,
)
from data.words import CaseStatus, CloseReason, Direction, Label, Platform, Provenance, Sentiment
from pipelines.attend import attend
from pipelines.case_acts import split
from pipelines.cases import change_status, list_cases
from pipelines.evidence import keep_evidence, verify_evidence
from pipelines.home import Home
from pipelines.legal_holds import decide_hold, hold_by_hand, list_holds
from pipelines.retain import Retained, retain
from pipelines.sorting_desk import merge

COMMS, DSL, HEAD = "l.pemberton", "k.boateng", "h.ashdown"


def collected(home: Home, post: Post, *, relevant: bool = True, source: str = "x") -> None:
    with home.store.writing() as session:
        mapped = posts.Mapped(post, RawItem(source, {"id": post.id}), 1)
        posts.store_posts(session, home.school_id, source, [mapped], now=home.clock())
        row = session.scalars(select(PostRow).where(PostRow.native_id == post.id)).one()
        read = Examination(post, relevant=relevant, relevance=0.9, sentiment=Sentiment.NEUTRAL, scores={})
        posts.store_examination(session, home.cipher, home.school_id, row, read, now=home.clock())


def set_row(home: Home, post_id: str, **values: Any) -> None:
    with home.store.writing() as session:
        row = session.scalars(select(PostRow).where(PostRow.native_id == post_id)).one()
        for name, value in values.items():
            setattr(row, name, value)


def words(home: Home, post_id: str) -> str:
    with home.store.reading() as session:
        return session.scalars(select(PostRow.text).where(PostRow.native_id == post_id)).one()


def count(home: Home, table: type[Any]) -> int:
    with home.store.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize(
    ("relevant", "direction", "days", "stays"),
    [
        pytest.param(True, Direction.MENTION, 90, True, id="about us, 90 days"),
        pytest.param(True, Direction.MENTION, 91, False, id="about us, a day more"),
        pytest.param(False, Direction.MENTION, 7, True, id="not about us but unread, a week"),
        pytest.param(False, Direction.MENTION, 8, False, id="not about us, a day more"),
        pytest.param(True, Direction.OWN, 4000, True, id="our own post, which a withdrawal must still find"),
    ],
)
def test_posts_that_led_to_no_case(
    home: Home, clock: FakeClock, *, relevant: bool, direction: Direction, days: int, stays: bool
) -> None:
    collected(home, mention("p1", "Lovely fair at Larkmere", direction=direction), relevant=relevant)
    clock.now += timedelta(days=days)
    retain(home=home)
    assert bool(words(home, "p1")) is stays
    assert count(home, PostRow) == 1, "the row stays, as a count"
    assert count(home, RawRow) == stays


def test_a_post_leaves_with_its_versions_findings_and_raw_item_and_is_not_new_again(
    home: Home, clock: FakeClock
) -> None:
    post = mention("p1", "Lovely fair at Larkmere")
    collected(home, post)
    clock.now += timedelta(days=91)
    assert retain(home=home) == Retained(unflagged=1)
    assert count(home, PostVersionRow) == count(home, FindingRow) == count(home, RawRow) == 0
    with home.store.writing() as session:
        again = posts.store_posts(session, home.school_id, "x", [posts.Mapped(post, RawItem("x", {}), 1)], now=clock())
    assert (again.new, again.edited, again.duplicate) == (0, 0, 1)
    assert retain(home=home) == Retained()


def test_what_no_mapper_understood_leaves_as_other_posts_do(home: Home, clock: FakeClock) -> None:
    with home.store.writing() as session:
        odd = (RawItem("x", {"words": "Alek Nowakowski"}), "no id")
        posts.store_unparsed(session, home.school_id, "x", [odd], mapper_version=1, now=clock())
    clock.now += timedelta(days=90)
    assert retain(home=home) == Retained()
    clock.now += timedelta(days=1)
    assert retain(home=home) == Retained(not_understood=1)
    assert count(home, UnparsedRow) == 0


@pytest.mark.parametrize(
    ("values", "hours", "stays"),
    [
        pytest.param({}, 500, True, id="still there"),
        pytest.param({"gone_at": True}, 23, True, id="removed, within the day"),
        pytest.param({"gone_at": True}, 24, False, id="removed a day ago"),
        pytest.param(
            {"gone_at": True, "provenance": Provenance.HANDED_IN.value}, 500, True, id="a person's own record of it"
        ),
    ],
)
def test_what_its_platform_removed_leaves_within_a_day(
    home: Home, clock: FakeClock, values: dict[str, Any], hours: int, stays: bool
) -> None:
    open_case(home, mention("p1", "You are all idiots at Larkmere"), said(Label.ABUSIVE, subtype="insult"))
    set_row(home, "p1", **{name: clock() if name == "gone_at" else value for name, value in values.items()})
    clock.now += timedelta(hours=hours)
    retain(home=home)
    assert bool(words(home, "p1")) is stays


def test_evidence_leaves_with_its_post_and_the_chain_still_holds(home: Home, clock: FakeClock) -> None:
    going = open_case(home, mention("p1", "You are all idiots at Larkmere"), said(Label.ABUSIVE, subtype="insult"))
    open_case(home, mention("p2", "Mr Pryce stole the fund", Platform.REDDIT), said(Label.DEFAMATORY))
    for reference in (going, *[c for c in references(home) if c != going]):
        keep_evidence(home=home, viewer=HEAD, reference=reference)
    set_row(home, "p1", gone_at=clock())
    clock.now += timedelta(days=1)
    assert retain(home=home) == Retained(removed_by_platform=1, evidence_records=1)
    assert len(list((home.folder / "evidence").iterdir())) == 1
    assert verify_evidence(home=home) == 2
    with home.store.reading() as session:
        assert [row.case_id is None for row in session.scalars(select(EvidenceRow).order_by(EvidenceRow.number))] == [
            True,
            False,
        ]


def references(home: Home) -> list[str]:
    with home.store.reading() as session:
        return list(session.scalars(select(CaseRow.reference).order_by(CaseRow.id)))


@pytest.mark.parametrize(
    ("label", "reason", "days", "stays"),
    [
        pytest.param(Label.ABUSIVE, CloseReason.NO_ACTION, 365, True, id="ordinary, a year"),
        pytest.param(Label.ABUSIVE, CloseReason.NO_ACTION, 366, False, id="ordinary, a day more"),
        pytest.param(
            Label.SAFEGUARDING, CloseReason.PASSED_ON, 3000, True, id="safeguarding: its file has its own rule"
        ),
        pytest.param(Label.ABUSIVE, None, 3000, True, id="still open"),
    ],
)
def test_what_a_closed_case_holds(
    home: Home, clock: FakeClock, *, label: Label, reason: CloseReason | None, days: int, stays: bool
) -> None:
    case = open_case(home, mention("p1", "You are all idiots at Larkmere"), said(label))
    keep_evidence(home=home, viewer=DSL, reference=case)
    if reason is not None:
        change_status(
            home=home, viewer=DSL, reference=case, status=CaseStatus.CLOSED, reason=reason, words="Spoke to the parent"
        )
    clock.now += timedelta(days=days)
    retain(home=home)
    assert bool(words(home, "p1")) is stays
    assert bool(list((home.folder / "evidence").iterdir())) is stays
    with home.store.reading() as session:
        notes = session.scalars(select(CaseEventRow).where(CaseEventRow.note_sealed.is_not(None))).all()
    assert bool(notes) is (stays and reason is not None)
    assert references(home) == [case], "the case stays, as a count"
    assert retain(home=home) == Retained()


@pytest.mark.parametrize(
    ("finding", "ground"),
    [
        pytest.param(said(Label.SAFEGUARDING), HoldGround.SAFEGUARDING, id="safeguarding"),
        pytest.param(said(Label.STAFF_ALLEGATION), HoldGround.STAFF_ALLEGATION, id="allegation about staff"),
        pytest.param(said(Label.ABUSIVE, subtype="threat"), HoldGround.THREAT, id="threat"),
        pytest.param(said(Label.ABUSIVE, subtype="insult"), None, id="an insult is not held"),
        pytest.param(said(Label.DEFAMATORY), None, id="nor is a potential libel, unless a person says so"),
    ],
)
def test_what_is_held_at_triage(finding: Any, ground: HoldGround | None) -> None:
    assert legal_hold.ground_of([finding]) is ground


def test_a_grave_post_is_held_at_triage_before_anybody_has_looked(home: Home, clock: FakeClock) -> None:
    threat = mention("t1", "I am going to stab the head of Larkmere Primary at the gate on Friday")
    with home.store.writing() as session:
        posts.store_posts(session, home.school_id, "x", [posts.Mapped(threat, RawItem("x", {}), 1)], now=clock())
    attend(home=home, school=School("Larkmere Primary School & Nursery", aliases=("Larkmere Primary",)))
    (hold,) = list_holds(home=home, viewer=DSL)
    assert hold.posts == 1
    set_row(home, "t1", gone_at=clock() - timedelta(days=2))
    assert retain(home=home) == Retained()


def held_case(home: Home) -> str:
    reference = open_case(home, mention("p1", "He hit my son at Larkmere"), said(Label.SAFEGUARDING))
    with home.store.writing() as session:
        case = session.scalars(select(CaseRow).where(CaseRow.reference == reference)).one()
        post_id = session.scalars(select(CasePostRow.post_id).where(CasePostRow.case_id == case.id)).one()
        legal_hold.hold(
            session, home.cipher, case, post_id, ground=HoldGround.SAFEGUARDING, actor="goodname", now=home.clock()
        )
    return reference


def test_a_held_post_stays_while_its_case_is_open_and_the_lead_is_to_decide_within_a_day(
    home: Home, clock: FakeClock
) -> None:
    case = held_case(home)
    set_row(home, "p1", gone_at=clock())
    (hold,) = list_holds(home=home, viewer=DSL)
    assert hold.decide_by == clock() + timedelta(hours=24)
    assert not hold.is_overdue(clock())
    clock.now += timedelta(days=400)
    assert retain(home=home) == Retained()
    assert words(home, "p1")
    assert list_holds(home=home, viewer=DSL)[0].is_overdue(clock())
    assert decide_hold(home=home, viewer=DSL, reference=case, keep=True, words="Police have asked for it") == 1
    assert list_holds(home=home, viewer=DSL)[0].decide_by is None
    assert retain(home=home) == Retained()


THREAD = "reddit thread 7"


def test_a_post_that_joins_a_held_case_is_held_with_it_and_its_evidence_stays(home: Home, clock: FakeClock) -> None:
    school = School("Larkmere Primary School & Nursery")
    first = mention("t1", "first", Platform.REDDIT, thread=THREAD)
    second = mention("t2", "second", Platform.REDDIT, thread=THREAD)
    third = mention("t3", "third", Platform.REDDIT, thread=THREAD)
    settled(home, school, first, said(Label.ABUSIVE))
    settled(home, school, second, said(Label.SAFEGUARDING))
    case = settled(home, school, third, said(Label.ABUSIVE))
    keep_evidence(home=home, viewer=DSL, reference=case or "")
    for post in ("t1", "t3"):
        set_row(home, post, gone_at=clock() - timedelta(days=2), provenance=Provenance.COLLECTED.value)
    assert retain(home=home) == Retained()
    assert [hold.posts for hold in list_holds(home=home, viewer=DSL)] == [3]


def test_a_hold_goes_with_its_post_into_another_case(home: Home, clock: FakeClock) -> None:
    held, other = (
        held_case(home),
        open_case(home, mention("p2", "Second matter entirely"), said(Label.STAFF_ALLEGATION)),
    )
    decide_hold(home=home, viewer=DSL, reference=held, keep=True, words="Police have asked for it")
    seen = {case.reference: case.changed_at for case in list_cases(home=home, viewer=DSL).cases}
    main = merge(home=home, viewer=DSL, cases={held: seen[held], other: seen[other]})  # type: ignore[dict-item]  # each has one
    set_row(home, "p1", gone_at=clock() - timedelta(days=2))
    assert retain(home=home) == Retained()
    twin = split(home=home, viewer=DSL, reference=main, numbers=[1], words="another matter")
    change_status(
        home=home, viewer=DSL, reference=main, status=CaseStatus.CLOSED, reason=CloseReason.PASSED_ON, words="In CPOMS"
    )
    assert retain(home=home) == Retained()
    (hold,) = list_holds(home=home, viewer=DSL)
    assert (hold.reference, hold.decide_by) == (twin, None)


def test_a_lifted_hold_lets_the_post_go(home: Home, clock: FakeClock) -> None:
    case = held_case(home)
    set_row(home, "p1", gone_at=clock() - timedelta(days=2))
    decide_hold(home=home, viewer=DSL, reference=case, keep=False, words="Not needed")
    assert list_holds(home=home, viewer=DSL) == []
    assert retain(home=home) == Retained(removed_by_platform=1)


def test_a_hold_ends_with_its_case(home: Home, clock: FakeClock) -> None:
    case = held_case(home)
    set_row(home, "p1", gone_at=clock() - timedelta(days=2))
    change_status(
        home=home, viewer=DSL, reference=case, status=CaseStatus.CLOSED, reason=CloseReason.PASSED_ON, words="In CPOMS"
    )
    assert retain(home=home) == Retained(removed_by_platform=1)


def test_a_person_may_hold_any_case_for_a_legal_claim(home: Home, clock: FakeClock) -> None:
    case = open_case(home, mention("p1", "Mr Pryce stole the fund"), said(Label.DEFAMATORY))
    set_row(home, "p1", gone_at=clock() - timedelta(days=2))
    assert hold_by_hand(home=home, viewer=DSL, reference=case, words="Solicitor instructed") == 1
    assert retain(home=home) == Retained()
    assert hold_by_hand(home=home, viewer=DSL, reference=case, words="Still wanted") == 0


@pytest.mark.parametrize(
    ("viewer", "said_why", "says"),
    [
        pytest.param(HEAD, "because", "only the safeguarding lead", id="the head does not decide"),
        pytest.param(COMMS, "because", "no case with this reference", id="to comms the case is not there"),
        pytest.param(DSL, "  ", "say why", id="no reason"),
    ],
)
def test_who_decides_and_why_is_asked(home: Home, viewer: str, said_why: str, says: str) -> None:
    case = held_case(home)
    with pytest.raises(InputError, match=says):
        decide_hold(home=home, viewer=viewer, reference=case, keep=False, words=said_why)


def test_every_run_that_let_something_go_is_a_line_of_the_audit_log_with_counts_alone(
    home: Home, clock: FakeClock
) -> None:
    collected(home, mention("p1", "Lovely fair at Larkmere", author="@somebody"))
    clock.now += timedelta(days=91)
    retain(home=home, actor="command line")
    retain(home=home, actor="command line")
    with home.store.reading() as session:
        (line,) = session.scalars(select(AuditRow).where(AuditRow.action == "retention:applied")).all()
    assert line.actor == "command line"
    assert line.details == {
        "not_about_us": 0, "unflagged": 1, "removed_by_platform": 0, "closed_cases": 0, "evidence_records": 0,
        "not_understood": 0,
    }  # fmt: skip
