"""The alert table of the domain (6.1), row by row; and each role as the subject of a case, who must not learn of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from clocks import FakeClock
from homes import made_home
from settled import said, settled
from sqlalchemy import select

from casework.alert_table import AlertTable, read_alert_table
from data.errors import ConfigError, InputError
from data.records import Account, Finding, Post, Pupil, School, StaffMember
from data.store.tables import CaseRow, OutboxRow, PersonRow
from data.words import Direction, Label, Level, Platform, Role, Sentiment
from pipelines.case_acts import acknowledge
from pipelines.cases import list_cases, show_case
from pipelines.home import Home
from pipelines.outbox import list_outbox
from pipelines.remind import remind
from pipelines.today import today

PEOPLE = {
    "h.ashdown": Role.HEADTEACHER,
    "k.boateng": Role.DSL,
    "f.rahman": Role.DEPUTY_DSL,
    "g.thornhill": Role.DIRECTOR,
    "l.pemberton": Role.COMMS_LEAD,
    "p.adeyemi": Role.CHAIR,
    "o.drew": Role.PLATFORM_OWNER,
    "y.frost": Role.ACCOUNT_OWNER,
    "d.officer": Role.DPO,
    "v.governor": Role.GOVERNOR,
    "w.link": Role.LINK_GOVERNOR,
    "i.cutler": Role.ICT,
}
NAMES = {
    "h.ashdown": ("Helen Ashdown", "Headteacher"),
    "k.boateng": ("Kwame Boateng", "Designated Safeguarding Lead"),
    "f.rahman": ("Farah Rahman", "Deputy Designated Safeguarding Lead"),
    "g.thornhill": ("Giles Thornhill", "Director of Compliance"),
    "l.pemberton": ("Laura Pemberton", "Communications Lead"),
    "p.adeyemi": ("Priya Adeyemi", "Chair of Governors"),
    "o.drew": ("Owain Drew", "Website and social media"),
    "y.frost": ("Yasmin Frost", "Year 4 teacher"),
}
SCHOOL = School(
    "Larkmere Primary School & Nursery",
    pupils=(Pupil("p1", "Ada", "Quill"), Pupil("p2", "Tom", "Reed", protected=True)),
    staff=tuple(StaffMember(name, role, (), user) for user, (name, role) in NAMES.items()),
    accounts=(Account(Platform.X, "larkmerey4", owner="y.frost"),),
    policy={"platform_owners": {"x": "o.drew"}},
)
MONDAY = datetime(2026, 11, 9, 10, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 10, 22, 0, tzinfo=UTC)  # a Tuesday
MORNING = datetime(2026, 11, 11, 8, 0, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path, clock: FakeClock) -> Iterator[Home]:
    with made_home(tmp_path, clock, people=PEOPLE) as opened:
        yield opened


def mention(text: str = "so that is how it is at Larkmere then", platform: Platform = Platform.X) -> Post:
    return Post("1", platform, text, url="https://x.example/1")


OWN = Post("1", Platform.X, "What a day!", Direction.OWN, account="larkmerey4")


def messages(home: Home) -> dict[str, datetime | None]:
    """Return when each person's first message goes out."""
    with home.store.reading() as session:
        rows = session.execute(
            select(PersonRow.username, OutboxRow.next_attempt_at)
            .join(OutboxRow, OutboxRow.person_id == PersonRow.id)
            .order_by(OutboxRow.id.desc())
        ).all()
    return dict(rows)  # type: ignore[arg-type]  # pairs


def case(home: Home) -> CaseRow:
    with home.store.reading() as session:
        return session.scalars(select(CaseRow)).one()


# --- Row by row: what, who in working hours, who and when out of hours, first action, whom to ring ---------------------

