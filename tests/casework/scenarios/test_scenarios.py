"""The scenarios of what others write, from post to severity, who is told and who never is, deadline and first rung of the ladder.

What detectors say is built by hand here; that they say it of such posts is tested with them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from clocks import FakeClock
from scenario_posts import NEVER, post, told_in_confidence
from settled import said, settled
from sqlalchemy import select
from stored_cases import stored_case
from thornbeck_hill import at

from casework import ladder
from casework.illegal import is_locked
from casework.ladder import Rung
from data.records import RawItem, School, Unread
from data.store import posts
from data.store.tables import CaseRow, ExaminationRow, PostRow
from data.words import Label, Level, Platform, Sentiment, Severity
from pipelines.attend import attend
from pipelines.case_acts import acknowledge, open_by_hand
from pipelines.home import Home
from pipelines.remind import remind


def rungs(case: CaseRow, now: datetime, **matter: Any) -> dict[Rung, Any]:
    steps = ladder.steps(ladder.Matter(Label(case.category), **matter), (), now=now, nation="ENG")
    return {step.rung: step for step in steps}


# --- 1 TikTok impersonation, Tuesday 14:20 ----------------------------------------------------------------------------


def test_1_an_impersonating_account_with_six_addresses_is_one_case(
    home: Home, school: School, clock: FakeClock
) -> None:
    clock.now = at(17, 14, 20)
    texts = [
        "official page 😂",
        "dinner time, look at this mug",
        "Mrs Vane is a paedo",
        "Y2 be like",
        "who wore it best",
        "mug of the week",
    ]
    for number, text in enumerate(texts):
        reference = settled(
            home, school,
            post(text, Platform.TIKTOK, number, url=f"https://www.tiktok.com/@thornbeck.hill.mugs/video/{number}", thread="thornbeck.hill.mugs"),
            said(Label.IMPERSONATION), said(Label.ABUSIVE, "insult"), said(Label.DEFAMATORY),
        )  # fmt: skip
    case = stored_case(home, reference)
    assert (case.severity, case.category, case.due_at) == ("S2", "impersonation", at(17, 16, 20))
    assert {"s.marlowe", "r.lindqvist", "d.okafor"} <= told_in_confidence(home)
    assert told_in_confidence(home).isdisjoint(NEVER | {"g.vane", "p.adeyemi"})
    with home.store.reading() as session:
        assert session.scalar(select(CaseRow.id).where(CaseRow.id != case.id)) is None
    may_ask = ladder.posh_may_be_asked_at(ladder.Matter(Label.IMPERSONATION, staff_impersonated=True))
    assert may_ask is not None
    assert may_ask <= clock()
    assert ladder.posh_opens_at(clock(), nation="ENG") == clock()
    assert ladder.posh_opens_at(at(17, 16, 0), nation="ENG") == at(18, 10, 0)


def test_1_it_is_graver_when_a_threat_is_among_it(home: Home, school: School, clock: FakeClock) -> None:
    clock.now = at(17, 14, 20)
    first = settled(home, school, post("official page", Platform.TIKTOK, thread="m"), said(Label.IMPERSONATION))
    threat = post("im gonna get mrs vane after school", Platform.TIKTOK, 2, thread="m")
    assert settled(home, school, threat, said(Label.SAFEGUARDING, "threat")) == first
    assert (stored_case(home, first).severity, stored_case(home, first).due_at) == ("S1", at(17, 14, 35))


# --- 2 Mumsnet thread, Friday 21:40 -----------------------------------------------------------------------------------

MARKS = (
    "AIBU to move DD from Thornbeck Hill? Y4 teacher Mr Pellow grabbed her by the arm and left marks. Told the head, "
    "nothing done."
)


def test_2_an_allegation_about_a_teacher_pages_the_safeguarding_lead_and_never_him_or_comms(
    home: Home, school: School, clock: FakeClock
) -> None:
    clock.now = at(20, 21, 40)
    found = [
        said(Label.STAFF_ALLEGATION),
        said(Label.DEFAMATORY),
        said(Label.REPORTING_RESTRICTION, level=Level.REVIEW),
    ]
    reference = settled(home, school, post(MARKS, Platform.MUMSNET, thread="77", title="AIBU"), *found)
    case = stored_case(home, reference)
    assert (case.severity, case.category, case.due_at) == ("S1", "staff_allegation", at(20, 21, 55))
    assert told_in_confidence(home) == {"d.okafor"}
    for _ in range(6):
        clock.move(minutes=15)
        remind(home=home)
    # "Told the head" may mean that the head is concerned too: the chair is told in their place (DESIGN.md 5.6).
    assert told_in_confidence(home) == {"d.okafor", "t.brook", "p.adeyemi"}
    assert ladder.lado_target(at(20, 21, 40), nation="ENG") == at(23, 12, 0)
    ring = acknowledge(home=home, viewer="d.okafor", reference=reference or "").ring
    assert any("LADO" in line for line in ring)


def test_2_replies_of_the_thread_join_it(home: Home, school: School, clock: FakeClock) -> None:
    first = settled(home, school, post(MARKS, Platform.MUMSNET, thread="77"), said(Label.STAFF_ALLEGATION))
    reply = post("that school always was a disgrace, useless lot", Platform.MUMSNET, 2, thread="77")
    assert settled(home, school, reply, said(Label.ABUSIVE)) == first


# --- 3 Google review, Sunday 09:10 ------------------------------------------------------------------------------------


def test_3_an_anonymous_review_alleging_harm_keeps_the_manager_out(
    home: Home, school: School, clock: FakeClock
) -> None:
    clock.now = at(22, 9, 10)
    words = "Staff lock nursery kids in a cupboard when they cry. Covered up by the manager."
    review = post(words, Platform.GOOGLE_REVIEWS, author="J.", rating=1.0)
    reference = settled(home, school, review, said(Label.STAFF_ALLEGATION), said(Label.DEFAMATORY))
    assert stored_case(home, reference).severity == "S1"
    assert told_in_confidence(home) == {"d.okafor"}
    for _ in range(6):
        clock.move(minutes=15)
        remind(home=home)
    assert told_in_confidence(home) == {"d.okafor", "t.brook", "r.lindqvist", "p.adeyemi"}
    assert ladder.lado_target(at(22, 9, 10), nation="ENG") == at(23, 12, 0)


def test_3_fair_criticism_is_no_case_and_goes_to_the_digest(home: Home, school: School) -> None:
    review = post("Reception never answers, my son was unhappy", Platform.GOOGLE_REVIEWS, rating=2.0)
    assert settled(home, school, review) is None
    assert told_in_confidence(home) == set()
    with home.store.reading() as session:
        assert session.scalars(select(ExaminationRow.severity)).one() == "S4"


# --- 6 A parent's tweet, Wednesday 08:05 ------------------------------------------------------------------------------


def test_6_a_child_in_full_is_for_the_safeguarding_lead_and_comms_within_two_hours(
    home: Home, school: School, clock: FakeClock
) -> None:
    clock.now = at(18, 8, 5)
    words = "So proud of Maisie Trelawney, star of Y1 at @thornbeckhill! Nan picks her up at 3:15 by the green gate"
    found = said(Label.CHILD_IDENTIFYING, "full_name", pupils=("T2",))
    reference = settled(home, school, post(words, Platform.X), found, sentiment=Sentiment.POSITIVE)
    case = stored_case(home, reference)
    assert (case.severity, case.category, case.due_at) == ("S2", "child_identifying", at(18, 10, 5))
    assert told_in_confidence(home) == {"d.okafor", "s.marlowe"}
    assert rungs(case, clock())[Rung.ASK] is not None


# --- 8 Wikipedia, Thursday 11:02 --------------------------------------------------------------------------------------


def test_8_an_edit_about_the_head_and_a_pupil_goes_past_the_head(home: Home, school: School, clock: FakeClock) -> None:
    clock.now = at(19, 11, 2)
    words = "head teacher R. Lindqvist was sacked for fraud ... pupil Jamie Orlo (9) was"
    found = [said(Label.DEFAMATORY), said(Label.CHILD_IDENTIFYING, "full_name", pupils=("T4",))]
    reference = settled(home, school, post(words, Platform.WIKIPEDIA), *found)
    case = stored_case(home, reference)
    assert (case.severity, case.category, case.due_at) == ("S2", "child_identifying", at(19, 13, 2))
    assert told_in_confidence(home) == {"d.okafor", "s.marlowe", "p.adeyemi"}


# --- 9 Staff in uniform, reported -------------------------------------------------------------------------------------


def test_9_conduct_that_somebody_reports_is_for_the_head_and_not_for_comms(home: Home, clock: FakeClock) -> None:
    clock.now = at(17, 10, 0)
    reference = open_by_hand(
        home=home, viewer="s.marlowe", category=Label.STAFF_CONDUCT, severity=Severity.S3,
        words="a public picture in a pub with our fleece on", about=["k.larwood"],
    )  # fmt: skip
    case = stored_case(home, reference)
    assert (case.severity, case.due_at) == ("S3", at(18, 17, 0))
    assert told_in_confidence(home) == {"r.lindqvist", "o.drew"}


# --- 10 A threat, Saturday 23:50 --------------------------------------------------------------------------------------


def test_10_a_threat_is_paged_in_turn_until_somebody_acknowledges(home: Home, school: School, clock: FakeClock) -> None:
    clock.now = at(21, 23, 50)
    threat = post("bringing a knife to Thornbeck Hill Monday", Platform.REDDIT)
    reference = settled(home, school, threat, said(Label.SAFEGUARDING, "threat"))
    case = stored_case(home, reference)
    assert (case.severity, case.category) == ("S1", "safeguarding")
    turns = [told_in_confidence(home)]
    for _ in range(2):
        clock.move(minutes=15)
        remind(home=home)
        turns.append(told_in_confidence(home))
    assert turns == [{"d.okafor"}, {"d.okafor", "t.brook"}, {"d.okafor", "t.brook", "r.lindqvist"}]
    answer = acknowledge(home=home, viewer="t.brook", reference=reference or "")
    assert "999" in answer.ring[0]
    assert ladder.posh_opens_at(clock(), nation="ENG") == at(23, 10, 0)
    assert rungs(case, clock(), safeguarding=True)[Rung.PROTECT].rung is Rung.PROTECT


def test_10_a_link_said_to_show_a_pupil_undressed_is_locked_before_anybody_is_told(
    home: Home, school: School, clock: FakeClock
) -> None:
    clock.now = at(21, 23, 50)
    words = "got pics of a year 6 girl undressed from Thornbeck Hill, link here https://example.org/x"
    reference = settled(home, school, post(words, Platform.REDDIT), said(Label.SAFEGUARDING, "sexual_harm"))
    with home.store.reading() as session:
        assert is_locked(session, stored_case(home, reference).id)
    assert told_in_confidence(home) == {"d.okafor"}


# --- 11 What must stay quiet ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "relevant", "sentiment"),
    [
        pytest.param("Thornbeck Hill FC lost 4-0, ref was a disgrace", False, Sentiment.NEGATIVE, id="a namesake"),
        pytest.param("worst comms of any school", True, Sentiment.NEGATIVE, id="criticism"),
        pytest.param("lovely school, thank you all", True, Sentiment.POSITIVE, id="praise"),
        pytest.param("NEU members at Thornbeck Hill are on strike on Thursday", True, Sentiment.NEUTRAL, id="a strike"),
        pytest.param("sick assembly by Mr Pellow", True, Sentiment.POSITIVE, id="slang praise"),
    ],
)
def test_11_what_needs_nobody_opens_no_case(
    home: Home, school: School, *, text: str, relevant: bool, sentiment: Sentiment
) -> None:
    quiet = post(text, Platform.X)
    assert (
        settled(home, school, quiet, relevant=relevant, relevance=0.9 if relevant else 0.05, sentiment=sentiment)
        is None
    )
    assert told_in_confidence(home) == set()


def test_11_a_post_that_is_gone_before_anybody_read_it_opens_no_case_and_keeps_no_words(
    home: Home, school: School, clock: FakeClock
) -> None:
    threat = post("bringing a knife to Thornbeck Hill Monday", Platform.REDDIT)
    with home.store.writing() as session:
        posts.store_posts(
            session, home.school_id, "reddit", [posts.Mapped(threat, RawItem("reddit", {}), 1)], now=clock()
        )
        session.scalars(select(PostRow)).one().gone_at = clock()
    assert attend(home=home, school=school).cases == 0
    with home.store.reading() as session:
        row = session.scalars(select(PostRow)).one()
        assert (row.text, row.text_dropped) == ("", "gone before it was read")


def test_what_was_not_read_is_listed_as_not_read(home: Home, school: School) -> None:
    unread = (Unread("sentiment", "not in English"),)
    reference = settled(home, school, post("x", Platform.X), said(Label.ABUSIVE), unread=unread)
    assert stored_case(home, reference).has_unread
