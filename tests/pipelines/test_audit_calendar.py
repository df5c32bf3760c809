"""The calendar of audits: each day with what was published, what was out of line and whether somebody signed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from clocks import FakeClock
from homes import PEOPLE, made_home

from data.errors import InputError
from data.words import Role
from pipelines.audit import audit_own_posts
from pipelines.audit_calendar import DayState, audit_days
from pipelines.audit_record import sign_off
from pipelines.home import Home
from pipelines.import_posts import import_posts

MONDAY = date(2026, 11, 9)


@pytest.fixture
def home(tmp_path: Path, clock: FakeClock) -> Iterator[Home]:
    with made_home(tmp_path, clock, people={**PEOPLE, "r.desai": Role.ICT}) as opened:
        yield opened


def publish(home: Home, native_id: str, text: str, at: str) -> None:
    line = {"id": native_id, "platform": "x", "direction": "own", "account": "a", "text": text, "published_at": at}
    import_posts(home=home, lines=[json.dumps(line)], actor="test")


def audited(home: Home) -> None:
    audit_own_posts(home=home, since=home.clock() - timedelta(days=3), collect_first=False)


def test_each_day_says_what_was_published_and_whether_it_was_signed(home: Home, clock: FakeClock) -> None:
    publish(home, "1", "A lovely day by the pond.", "2026-11-08T23:59:00Z")
    publish(home, "2", "The new gate code is 5527 from Monday.", "2026-11-09T08:00:00Z")
    publish(home, "3", "The book fair is open. #LoveIsland", "2026-11-09T08:30:00Z")
    audited(home)
    sign_off(home=home, viewer="k.boateng", words="The post was taken down.")
    clock.move(days=1)
    audited(home)
    clock.move(days=1)
    days = audit_days(
        home=home, viewer="l.pemberton", since=MONDAY - timedelta(days=1), until=MONDAY + timedelta(days=3)
    )
    assert [(d.day.day, d.published, d.breaches, d.holds, d.state) for d in days] == [
        (8, 1, 0, 0, DayState.NONE),
        (9, 2, 1, 1, DayState.SIGNED),
        (10, 0, 0, 0, DayState.UNSIGNED),
        (11, 0, 0, 0, DayState.NONE),
        (12, 0, 0, 0, DayState.TO_COME),
    ]
    assert days[1].audits[0].signed_by == "k.boateng"


def test_a_day_is_londons(home: Home) -> None:
    publish(home, "1", "A summer evening.", "2026-07-01T23:30:00Z")
    (day,) = audit_days(home=home, viewer="k.boateng", since=date(2026, 7, 2), until=date(2026, 7, 2))
    assert day.published == 1


def test_who_sees_no_audits_and_how_many_days_are_asked(home: Home) -> None:
    for viewer in ("r.desai", "p.adeyemi", "nobody"):
        with pytest.raises(InputError):
            audit_days(home=home, viewer=viewer, since=MONDAY, until=MONDAY)
    for until in (MONDAY - timedelta(days=1), MONDAY + timedelta(days=500)):
        with pytest.raises(InputError, match="at most 400 days"):
            audit_days(home=home, viewer="k.boateng", since=MONDAY, until=until)