ROWS = [
    pytest.param(
        mention(), said(Label.SAFEGUARDING, "threat"), "S1", {"k.boateng", "f.rahman", "h.ashdown", "g.thornhill"},
        {"k.boateng": NIGHT}, timedelta(minutes=15), "999", id="threat, weapon, a child in danger",
    ),
    pytest.param(
        mention("Mr Cole at Larkmere hit a child"), said(Label.STAFF_ALLEGATION), "S1", {"h.ashdown", "k.boateng", "f.rahman"},
        {"k.boateng": NIGHT}, timedelta(minutes=15), "LADO", id="allegation about staff",
    ),
    pytest.param(
        mention("Helen Ashdown at Larkmere hit a child"), said(Label.STAFF_ALLEGATION), "S1", {"p.adeyemi"},
        {"p.adeyemi": NIGHT}, timedelta(minutes=15), "LADO", id="allegation about the head: the chair alone",
    ),
    pytest.param(
        mention(), said(Label.CHILD_IDENTIFYING, "full_name", pupils=("p1",)), "S2", {"k.boateng", "l.pemberton"},
        {"k.boateng": MORNING, "l.pemberton": MORNING}, timedelta(hours=2), "MASH", id="a child's full name",
    ),
    pytest.param(
        mention(), said(Label.CHILD_IDENTIFYING, "full_name", pupils=("p2",)), "S1",
        {"k.boateng", "f.rahman", "l.pemberton"}, {"k.boateng": NIGHT, "l.pemberton": MORNING}, timedelta(minutes=15),
        "MASH", id="a protected child's",
    ),
    pytest.param(
        OWN, said(Label.CHILD_NAMED, pupils=("p1",)), "S2", {"y.frost", "o.drew", "g.thornhill", "l.pemberton"},
        dict.fromkeys(("y.frost", "o.drew", "g.thornhill", "l.pemberton"), MORNING), timedelta(hours=1), "data protection",
        id="our own post names a child",
    ),
    pytest.param(
        mention(), said(Label.IMPERSONATION), "S2", {"l.pemberton", "h.ashdown", "o.drew", "k.boateng"},
        dict.fromkeys(("l.pemberton", "h.ashdown", "o.drew", "k.boateng"), MORNING), timedelta(hours=2), "POSH",
        id="impersonation",
    ),
    pytest.param(
        mention(), said(Label.ABUSIVE, "insult"), "S2", {"l.pemberton", "h.ashdown"},
        dict.fromkeys(("l.pemberton", "h.ashdown"), MORNING), timedelta(hours=2), "POSH", id="abuse of staff",
    ),
    pytest.param(
        mention(), said(Label.DEFAMATORY, level=Level.REVIEW), "S3", {"l.pemberton", "h.ashdown"},
        dict.fromkeys(("l.pemberton", "h.ashdown"), MORNING), timedelta(hours=31), "POSH", id="potentially defamatory, unsure",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("post", "found", "severity", "by_day", "by_night", "within", "ring"), ROWS)
def test_in_working_hours(
    home: Home, clock: FakeClock, *, post: Post, found: Finding, severity: str, by_day: set[str],
    by_night: dict[str, datetime], within: timedelta, ring: str,
) -> None:  # fmt: skip
    del by_night
    clock.now = MONDAY
    reference = settled(home, SCHOOL, post, found)
    assert case(home).severity == severity
    told = messages(home)
    assert set(told) == by_day
    assert set(told.values()) == {MONDAY}
    assert case(home).due_at == MONDAY + within
    who = next(name for name in sorted(by_day) if name in ("k.boateng", "p.adeyemi", "l.pemberton"))
    assert any(ring in line for line in acknowledge(home=home, viewer=who, reference=reference or "").ring)


@pytest.mark.parametrize(("post", "found", "severity", "by_day", "by_night", "within", "ring"), ROWS)
def test_out_of_hours(
    home: Home, clock: FakeClock, *, post: Post, found: Finding, severity: str, by_day: set[str],
    by_night: dict[str, datetime], within: timedelta, ring: str,
) -> None:  # fmt: skip
    del severity, by_day, within, ring
    clock.now = NIGHT
    settled(home, SCHOOL, post, found)
    assert messages(home) == by_night


@pytest.mark.parametrize(
    "sentiment", [pytest.param(Sentiment.NEGATIVE, id="criticism"), pytest.param(Sentiment.POSITIVE, id="praise")]
)
def test_fair_criticism_and_praise_tell_nobody_and_wait_for_the_week(home: Home, sentiment: Sentiment) -> None:
    assert settled(home, SCHOOL, mention(), sentiment=sentiment) is None
    assert messages(home) == {}
    assert read_alert_table().digest.told == (Role.COMMS_LEAD,)


@pytest.mark.parametrize(
    ("found", "too_early", "late"),
    [
        pytest.param(said(Label.SAFEGUARDING, "threat"), timedelta(minutes=14), timedelta(minutes=1), id="S1: 15 minutes"),
        pytest.param(said(Label.IMPERSONATION), timedelta(minutes=119), timedelta(minutes=1), id="S2: 2 working hours"),
        pytest.param(said(Label.ABUSIVE, "insult", Level.REVIEW), timedelta(hours=54), timedelta(hours=2), id="S3: 2 working days"),
    ],
)  # fmt: skip
def test_the_next_role_is_told_when_nobody_acknowledges(
    home: Home, clock: FakeClock, found: Finding, too_early: timedelta, late: timedelta
) -> None:
    clock.now = MONDAY
    settled(home, SCHOOL, mention(), found)
    before = set(messages(home))
    clock.now += too_early
    remind(home=home)
    assert set(messages(home)) == before
    clock.now += late
    remind(home=home)
    assert set(messages(home)) > before


def test_every_label_that_opens_cases_has_a_row_and_no_row_tells_ict_or_governors() -> None:
    table = read_alert_table()
    assert {label for row in table.rows for label in row.labels} == set(Label) - {Label.RELEVANT, Label.SENTIMENT}
    for row in table.rows:
        assert row.told
        assert row.next
        assert not {Role.ICT, Role.GOVERNOR, Role.LINK_GOVERNOR, Role.STAFF} & {*row.told, *row.next}
    assert table.on_call.most == 3


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("[[rows", "cannot be read as TOML", id="no TOML"),
        pytest.param('[on_call]\nroles=["dsl"]\nmost=3\n[digest]\n[operations]\n[[rows]]\nlabels=["safeguarding"]\ntold=["dsl"]\nnext=["chair"]\nquiet="next_cover"\n', "no row says who is told of", id="a label without a row"),
        pytest.param('[on_call]\nroles=["caretaker"]\nmost=3\n', "on_call.roles", id="a role that there is not"),
    ],
)  # fmt: skip
def test_a_schools_own_table_that_is_wrong_is_refused_with_the_place(
    tmp_path: Path, content: str, message: str
) -> None:
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "alerts.toml").write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match=message):
        read_alert_table(tmp_path)
    assert isinstance(read_alert_table(), AlertTable)


