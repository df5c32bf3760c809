"""When people are told and who is next: at once, in turn at night, in the morning, and when nobody acknowledges."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from clocks import FakeClock
from homes import PEOPLE, made_home
from settled import said, settled
from sqlalchemy import select

from casework.alert_table import read_alert_table
from data.errors import ConfigError
from data.records import Finding, Post, School
from data.store.tables import CaseRow, OutboxRow, PersonRow
from data.words import Direction, Label, Level, OutboxStatus, Platform, Role
from pipelines.case_acts import acknowledge
from pipelines.home import Home
from pipelines.remind import remind

MONDAY_NINE = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)
FRIDAY_EVENING = datetime(2026, 11, 13, 21, 40, tzinfo=UTC)
SATURDAY_NIGHT = datetime(2026, 11, 14, 23, 50, tzinfo=UTC)
THREAT = said(Label.SAFEGUARDING, "threat")


def post(number: int = 1, text: str = "I am bringing a knife to Larkmere Primary", **more: object) -> Post:
    return Post(str(number), Platform.X, text, **more)  # type: ignore[arg-type]  # fields by name


def queue(home: Home) -> list[tuple[str, datetime | None, str]]:
    """Return (user name, when it goes out, status) of every message to a person, oldest first."""
    with home.store.reading() as session:
        rows = session.execute(
            select(PersonRow.username, OutboxRow.next_attempt_at, OutboxRow.status)
            .join(PersonRow, PersonRow.id == OutboxRow.person_id)
            .order_by(OutboxRow.id)
        )
        return [(name, at, status) for name, at, status in rows]


def told(home: Home) -> list[str]:
    return [name for name, _, _ in queue(home)]


def chased(home: Home, clock: FakeClock, **by: float) -> list[str]:
    before = len(queue(home))
    clock.move(**by)
    remind(home=home)
    return sorted(told(home)[before:])


# --- S1 --------------------------------------------------------------------------------------------------------------


def test_an_s1_case_in_cover_hours_is_told_to_all_at_once_and_again_after_15_minutes(
    home: Home, school: School, clock: FakeClock
) -> None:
    settled(home, school, post(), THREAT)
    assert sorted(told(home)) == ["f.rahman", "g.thornhill", "h.ashdown", "k.boateng"]
    assert chased(home, clock, minutes=14) == []
    assert chased(home, clock, minutes=1) == ["f.rahman", "g.thornhill", "h.ashdown", "k.boateng", "p.adeyemi"]


def test_an_s1_case_at_night_pages_those_on_call_in_turn(home: Home, school: School, clock: FakeClock) -> None:
    clock.now = SATURDAY_NIGHT
    settled(home, school, post(), THREAT)
    assert queue(home) == [("k.boateng", SATURDAY_NIGHT, "queued")]
    assert chased(home, clock, minutes=15) == ["f.rahman", "k.boateng"]
    assert chased(home, clock, minutes=15) == ["f.rahman", "h.ashdown", "k.boateng"]
    assert chased(home, clock, minutes=15) == ["f.rahman", "g.thornhill", "h.ashdown", "k.boateng"]


def test_it_is_never_given_up(home: Home, school: School, clock: FakeClock) -> None:
    clock.now = SATURDAY_NIGHT
    settled(home, school, post(), THREAT)
    for _ in range(9):
        assert chased(home, clock, minutes=15) or clock.now
    assert chased(home, clock, hours=5)


def test_the_school_names_who_is_on_call(tmp_path: Path, school: School, clock: FakeClock) -> None:
    clock.now = SATURDAY_NIGHT
    on_call = ["h.ashdown", "g.thornhill", "k.boateng"]
    with made_home(tmp_path, clock, tables={"alerts": {"on_call": on_call}}) as home:
        settled(home, school, post(), THREAT)
        assert told(home) == ["h.ashdown"]
        chased(home, clock, minutes=15)
        assert told(home)[1:] == ["h.ashdown", "g.thornhill"]


def test_somebody_on_call_who_may_be_the_subject_is_passed_over(home: Home, school: School, clock: FakeClock) -> None:
    clock.now = SATURDAY_NIGHT
    settled(home, school, post(text="Kwame Boateng at Larkmere hit my son"), said(Label.STAFF_ALLEGATION))
    assert told(home) == ["f.rahman"]


def test_an_allegation_that_names_the_head_goes_to_the_chair_alone_then_on(
    home: Home, school: School, clock: FakeClock
) -> None:
    settled(home, school, post(text="Helen Ashdown at Larkmere hit my son"), said(Label.STAFF_ALLEGATION))
    assert told(home) == ["p.adeyemi"]
    assert chased(home, clock, minutes=15) == ["f.rahman", "k.boateng", "p.adeyemi"]
    assert "h.ashdown" not in told(home)


def test_whoever_acknowledges_ends_the_chase_and_learns_whom_to_ring(
    home: Home, school: School, clock: FakeClock
) -> None:
    clock.now = SATURDAY_NIGHT
    reference = settled(home, school, post(), THREAT) or ""
    chased(home, clock, minutes=15)
    answer = acknowledge(home=home, viewer="f.rahman", reference=reference)
    assert any("999" in line for line in answer.ring)
    assert "knife" not in " ".join(answer.ring)
    assert chased(home, clock, hours=3) == []
    statuses = {name: status for name, _, status in queue(home)}
    assert statuses["f.rahman"] == "acknowledged"
    assert statuses["k.boateng"] == "skipped"


def test_a_graver_post_begins_the_chase_anew(home: Home, school: School, clock: FakeClock) -> None:
    reference = settled(home, school, post(1, "idiots all of them", thread="7"), said(Label.ABUSIVE)) or ""
    acknowledge(home=home, viewer="l.pemberton", reference=reference)
    assert settled(home, school, post(2, "bringing a knife", thread="7"), THREAT) == reference
    assert "k.boateng" in chased(home, clock, minutes=15)


# --- S2, S3 and quiet hours ------------------------------------------------------------------------------------------

CHILD = said(Label.CHILD_IDENTIFYING, "full_name", pupils=("p1",))
PROTECTED = said(Label.CHILD_IDENTIFYING, "full_name", pupils=("p2",))


@pytest.mark.parametrize(
    ("finding", "at", "due"),
    [
        pytest.param(CHILD, MONDAY_NINE, MONDAY_NINE, id="a child, in cover hours: now"),
        pytest.param(CHILD, FRIDAY_EVENING, datetime(2026, 11, 14, 8, 0, tzinfo=UTC), id="a child, on Friday evening: next morning, a Saturday"),
        pytest.param(CHILD, datetime(2026, 11, 10, 3, 0, tzinfo=UTC), datetime(2026, 11, 10, 8, 0, tzinfo=UTC), id="a child, at night: this morning"),
        pytest.param(said(Label.DEFAMATORY), FRIDAY_EVENING, datetime(2026, 11, 16, 8, 0, tzinfo=UTC), id="reputation: when somebody is there again"),
        pytest.param(said(Label.ABUSIVE, "insult", Level.REVIEW), FRIDAY_EVENING, datetime(2026, 11, 16, 8, 0, tzinfo=UTC), id="S3: when somebody is there again"),
    ],
)  # fmt: skip
def test_when_a_message_goes_out(
    home: Home, school: School, clock: FakeClock, *, finding: Finding, at: datetime, due: datetime
) -> None:
    clock.now = at
    settled(home, school, post(text="useless lot at Larkmere, all of them, and so is Ada"), finding)
    assert {entry[1] for entry in queue(home)} == {due}


def test_a_protected_child_pages_the_lead_at_once_and_tells_the_others_in_the_morning_as_of_any_hold(
    home: Home, school: School, clock: FakeClock
) -> None:
    clock.now = FRIDAY_EVENING
    settled(home, school, post(text="useless lot at Larkmere, all of them, and so is Ada"), PROTECTED)
    assert {(name, due) for name, due, _ in queue(home)} == {
        ("k.boateng", FRIDAY_EVENING),
        ("l.pemberton", datetime(2026, 11, 14, 8, 0, tzinfo=UTC)),
    }


@pytest.mark.parametrize(
    ("finding", "too_early", "then", "next_told"),
    [
        pytest.param(CHILD, 119, 1, ["f.rahman"], id="S2: the next role after two cover hours"),
        pytest.param(said(Label.DEFAMATORY), 119, 1, ["k.boateng"], id="S2 about reputation"),
        pytest.param(said(Label.ABUSIVE, "insult", Level.REVIEW), 47 * 60, 9 * 60, ["k.boateng"], id="S3: after two working days"),
    ],
)  # fmt: skip
def test_a_missed_acknowledgement_tells_the_next_role(
    home: Home, school: School, clock: FakeClock, *, finding: Finding, too_early: int, then: int, next_told: list[str]
) -> None:
    settled(home, school, post(text="useless lot at Larkmere, all of them, and so is Ada"), finding)
    assert chased(home, clock, minutes=too_early) == []
    assert chased(home, clock, minutes=then) == next_told


def test_quiet_can_be_switched_off(tmp_path: Path, school: School, clock: FakeClock) -> None:
    clock.now = FRIDAY_EVENING
    with made_home(tmp_path, clock, tables={"alerts": {"quiet": False}}) as home:
        settled(home, school, post(), said(Label.DEFAMATORY))
        assert {entry[1] for entry in queue(home)} == {FRIDAY_EVENING}


# --- Bursts, growth, own accounts, the deny list ---------------------------------------------------------------------


def test_a_burst_of_cases_is_told_one_by_one_up_to_a_number_and_then_together(home: Home, school: School) -> None:
    for number in range(15):
        settled(home, school, post(number, f"{'abcdefghijklmno'[number] * 9} you lot are thick"), said(Label.ABUSIVE))
    mine = [status for name, _, status in queue(home) if name == "l.pemberton"]
    assert mine.count("queued") == 8 + 1
    assert mine.count("gathered") == 7
    with home.store.reading() as session:
        (several,) = session.scalars(
            select(OutboxRow).where(OutboxRow.dedupe_key.startswith("several:l.pemberton"))
        ).all()
    assert "GN-" not in several.subject + several.body


def test_a_case_that_grows_is_told_again_but_not_often(home: Home, school: School, clock: FakeClock) -> None:
    for number in range(10):
        settled(home, school, post(number), THREAT)
    assert len(told(home)) == 4
    acknowledge(home=home, viewer="k.boateng", reference=one(home).reference)
    assert chased(home, clock, minutes=29) == []
    assert chased(home, clock, minutes=1) == ["k.boateng"]
    assert chased(home, clock, hours=2) == []
    with home.store.reading() as session:
        assert "Posts added: 9" in session.scalars(select(OutboxRow.body).order_by(OutboxRow.id.desc())).first()


def one(home: Home) -> CaseRow:
    with home.store.reading() as session:
        return session.scalars(select(CaseRow)).one()


def test_a_breach_on_an_own_account_is_told_to_its_owner(tmp_path: Path, school: School, clock: FakeClock) -> None:
    from data.records import Account

    people = {**PEOPLE, "year4": Role.ACCOUNT_OWNER, "year5": Role.ACCOUNT_OWNER}
    accounts = (
        Account(Platform.X, "@larkmereyear4", owner="year4"),
        Account(Platform.X, "@larkmereyear5", owner="year5"),
    )
    from dataclasses import replace

    with made_home(tmp_path, clock, people=people) as home:
        own = post(text="Well done Ada Quill", direction=Direction.OWN, account="larkmereyear4")
        settled(home, replace(school, accounts=accounts), own, said(Label.CHILD_NAMED, pupils=("p1",)))
        assert sorted(told(home)) == ["g.thornhill", "l.pemberton", "year4"]


def test_who_turns_out_to_be_the_subject_is_told_nothing_more(home: Home, school: School, clock: FakeClock) -> None:
    clock.now = FRIDAY_EVENING
    settled(home, school, post(1, "That office is a disgrace", thread="9"), said(Label.DEFAMATORY))
    assert sorted(told(home)) == ["h.ashdown", "l.pemberton"]
    settled(home, school, post(2, "Helen Ashdown is a thief", thread="9"), said(Label.DEFAMATORY))
    assert [status for name, _, status in queue(home) if name == "h.ashdown"] == [OutboxStatus.SKIPPED.value]
    assert "p.adeyemi" in told(home)


# --- The table is data -----------------------------------------------------------------------------------------------


def test_a_school_has_its_own_table(tmp_path: Path) -> None:
    shipped = Path(read_alert_table.__code__.co_filename).parents[1] / "data" / "reference" / "alerts.toml"
    own = tmp_path / "reference" / "alerts.toml"
    own.parent.mkdir()
    own.write_text(shipped.read_text().replace('told = ["comms_lead", "headteacher"]', 'told = ["director"]'))
    rows = read_alert_table(tmp_path).rows_of([Label.DEFAMATORY])
    assert rows[0].told == (Role.DIRECTOR,)


@pytest.mark.parametrize(
    ("change", "match"),
    [
        pytest.param(
            ('"staff_conduct"', '"hashtag"'), "no row says who is told of staff_conduct", id="a label without a row"
        ),
        pytest.param(('"comms_lead"', '"nobody"'), "alerts.toml", id="no such role"),
        pytest.param(("[digest]", "[digest"), "cannot be read", id="no TOML"),
    ],
)
def test_a_table_that_is_wrong_is_said(tmp_path: Path, change: tuple[str, str], match: str) -> None:
    shipped = Path(read_alert_table.__code__.co_filename).parents[1] / "data" / "reference" / "alerts.toml"
    own = tmp_path / "reference" / "alerts.toml"
    own.parent.mkdir()
    own.write_text(shipped.read_text().replace(*change))
    with pytest.raises(ConfigError, match=match):
        read_alert_table(tmp_path)
