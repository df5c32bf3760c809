"""The audit of own posts from the picture to the decision, once on SQLite and once on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from clocks import FakeClock
from databases import fresh_database
from handed_registers import hand_in_registers
from homes import PEOPLE, made_home
from pictures import saved, scene

from data.records import Picture, Post, RawItem
from data.store import posts
from data.words import BreachDecision, BreachOutcome, Direction, PermissionStatus, Platform, Role
from pipelines.audit import audit_own_posts
from pipelines.audit_calendar import DayState, audit_days
from pipelines.audit_record import sign_off
from pipelines.breach_log import breach_log, decide, say_outcome
from pipelines.declare import withhold_picture
from pipelines.home import Home
from pipelines.media import keep
from pipelines.picture_holds import Stage, held_pictures
from pipelines.picture_reviews import confirm, say_who
from pipelines.register_desk import decide as decide_permission
from pipelines.registers import school_day
from pipelines.sweep import run_sweeps

ROLL = "pupil_id,legal_first,surname,class,social_media\np1,Maisie,Trevanion,Year 4,yes\n"
WHOLE = scene(1, (900, 700))
FILES = {"whole": saved(WHOLE), "crop": saved(WHOLE.crop((120, 90, 780, 610))), "other": saved(scene(2, (900, 700)))}


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def home(request: pytest.FixtureRequest, tmp_path: Path, clock: FakeClock) -> Iterator[Home]:
    urls = iter([None])
    if request.param == "postgres":
        urls = fresh_database(request.getfixturevalue("postgres_url"))
    url = next(urls)
    tables = {"accounts": [{"platform": "instagram", "handle": "larkmere", "area": "Year 4"}]}
    secrets = {"GOODNAME_DATABASE_URL": url} if url else None
    with made_home(tmp_path, clock, tables=tables, people={**PEOPLE, "d.po": Role.DPO}, secrets=secrets) as opened:
        assert opened.store.engine.dialect.name.startswith(request.param[:6])
        yield opened
    next(urls, None)


def test_from_the_picture_to_the_decision(home: Home, tmp_path: Path) -> None:
    hand_in_registers(home, tmp_path, pupils=ROLL)
    own = [
        Post(name, Platform.INSTAGRAM, f"A day for {name}.", Direction.OWN, account="larkmere",
             published_at=home.clock() - timedelta(hours=1), images=(Picture(f"{name}.jpg"),))
        for name in FILES
    ]  # fmt: skip
    with home.store.writing() as session:
        mapped = [posts.Mapped(post, RawItem("instagram", {}), 1) for post in own]
        posts.store_posts(session, home.school_id, "instagram", mapped, now=home.clock())
    for post in own:
        keep(home, post, post.images[0], FILES[post.id])

    done = audit_own_posts(home=home, since=home.clock() - timedelta(days=1), collect_first=False)
    assert (done.read, done.breaches, done.holds) == (3, 0, 3)

    for held in held_pictures(home=home, viewer="k.boateng"):
        place = {"home": home, "post_id": held.post_id, "picture": held.picture}
        assert say_who(viewer="k.boateng", pupil_ids=["p1"], others=0, **place) is Stage.SECOND  # type: ignore[arg-type]
        assert confirm(viewer="l.pemberton", agrees=True, **place) is Stage.LET_THROUGH  # type: ignore[arg-type]
    assert held_pictures(home=home, viewer="k.boateng") == ()

    withhold_picture(home=home, viewer="k.boateng", content=FILES["whole"])
    (swept,) = run_sweeps(home=home)
    assert sorted(post.native_id for post in swept.listed) == ["crop", "whole"]
    decide_permission(
        home=home, pupil_id="p1", viewer="k.boateng", purposes=["social_media"], status=PermissionStatus.WITHDRAWN,
        source="a call",
    )  # fmt: skip
    (again,) = run_sweeps(home=home)
    assert sorted(post.native_id for post in again.listed) == ["crop", "other", "whole"]

    for case in {line.case for line in breach_log(home=home, viewer="d.po")}:
        say_outcome(
            home=home, viewer="k.boateng", reference=case, outcome=BreachOutcome.REMOVED, words="Taken down at once."
        )
        decide(home=home, viewer="d.po", reference=case, decision=BreachDecision.RECORD_ONLY, words="Low risk.")
    assert breach_log(home=home, viewer="d.po", open_only=True) == []
    sign_off(home=home, viewer="k.boateng", words="All seen.")
    today = school_day(home)
    (day,) = audit_days(home=home, viewer="k.boateng", since=today, until=today)
    assert (day.published, day.breaches, day.state) == (3, 3, DayState.SIGNED)