# --- Each role as the subject -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("label", [Label.STAFF_ALLEGATION, Label.DEFAMATORY, Label.ABUSIVE, Label.IMPERSONATION])
@pytest.mark.parametrize("subject", NAMES)
def test_its_subject_is_never_told_and_finds_nothing(home: Home, clock: FakeClock, subject: str, label: Label) -> None:
    clock.now = MONDAY
    reference = settled(home, SCHOOL, mention(f"{NAMES[subject][0]} of Larkmere did it again"), said(label)) or ""
    for _ in range(8):
        clock.move(minutes=30)
        remind(home=home)
    told = messages(home)
    assert told
    assert subject not in told
    assert list_cases(home=home, viewer=subject).total == 0
    assert today(home=home, viewer=subject).needs_you == ()
    with pytest.raises(InputError, match="there is no case"):
        show_case(home=home, viewer=subject, reference=reference)
    with pytest.raises(InputError, match="there is no case"):
        acknowledge(home=home, viewer=subject, reference=reference)
    try:
        assert reference not in {entry.reference for entry in list_outbox(home=home, viewer=subject).entries}
    except InputError as error:
        assert "does not see alerts" in str(error)  # noqa: PT017 - either of the two keeps it out


@pytest.mark.parametrize(
    ("words", "kept_out"),
    [
        pytest.param("the head knew all about it", {"h.ashdown"}, id="the head"),
        pytest.param("their safeguarding lead did nothing", {"k.boateng", "f.rahman"}, id="the safeguarding lead"),
        pytest.param("the directors only care about money", {"g.thornhill"}, id="the directors"),
        pytest.param("whoever does comms there is a liar", {"l.pemberton"}, id="comms"),
        pytest.param("the chair of governors hushed it up", {"p.adeyemi"}, id="the chair"),
        pytest.param("a teacher grabbed my son", {"y.frost"}, id="a teacher"),
    ],
)
def test_a_role_word_keeps_its_holders_out(home: Home, clock: FakeClock, words: str, kept_out: set[str]) -> None:
    clock.now = MONDAY
    settled(home, SCHOOL, mention(f"Larkmere: {words}"), said(Label.STAFF_ALLEGATION))
    for _ in range(8):
        clock.move(minutes=15)
        remind(home=home)
    assert set(messages(home)).isdisjoint(kept_out)
    for viewer in kept_out:
        assert list_cases(home=home, viewer=viewer).total == 0
