"""From the cue in a post to the lock: nothing of it is shown, captured or exported; somebody who may holds it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from clocks import FakeClock
from settled import said, settled
from sqlalchemy import select
from stored_cases import told

from casework.disclosure import Disclosure
from casework.illegal import HIDDEN
from data.errors import InputError
from data.records import Post, School, StaffMember
from data.removal_words import Consent, Filer, Ground, PackRoute, Subject
from data.store.removal_tables import EvidenceRow
from data.store.tables import CaseRow
from data.words import Label, Platform
from pipelines.case_acts import acknowledge
from pipelines.cases import list_cases, show_case
from pipelines.evidence import keep_evidence
from pipelines.follow_up import follow_up
from pipelines.home import Home
from pipelines.pack import make_pack
from pipelines.remind import remind
from pipelines.removal import draft_request, lock_case, unlock_case

CUE = "got pics of a year 6 girl undressed from Larkmere, link here https://example.org/x"
ADDRESS = "https://www.reddit.com/r/larkmere/comments/1abc/x/"
SAID = Disclosure("The police", "illegal imagery", Consent.NOT_SOUGHT, "it would warn the poster")
LEADS_NAMED = "the DSL Kwame Boateng and his deputy Farah Rahman have "
HEAD_NAMED = "the head and "


@pytest.fixture
def school() -> School:
    return School(
        "Larkmere Primary School & Nursery",
        staff=(
            StaffMember("Helen Ashdown", "Headteacher", (), "h.ashdown"),
            StaffMember("Kwame Boateng", "Designated Safeguarding Lead", (), "k.boateng"),
            StaffMember("Farah Rahman", "Deputy Designated Safeguarding Lead", (), "f.rahman"),
        ),
    )


def opened(home: Home, school: School, text: str = CUE) -> str:
    post = Post("r1", Platform.REDDIT, text, url=ADDRESS, title="r/larkmere")
    reference = settled(home, school, post, said(Label.SAFEGUARDING, "sexual_harm"))
    assert reference
    return reference


def test_the_cue_locks_the_case_in_the_transaction_that_opens_it(home: Home, school: School, clock: FakeClock) -> None:
    reference = opened(home, school)
    view = show_case(home=home, viewer="k.boateng", reference=reference)
    assert [line.action for line in view.timeline][:2] == ["opened", "locked"]
    assert (view.summary.severity.value, view.summary.category, view.summary.locked) == ("S1", Label.SAFEGUARDING, True)
    (seen,) = view.posts
    assert (seen.post.url, seen.post.text, seen.post.title, seen.findings) == (ADDRESS, HIDDEN, None, ())
    assert view.summary.excerpt == HIDDEN
    assert any("999" in line for line in view.whom_to_call)
    assert any("Do not copy" in line for line in view.whom_to_call)
    assert clock() == view.summary.opened_at


def test_a_cue_that_no_detector_minded_opens_a_locked_case_all_the_same(home: Home, school: School) -> None:
    reference = settled(home, school, Post("r1", Platform.REDDIT, CUE, url=ADDRESS))
    assert reference
    assert show_case(home=home, viewer="k.boateng", reference=reference).summary.locked


def test_a_cue_plainly_about_another_school_opens_none(home: Home, school: School) -> None:
    assert settled(home, school, Post("r1", Platform.REDDIT, CUE), relevant=False, relevance=0.02) is None


@pytest.mark.parametrize("viewer", ["l.pemberton", "g.thornhill", "h.ashdown", "p.adeyemi"])
def test_to_everybody_but_the_leads_it_is_not_there(home: Home, school: School, viewer: str) -> None:
    reference = opened(home, school)
    assert reference not in {case.reference for case in list_cases(home=home, viewer=viewer).cases}
    with pytest.raises(InputError, match="there is no case"):
        show_case(home=home, viewer=viewer, reference=reference)


REFUSED: dict[str, Callable[..., Any]] = {
    "evidence": keep_evidence,
    "evidence document": lambda **at: make_pack(**at, route=PackRoute.EVIDENCE, form="pdf", said=SAID),
    "POSH": lambda **at: make_pack(**at, route=PackRoute.POSH, form="pdf", said=SAID),
    "CPOMS": lambda **at: make_pack(**at, route=PackRoute.CPOMS, form="txt"),
    "a request": lambda **at: draft_request(
        **at, route="reddit_report", ground=Ground.CHILD_PRIVATE, subject=Subject.CHILD, filer=Filer.PERSON, text="x"
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_nothing_of_it_is_captured_or_exported(home: Home, school: School, what: str) -> None:
    reference = opened(home, school)
    with pytest.raises(InputError, match=r"locked|no route"):
        REFUSED[what](home=home, viewer="k.boateng", reference=reference)
    with home.store.reading() as session:
        assert session.scalars(select(EvidenceRow)).all() == []


def test_nobody_looks_at_its_address_again(home: Home, school: School) -> None:
    reference = opened(home, school)
    assert follow_up(home=home).checked == 0
    assert reference


@pytest.mark.parametrize("route", [PackRoute.POLICE, PackRoute.CEOP, PackRoute.IWF])
def test_address_time_and_who_saw_it_may_go_to_those_who_take_such_reports(
    home: Home, school: School, route: PackRoute
) -> None:
    reference = opened(home, school)
    text = make_pack(
        home=home, viewer="k.boateng", reference=reference, route=route, form="txt", said=SAID
    ).body.decode()
    assert ADDRESS in text
    assert not any(word in text for word in ("undressed", "year 6", "pics", "example.org"))


@pytest.mark.parametrize(
    ("named", "holder", "not_there"),
    [
        pytest.param("", "k.boateng", {"h.ashdown", "p.adeyemi"}, id="the leads hold it"),
        pytest.param(LEADS_NAMED, "h.ashdown", {"k.boateng", "f.rahman", "p.adeyemi"}, id="both named: the head"),
        pytest.param(HEAD_NAMED + LEADS_NAMED, "p.adeyemi", {"k.boateng", "f.rahman", "h.ashdown"}, id="and the head named: the chair"),
    ],
)  # fmt: skip
def test_when_the_leads_may_be_its_subject_the_next_role_holds_it(
    home: Home, school: School, *, named: str, holder: str, not_there: set[str]
) -> None:
    reference = opened(home, school, named + CUE)
    assert holder in told(home)
    assert show_case(home=home, viewer=holder, reference=reference).summary.locked
    for viewer in not_there:
        with pytest.raises(InputError, match="there is no case"):
            show_case(home=home, viewer=viewer, reference=reference)
    pack = make_pack(home=home, viewer=holder, reference=reference, route=PackRoute.IWF, form="txt", said=SAID)
    assert ADDRESS in pack.body.decode()
    unlock_case(home=home, viewer=holder, reference=reference, why="it is a drawing")
    assert not show_case(home=home, viewer=holder, reference=reference).summary.locked


def test_at_night_whoever_holds_it_is_paged_first_and_those_after_may_say_that_they_act(
    home: Home, school: School, clock: FakeClock
) -> None:
    clock.move(hours=13)
    reference = opened(home, school)
    turns = [told(home)]
    for _ in range(2):
        clock.move(minutes=15)
        remind(home=home)
        turns.append(told(home))
    assert turns == [{"k.boateng"}, {"k.boateng", "f.rahman"}, {"k.boateng", "f.rahman", "h.ashdown"}]
    answer = acknowledge(home=home, viewer="h.ashdown", reference=reference)
    assert any("999" in line for line in answer.ring)
    with pytest.raises(InputError, match="there is no case"):
        show_case(home=home, viewer="h.ashdown", reference=reference)


def test_when_everybody_is_named_the_chair_is_paged_at_night(home: Home, school: School, clock: FakeClock) -> None:
    clock.move(hours=13)
    opened(home, school, HEAD_NAMED + LEADS_NAMED + CUE)
    assert told(home) == {"p.adeyemi"}


def test_a_person_may_lock_a_case_and_then_does_not_see_it(home: Home, school: School) -> None:
    reference = settled(home, school, Post("x1", Platform.X, "look at this from Larkmere"), said(Label.ABUSIVE))
    assert reference
    lines = lock_case(home=home, viewer="l.pemberton", reference=reference, why="a parent says what it shows")
    assert any("999" in line for line in lines)
    with pytest.raises(InputError, match="there is no case"):
        show_case(home=home, viewer="l.pemberton", reference=reference)
    with home.store.reading() as session:
        assert session.scalars(select(CaseRow.severity)).one() == "S1"
