"""What permissions do to posts: leavers, the annual form, the roll's age, staff; and that each look leaves a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from clocks import FakeClock
from handed_registers import hand_in_registers
from homes import PEOPLE, made_home
from sqlalchemy import select

from data.errors import InputError
from data.store.tables import AuditRow, FindingRow
from data.words import Role
from pipelines.audit import audit_own_posts
from pipelines.audit_record import audits
from pipelines.home import Home
from pipelines.import_posts import import_posts
from pipelines.no_photo_list import print_list
from pipelines.register_desk import look_up
from pipelines.staff_pictures import staff_pictures
from pipelines.sweep import run_sweeps

HEAD = "pupil_id,legal_first,surname,class,social_media,permission_date,leaver_date\n"
HERE = "p1,Maisie,Trevanion,Year 6,yes,,\np2,Otis,Fenn,Year 4,yes,,\n"
STAFF = "name,role,user,pictures,website\nOwen Pryce,Teacher,,yes,no\nBeth Rowntree,Teacher,,,\nAhmed Saleh,Site,,no,\n"


@contextmanager
def school(folder: Path, clock: FakeClock, roll: str = HERE, **policy: Any) -> Iterator[Home]:
    tables = {
        "policy": {"profile": "strict_no_names", **policy},
        "accounts": [{"platform": p, "handle": "larkmere"} for p in ("x", "instagram", "google_reviews", "website")],
    }
    with made_home(folder, clock, tables=tables, people={**PEOPLE, "r.desai": Role.ICT}) as home:
        hand_in_registers(home, folder, pupils=HEAD + roll)
        yield home


def publish(home: Home, native_id: str, published_at: datetime, pupils: list[str]) -> None:
    line = {
        "id": native_id, "platform": "x", "direction": "own", "account": "larkmere", "text": f"A day, number {native_id}.",
        "published_at": published_at.isoformat(), "images": [{"file": f"{native_id}.jpg", "pupil_ids": pupils}],
    }  # fmt: skip
    import_posts(home=home, lines=[json.dumps(line)], actor="test")


def labels(home: Home) -> list[str]:
    with home.store.reading() as session:
        return list(session.scalars(select(FindingRow.label)))


# --- Leavers -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "listed"),
    [
        pytest.param("covered", [], id="permission covers pictures after a child has left"),
        pytest.param("ends", ["after", "before"], id="permission ends when a child leaves"),
    ],
)
def test_when_a_child_leaves_what_is_published_is_searched(
    tmp_path: Path, clock: FakeClock, rule: str, listed: list[str]
) -> None:
    with school(tmp_path, clock, after_leaving=rule) as home:
        publish(home, "before", clock() - timedelta(days=300), ["p1"])
        publish(home, "after", clock() - timedelta(days=1), ["p1", "p2"])
        publish(home, "other", clock() - timedelta(days=1), ["p2"])
        assert labels(home) == []
        hand_in_registers(home, tmp_path, pupils=HEAD + HERE.replace("Year 6,yes,,", "Year 6,yes,,2026-11-05"))
        found = [post.native_id for swept in run_sweeps(home=home) for post in swept.listed]
        assert sorted(found) == listed


def test_a_child_who_left_and_is_covered_is_still_shown_by_a_later_post(tmp_path: Path, clock: FakeClock) -> None:
    left = HERE.replace("Year 6,yes,,", "Year 6,yes,,2026-07-20")
    with school(tmp_path, clock, left, after_leaving="covered") as home:
        publish(home, "now", clock(), ["p1"])
        assert labels(home) == []
    with school(tmp_path / "other", clock, left, after_leaving="ends") as home:
        publish(home, "now", clock(), ["p1"])
        assert labels(home) == ["consent_missing"]


# --- The annual form -----------------------------------------------------------------------------------------------------

OLD = "p1,Maisie,Trevanion,Year 6,yes,2025-09-10,\np2,Otis,Fenn,Year 4,yes,2026-09-10,\n"


def test_an_overdue_form_is_said_and_by_the_policy_means_no(tmp_path: Path, clock: FakeClock) -> None:
    with school(tmp_path, clock, OLD, annual_refresh_month=9) as home:
        lines = {p: look_up(home=home, pupil_id=p, viewer="k.boateng").permissions[-1] for p in ("p1", "p2")}
        assert (lines["p1"].answer, "form has not come back" in lines["p1"].why) == ("yes", True)
        assert (lines["p2"].answer, "form" in lines["p2"].why) == ("yes", False)
        publish(home, "1", clock(), ["p1"])
        assert labels(home) == []
    with school(tmp_path / "strict", clock, OLD, annual_refresh_month=9, refresh_overdue="no") as home:
        publish(home, "1", clock(), ["p1"])
        publish(home, "2", clock(), ["p2"])
        assert labels(home) == ["consent_missing"]


def test_on_1_september_last_years_roll_is_an_exception_of_the_audit(tmp_path: Path, clock: FakeClock) -> None:
    def exceptions(home: Home) -> str:
        return "; ".join(audit_own_posts(home=home, since=clock() - timedelta(days=1), collect_first=False).exceptions)

    clock.now = datetime(2027, 8, 20, 9, tzinfo=UTC)
    with school(tmp_path, clock) as home:
        assert "roll" not in exceptions(home)
        clock.now = datetime(2027, 9, 1, 9, tzinfo=UTC)
        assert "not renewed since 1 September 2027" in exceptions(home)
        hand_in_registers(home, tmp_path, pupils=HEAD + HERE)
        assert "roll" not in exceptions(home)


# --- Staff ---------------------------------------------------------------------------------------------------------------


def test_members_of_staff_decide_about_their_own_pictures(tmp_path: Path, clock: FakeClock) -> None:
    with school(tmp_path, clock) as home:
        hand_in_registers(home, tmp_path, staff=STAFF)
        for purpose, yes in (("social_media", ["Owen Pryce"]), ("website", [])):
            found = staff_pictures(home=home, viewer="l.pemberton", purpose=purpose)
            assert [member.name for member in found] == ["Ahmed Saleh", "Beth Rowntree", "Owen Pryce"]
            assert [member.name for member in found if member.may_be_shown] == yes
        with pytest.raises(InputError, match="no purpose"):
            staff_pictures(home=home, viewer="l.pemberton", purpose="yearbook")
        for viewer in ("r.desai", "p.adeyemi", "nobody"):
            with pytest.raises(InputError):
                staff_pictures(home=home, viewer=viewer, purpose="website")


# --- Every look leaves a line --------------------------------------------------------------------------------------------


def test_each_look_at_pupils_by_a_person_is_an_event_without_names(tmp_path: Path, clock: FakeClock) -> None:
    with school(tmp_path, clock) as home:
        hand_in_registers(home, tmp_path, staff=STAFF)
        look_up(home=home, pupil_id="p1", viewer="k.boateng")
        with pytest.raises(InputError):
            look_up(home=home, pupil_id="p1", viewer="r.desai")
        out = tmp_path / "list.pdf"
        print_list(home=home, school_class="Year 4", purpose="social_media", viewer="k.boateng", out=out)
        staff_pictures(home=home, viewer="k.boateng", purpose="website")
        with home.store.reading() as session:
            rows = session.scalars(select(AuditRow).order_by(AuditRow.number)).all()
        seen = [
            (row.actor, row.action) for row in rows if row.action.split(":")[0] in ("pupil", "no_photo_list", "staff")
        ]
        assert [line for line in seen if line[1] != "staff:imported"] == [
            ("k.boateng", "pupil:viewed"),
            ("r.desai", "pupil:refused"),
            ("k.boateng", "no_photo_list:printed"),
            ("k.boateng", "staff:viewed"),
        ]
        assert not any(word in json.dumps(row.details) for row in rows for word in ("Maisie", "Otis", "Pryce", '"p1"'))


# --- What nobody sees ----------------------------------------------------------------------------------------------------


def test_the_record_counts_profiles_that_no_collector_is_given(tmp_path: Path, clock: FakeClock) -> None:
    with school(tmp_path, clock) as home:
        audit_own_posts(home=home, since=clock() - timedelta(days=1), collect_first=False)
        assert audits(home=home)[0].counts["profiles_not_seen"] == 2


@pytest.mark.parametrize("kind", ["image", "video"])
def test_a_clip_without_a_declaration_is_held_exactly_like_a_picture(
    tmp_path: Path, clock: FakeClock, kind: str
) -> None:
    with school(tmp_path, clock) as home:
        line = {
            "id": "1", "platform": "instagram", "direction": "own", "account": "larkmere", "text": "Well done Maisie!",
            "published_at": date(2026, 11, 9).isoformat() + "T08:00:00Z", "images": [{"file": "a.mp4", "kind": kind}],
        }  # fmt: skip
        import_posts(home=home, lines=[json.dumps(line)], actor="test")
        with home.store.reading() as session:
            rows = session.execute(select(FindingRow.label, FindingRow.level).order_by(FindingRow.label)).all()
        held = [(label, level) for label, level in rows if label in ("consent_undeclared", "child_named")]
        assert held == [("child_named", "alert"), ("consent_undeclared", "review")]
