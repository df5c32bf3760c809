"""The week in numbers, and faults told to those who look after Goodname and to nobody else."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from clocks import FakeClock
from homes import PEOPLE, made_home
from settled import settled
from sqlalchemy import select, update

from data.records import Post, RawItem, RunReport, School
from data.store import posts, sources
from data.store.tables import AuditRow, OutboxRow, PersonRow, RegisterStateRow
from data.words import Platform, Role, RunStatus, Sentiment
from pipelines.alarms import faults, sound_alarms
from pipelines.check import check
from pipelines.digest import send_digest
from pipelines.home import Home

SCHOOL = School("Larkmere Primary School & Nursery")


def sent(home: Home, start: str) -> list[tuple[str, str]]:
    with home.store.reading() as session:
        rows = session.execute(
            select(PersonRow.username, OutboxRow.body)
            .join(PersonRow, PersonRow.id == OutboxRow.person_id)
            .where(OutboxRow.dedupe_key.startswith(start))
        )
        return [(username, body) for username, body in rows]


def test_the_digest_goes_out_once_a_week_to_comms_in_counts_alone(home: Home, clock: FakeClock) -> None:
    for number, sentiment in enumerate([Sentiment.NEGATIVE] * 3 + [Sentiment.POSITIVE] * 2):
        settled(home, SCHOOL, Post(str(number), Platform.X, "Aleksander waits an hour"), sentiment=sentiment)
    assert [send_digest(home=home), send_digest(home=home)] == [1, 0]
    clock.move(days=5)
    assert send_digest(home=home) == 0  # a Saturday
    clock.move(days=2)
    assert send_digest(home=home) == 1
    (who, body), _ = sent(home, "digest")
    assert who == "l.pemberton"
    assert "themselves: 3" in body
    assert "praise it: 2" in body
    assert "Aleksander" not in body


def failed(home: Home, times: int) -> None:
    for _ in range(times):
        report = RunReport("x", RunStatus.REFUSED, home.clock(), home.clock(), detail="the token has expired")
        with home.store.writing() as session:
            sources.store_run(session, home.school_id, report, next_allowed_at=None)


def test_a_source_that_keeps_failing_is_told_to_operations_once_a_day(tmp_path: Path, clock: FakeClock) -> None:
    people = {**PEOPLE, "i.cutler": Role.ICT}
    with made_home(tmp_path, clock, people=people, tables={"sources": {"x": {"enabled": True}}}) as home:
        failed(home, 3)
        assert [sound_alarms(home=home), sound_alarms(home=home)] == [1, 0]
        ((who, body),) = sent(home, "fault")
        assert (who, "The source x fails" in body) == ("i.cutler", True)
        clock.move(days=1)
        assert sound_alarms(home=home) == 1


def test_posts_that_nobody_reads_are_a_fault(home: Home, clock: FakeClock) -> None:
    post = Post("1", Platform.X, "Larkmere Primary")
    with home.store.writing() as session:
        posts.store_posts(session, home.school_id, "x", [posts.Mapped(post, RawItem("x", {}), 1)], now=clock())
    clock.move(minutes=59)
    assert [fault.key for fault in faults(home=home)] == []
    clock.move(minutes=2)
    (fault,) = faults(home=home)
    assert (fault.key, "1 posts wait to be read" in fault.sentence) == ("reading", True)
    settled(home, SCHOOL, Post("2", Platform.X, "Larkmere Primary"))
    assert list(faults(home=home)) == []


def test_the_school_names_who_hears_of_faults(tmp_path: Path, clock: FakeClock) -> None:
    tables = {"sources": {"x": {"enabled": True}}, "alerts": {"operations": ["g.thornhill"]}}
    with made_home(tmp_path, clock, tables=tables) as home:
        failed(home, 3)
        sound_alarms(home=home)
        assert [who for who, _ in sent(home, "fault")] == ["g.thornhill"]


def test_an_old_roll_and_a_broken_log_are_faults(home: Home, clock: FakeClock) -> None:
    assert list(faults(home=home)) == []
    with home.store.writing() as session:
        session.execute(update(RegisterStateRow).values(imported_at=clock() - timedelta(days=36)))
        session.execute(update(AuditRow).where(AuditRow.number == 2).values(actor="somebody else"))
    assert [fault.key for fault in faults(home=home)] == ["roll", "audit log"]


@pytest.mark.parametrize(
    ("people", "alerts", "failure"),
    [
        pytest.param({}, {}, "nobody would be told", id="nobody on call"),
        pytest.param(
            PEOPLE, {"on_call": ["k.boateng", "gone.person"]}, "cannot be paged", id="somebody on call who has left"
        ),
        pytest.param(PEOPLE, {}, "no channel reaches", id="no way out of this machine"),
    ],
)
def test_s1_is_not_ready(
    tmp_path: Path, clock: FakeClock, *, people: dict[str, Role], alerts: dict[str, object], failure: str
) -> None:
    with made_home(tmp_path, clock, people=people, tables={"alerts": alerts} if alerts else {}) as home:
        (part,) = [part for part in check(home=home) if part.name == "S1 alerts"]
    assert part.is_failure
    assert failure in part.detail
