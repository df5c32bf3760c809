"""What a mute keeps quiet, what it never does, and that no person can be muted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from clocks import FakeClock
from settled import said, settled

from casework.muting import Muted, holding, lift, mute
from data.errors import InputError
from data.records import Finding, Post, School
from data.words import Label, Level, Platform
from pipelines.home import Home


def post(number: int, **more: object) -> Post:
    return Post(str(number), Platform.REDDIT, f"They never answer, useless lot number {number}", thread="t3_1", **more)  # type: ignore[arg-type]  # fields by name


def muted(home: Home, kind: Muted, value: str, days: float = 7, why: str = "a known quarrel") -> int:
    now = home.clock()
    with home.store.writing() as session:
        row = mute(
            session, home.cipher, home.school_id, kind=kind, value=value, until=now + timedelta(days=days), why=why,
            actor="l.pemberton", now=now,
        )  # fmt: skip
        session.flush()
        return row.id


@pytest.mark.parametrize(
    ("kind", "value"), [(Muted.SOURCE, "reddit"), (Muted.THREAD, "reddit:t3_1")], ids=["source", "thread"]
)
def test_a_muted_source_or_thread_opens_no_case_until_the_mute_ends(
    home: Home, school: School, clock: FakeClock, kind: Muted, value: str
) -> None:
    settled(home, school, post(0), source="reddit")
    number = muted(home, kind, value)
    assert settled(home, school, post(1), said(Label.ABUSIVE, "insult"), source="reddit") is None
    clock.move(days=7)
    assert settled(home, school, post(2), said(Label.ABUSIVE, "insult"), source="reddit") is not None
    muted(home, kind, value)
    with home.store.writing() as session:
        assert [(entry.why, entry.value) for entry in holding(session, home.cipher, home.school_id, now=clock())] == [
            ("a known quarrel", value)
        ]
        lift(session, home.cipher, home.school_id, number + 1, actor="l.pemberton", now=clock())
        assert holding(session, home.cipher, home.school_id, now=clock()) == []


@pytest.mark.parametrize(
    "finding",
    [
        pytest.param(said(Label.SAFEGUARDING), id="danger"),
        pytest.param(said(Label.SAFEGUARDING, level=Level.REVIEW), id="safeguarding, unsure"),
        pytest.param(said(Label.STAFF_ALLEGATION), id="an allegation about staff"),
        pytest.param(said(Label.CHILD_IDENTIFYING, "full_name", pupils=("p1",)), id="a child's name"),
    ],
)
def test_a_mute_never_keeps_quiet_what_could_harm_somebody(home: Home, school: School, finding: Finding) -> None:
    muted(home, Muted.SOURCE, "reddit")
    assert settled(home, school, post(1), finding, source="reddit") is not None


@pytest.mark.parametrize(
    ("kind", "value", "days", "why", "match"),
    [
        pytest.param(Muted.SOURCE, "angry.parent", 7, "x", "never a person", id="a handle is no source"),
        pytest.param(Muted.THREAD, "reddit:angry.parent", 7, "x", "never a person", id="a handle is no thread"),
        pytest.param(Muted.SOURCE, "reddit", 91, "x", "at most 90 days", id="too long"),
        pytest.param(Muted.SOURCE, "reddit", -1, "x", "at most 90 days", id="in the past"),
        pytest.param(Muted.SOURCE, "reddit", 7, " ", "why", id="without a reason"),
    ],
)
def test_what_cannot_be_muted(home: Home, kind: Muted, value: str, days: float, why: str, *, match: str) -> None:
    with pytest.raises(InputError, match=match):
        muted(home, kind, value, days, why)
