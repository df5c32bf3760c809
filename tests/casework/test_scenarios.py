"""The eleven scenarios, from post to severity, who is told and who never is, deadline and first rung of the ladder.

What detectors say is built by hand here; that they say it of such posts is tested with them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from clocks import FakeClock
from homes import made_home
from settled import said, settled
from sqlalchemy import select
from thornbeck_hill import PEOPLE

from casework import ladder
from casework.illegal import is_locked
from casework.ladder import Rung
from data.records import Finding, Post, School, Unread
from data.store import posts
from data.store.tables import CaseRow, OutboxRow, PersonRow, PostRow
from data.words import Direction, Label, Level, Platform, Sentiment
from pipelines.attend import attend
from pipelines.case_acts import acknowledge, open_by_hand
from pipelines.home import Home
from pipelines.remind import remind
from pipelines.school_folder import read_school

NEVER = {"i.cutler", "v.governor"}


@pytest.fixture(scope="module")
def school() -> School:
    return read_school(Path(__file__).parent / "thornbeck", warn=pytest.fail)


@pytest.fixture
def home(tmp_path: Path, clock: FakeClock) -> Iterator[Home]:
    with made_home(tmp_path, clock, people=PEOPLE) as opened:
        yield opened


def at(day: int, hour: int, minute: int) -> datetime:
    """Return a moment of November 2026, when London keeps Greenwich time."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def case_of(home: Home, reference: str | None) -> CaseRow:
    with home.store.reading() as session:
        return session.scalars(select(CaseRow).where(CaseRow.reference == reference)).one()


def told(home: Home) -> set[str]:
    with home.store.reading() as session:
        rows = session.execute(
            select(PersonRow.username, OutboxRow.subject, OutboxRow.body).join(
                OutboxRow, OutboxRow.person_id == PersonRow.id
            )
        ).all()
    for _, subject, body in rows:
        for word in ("pellow", "vane", "lindqvist", "maisie", "aleks", "orlo", "priya", "cupboard", "knife", "fraud"):
            assert word not in f"{subject} {body}".casefold()
    return {username for username, _, _ in rows}


def rungs(case: CaseRow, now: datetime, **matter: Any) -> dict[Rung, Any]:
    steps = ladder.steps(ladder.Matter(Label(case.category), **matter), (), now=now, nation="ENG")
    return {step.rung: step for step in steps}


def post(text: str, platform: Platform, number: int = 1, **more: object) -> Post:
    return Post(str(number), platform, text, **more)  # type: ignore[arg-type]  # fields by name


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
    case = case_of(home, reference)
    assert (case.severity, case.category, case.due_at) == ("S2", "impersonation", at(17, 16, 20))
    assert {"s.marlowe", "r.lindqvist", "d.okafor"} <= told(home)
    assert told(home).isdisjoint(NEVER | {"g.vane", "p.adeyemi"})
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
    assert (case_of(home, first).severity, case_of(home, first).due_at) == ("S1", at(17, 14, 35))


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
    case = case_of(home, reference)
    assert (case.severity, case.category, case.due_at) == ("S1", "staff_allegation", at(20, 21, 55))
    assert told(home) == {"d.okafor"}
    for _ in range(6):
        clock.move(minutes=15)
        remind(home=home)
    # "Told the head" may mean that the head is concerned too: the chair is told in their place (DESIGN.md 5.6).
    assert told(home) == {"d.okafor", "t.brook", "p.adeyemi"}
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
    assert case_of(home, reference).severity == "S1"
    assert told(home) == {"d.okafor"}
    for _ in range(6):
        clock.move(minutes=15)
        remind(home=home)
    assert told(home) == {"d.okafor", "t.brook", "r.lindqvist", "p.adeyemi"}
    assert ladder.lado_target(at(22, 9, 10), nation="ENG") == at(23, 12, 0)


def test_3_fair_criticism_is_no_case_and_goes_to_the_digest(home: Home, school: School) -> None:
    from data.store.tables import ExaminationRow

    review = post("Reception never answers, my son was unhappy", Platform.GOOGLE_REVIEWS, rating=2.0)
    assert settled(home, school, review) is None
    assert told(home) == set()
    with home.store.reading() as session:
        assert session.scalars(select(ExaminationRow.severity)).one() == "S4"


# --- 4 A class account names a child, Monday 15:45 --------------------------------------------------------------------


def own(text: str, account: str, number: int = 1, platform: Platform = Platform.X) -> Post:
    return post(text, platform, number, direction=Direction.OWN, account=account)


VOLCANO = "Well done Aleksander for his volcano! 🌋 #proud #AleksN"


def test_4_the_owner_of_the_account_has_an_hour(home: Home, school: School, clock: FakeClock) -> None:
    clock.now = at(16, 15, 45)
    found = [said(Label.CHILD_NAMED, "first_name", pupils=("T1",)), said(Label.HASHTAG, pupils=("T1",))]
    reference = settled(home, school, own(VOLCANO, "thornbeckyear4"), *found)
    case = case_of(home, reference)
    assert (case.severity, case.category, case.due_at) == ("S2", "child_named", at(16, 16, 45))
    assert {"y.frost", "o.drew"} <= told(home)
    assert told(home).isdisjoint(NEVER | {"b.hale", "r.lindqvist", "d.okafor"})


def test_4_the_head_is_told_when_it_happens_again(home: Home, school: School, clock: FakeClock) -> None:
    for number in range(2):
        settled(home, school, own(VOLCANO, "thornbeckyear4", number), said(Label.CHILD_NAMED, pupils=("T1",)))
        assert ("r.lindqvist" in told(home)) is (number == 1)
        clock.move(days=2)


def test_4_a_protected_child_is_for_now_and_for_the_safeguarding_lead(
    home: Home, school: School, clock: FakeClock
) -> None:
    clock.now = at(16, 15, 45)
    reference = settled(
        home, school, own("Well done Rowan!", "thornbeckyear4"), said(Label.CHILD_NAMED, pupils=("T5",))
    )
    assert (case_of(home, reference).severity, case_of(home, reference).due_at) == ("S1", at(16, 16, 0))
    assert {"d.okafor", "y.frost", "o.drew"} <= told(home)


# --- 5 A group picture ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "severity", "due", "dsl"),
    [
        pytest.param(said(Label.CONSENT_UNDECLARED), "S2", at(16, 16, 45), False, id="nobody said who is in it"),
        pytest.param(said(Label.CONSENT_MISSING, pupils=("T6",)), "S2", at(16, 16, 45), False, id="a child without permission"),
        pytest.param(said(Label.CONSENT_MISSING, pupils=("T5",)), "S1", at(16, 16, 0), True, id="a protected child"),
    ],
)  # fmt: skip
def test_5_a_picture_that_was_not_declared_is_held(
    home: Home, school: School, clock: FakeClock, *, found: Finding, severity: str, due: datetime, dsl: bool
) -> None:
    clock.now = at(16, 15, 45)
    reference = settled(home, school, own("Year 2 trip!", "thornbeckhill", platform=Platform.INSTAGRAM), found)
    assert (case_of(home, reference).severity, case_of(home, reference).due_at) == (severity, due)
    assert {"s.marlowe", "o.drew"} <= told(home)
    assert ("d.okafor" in told(home)) is dsl


# --- 6 A parent's tweet, Wednesday 08:05 ------------------------------------------------------------------------------


def test_6_a_child_in_full_is_for_the_safeguarding_lead_and_comms_within_two_hours(
    home: Home, school: School, clock: FakeClock
) -> None:
    clock.now = at(18, 8, 5)
    words = "So proud of Maisie Trelawney, star of Y1 at @thornbeckhill! Nan picks her up at 3:15 by the green gate"
    found = said(Label.CHILD_IDENTIFYING, "full_name", pupils=("T2",))
    reference = settled(home, school, post(words, Platform.X), found, sentiment=Sentiment.POSITIVE)
    case = case_of(home, reference)
    assert (case.severity, case.category, case.due_at) == ("S2", "child_identifying", at(18, 10, 5))
    assert told(home) == {"d.okafor", "s.marlowe"}
    assert rungs(case, clock())[Rung.ASK] is not None


# --- 7 A repeated picture ---------------------------------------------------------------------------------------------


def test_7_what_we_repeat_is_judged_as_ours(home: Home, school: School, clock: FakeClock) -> None:
    clock.now = at(16, 15, 45)
    reference = settled(home, school, own("RT", "thornbeckyear6"), said(Label.CHILD_NAMED, "full_name", pupils=("T3",)))
    assert (case_of(home, reference).severity, case_of(home, reference).due_at) == ("S2", at(16, 16, 45))
    assert {"b.hale", "o.drew"} <= told(home)
    assert "y.frost" not in told(home)


# --- 8 Wikipedia, Thursday 11:02 --------------------------------------------------------------------------------------


def test_8_an_edit_about_the_head_and_a_pupil_goes_past_the_head(home: Home, school: School, clock: FakeClock) -> None:
    clock.now = at(19, 11, 2)
    words = "head teacher R. Lindqvist was sacked for fraud ... pupil Jamie Orlo (9) was"
    found = [said(Label.DEFAMATORY), said(Label.CHILD_IDENTIFYING, "full_name", pupils=("T4",))]
    reference = settled(home, school, post(words, Platform.WIKIPEDIA), *found)
    case = case_of(home, reference)
    assert (case.severity, case.category, case.due_at) == ("S2", "child_identifying", at(19, 13, 2))
    assert told(home) == {"d.okafor", "s.marlowe", "p.adeyemi"}


# --- 9 Staff in uniform, reported -------------------------------------------------------------------------------------


def test_9_conduct_that_somebody_reports_is_for_the_head_and_not_for_comms(home: Home, clock: FakeClock) -> None:
    clock.now = at(17, 10, 0)
    reference = open_by_hand(
        home=home, viewer="s.marlowe", category=Label.STAFF_CONDUCT, severity=case_severity("S3"),
        words="a public picture in a pub with our fleece on", about=["k.larwood"],
    )  # fmt: skip
    case = case_of(home, reference)
    assert (case.severity, case.due_at) == ("S3", at(18, 17, 0))
    assert told(home) == {"r.lindqvist", "o.drew"}


def case_severity(value: str) -> Any:
    from data.words import Severity

    return Severity(value)


# --- 10 A threat, Saturday 23:50 --------------------------------------------------------------------------------------


def test_10_a_threat_is_paged_in_turn_until_somebody_acknowledges(home: Home, school: School, clock: FakeClock) -> None:
    clock.now = at(21, 23, 50)
    threat = post("bringing a knife to Thornbeck Hill Monday", Platform.REDDIT)
    reference = settled(home, school, threat, said(Label.SAFEGUARDING, "threat"))
    case = case_of(home, reference)
    assert (case.severity, case.category) == ("S1", "safeguarding")
    turns = [told(home)]
    for _ in range(2):
        clock.move(minutes=15)
        remind(home=home)
        turns.append(told(home))
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
        assert is_locked(session, case_of(home, reference).id)
    assert told(home) == {"d.okafor"}


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
    assert told(home) == set()


def test_11_a_post_that_is_gone_before_anybody_read_it_opens_no_case_and_keeps_no_words(
    home: Home, school: School, clock: FakeClock
) -> None:
    from data.records import RawItem

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
    assert case_of(home, reference).has_unread
