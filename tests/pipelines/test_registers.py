"""Importing registers into a real home: what a dry run says, what is stored, what follows; who may look."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from clocks import FakeClock
from homes import made_home
from sqlalchemy import select

from casework.cases import deny
from data.errors import InputError
from data.registers import entries
from data.store import registers
from data.store.tables import AuditRow, CaseRow
from data.words import PermissionStatus, Role
from pipelines.home import Home
from pipelines.import_posts import import_posts
from pipelines.no_photo_list import print_list
from pipelines.people import add_person
from pipelines.register_desk import decide, look_up
from pipelines.registers import import_register, load_school
from pipelines.sweep import ask_for_what_lapsed, run_sweeps, take_down_list

HEAD = "pupil_id,legal_first,surname,class,social_media,leaver_date,protected\n"
ROLL = HEAD + "p1,Maisie,Trevanion,Year 1,yes,,\np2,Alek,Nowakowski,Year 4,yes,,\np3,Ines,Quill,Year 4,no,,\n"


def imported(home: Home, folder: Path, content: str, register: str = "pupils", **options: object):  # noqa: ANN201 - a test's shorthand
    path = folder / f"{register}-in.csv"
    path.write_text(content, encoding="utf-8")
    return import_register(home=home, register=register, path=path, actor="test", **options)  # type: ignore[arg-type]


def stored(home: Home, pupil_id: str):  # noqa: ANN201 - a test's shorthand
    with home.store.reading() as session:
        entry = registers.entry(session, home.cipher, home.school_id, "pupils", pupil_id)
    return entries.pupil(entry) if entry else None


@pytest.fixture
def school(tmp_path: Path, clock: FakeClock):  # noqa: ANN201 - a generator of homes
    with made_home(tmp_path, clock, tables={"policy": {"profile": "first_name_only"}}) as home:
        imported(home, tmp_path, ROLL)
        yield home


def test_a_dry_run_says_everything_and_stores_nothing(school: Home, tmp_path: Path) -> None:
    later = (
        HEAD
        + "p1,Maisie,Trevanion,Year 1,no,,\np2,Alek,Nowakowski,Year 5,yes,,\np4,Otis,Fenn,Year 4,yes,,\np5,,Blank,Year 4,yes,,\n"
    )
    done = imported(school, tmp_path, later, dry_run=True)
    assert (done.added, done.changed, done.withdrawn, done.left, done.unchanged, done.stored) == (1, 2, 1, 1, 0, False)
    assert {(c.kind, c.pupil_id, c.what) for c in done.changes} == {
        ("withdrawn", "p1", "social_media"),
        ("changed", "p1", "permissions"),
        ("changed", "p2", "class"),
        ("added", "p4", ""),
        ("left", "p3", ""),
    }
    assert [entry.line for entry in done.rejected] == [5]
    assert stored(school, "p4") is None
    with pytest.raises(InputError, match="1 line cannot be used, so nothing was stored"):
        imported(school, tmp_path, later)
    assert stored(school, "p4") is None


def test_a_withdrawal_is_kept_beside_what_was_given(school: Home, tmp_path: Path, clock: FakeClock) -> None:
    clock.move(days=10)
    imported(school, tmp_path, ROLL.replace("Maisie,Trevanion,Year 1,yes", "Maisie,Trevanion,Year 1,no"))
    told = stored(school, "p1").decisions
    assert [(d.status, d.since) for d in told] == [
        (PermissionStatus.GIVEN, date(2026, 11, 9)),
        (PermissionStatus.WITHDRAWN, date(2026, 11, 19)),
    ]
    assert load_school(home=school, purpose="test").pupils


def test_silence_takes_no_protection_away(school: Home, tmp_path: Path) -> None:
    imported(school, tmp_path, ROLL.replace("p3,Ines,Quill,Year 4,no,,", "p3,Ines,Quill,Year 4,no,,yes"))
    imported(school, tmp_path, "pupil_id,legal_first,surname\np1,Maisie,Trevanion\np2,Alek,N\np3,Ines,Quill\n")
    assert stored(school, "p3").protected
    assert stored(school, "p3").school_class == "Year 4"
    assert stored(school, "p1").permissions["social_media"]


def test_who_is_not_in_the_file_has_left_and_may_come_back(school: Home, tmp_path: Path) -> None:
    imported(school, tmp_path, HEAD + "p1,Maisie,Trevanion,Year 1,yes,,\n")
    assert stored(school, "p2").leaver_date == date(2026, 11, 8)
    assert not stored(school, "p2").permissions["social_media"]
    imported(school, tmp_path, ROLL)
    assert stored(school, "p2").leaver_date is None
    assert stored(school, "p2").permissions["social_media"]


def test_a_mapping_is_saved_and_used_next_time(school: Home, tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text(
        '[columns]\npupil_id = "Number"\nfull_name = "Child"\n[permissions]\n"Photos online" = "social_media"\n',
        "utf-8",
    )
    content = (
        'Number,Child,Photos online\np1,"Trevanion, Maisie",Declined\np2,"Nowakowski, Alek",Yes\np3,"Quill, Ines",\n'
    )
    done = imported(school, tmp_path, content, mapping=str(mine), dry_run=True)
    assert (done.mapping, done.withdrawn) == ("mine", 1)
    assert not (school.folder / "mappings").exists()
    imported(school, tmp_path, content, mapping=str(mine))
    again = imported(school, tmp_path, content.replace("Declined", "Given"))
    assert (again.mapping, again.changed) == ("pupils", 1)
    assert imported(school, tmp_path, ROLL, dry_run=True).mapping is None


def test_a_long_file_of_consents_makes_nobody_leave(school: Home, tmp_path: Path) -> None:
    content = (
        'Pupil ID,Pupil,Class,Consent,Status,Date\np2,"Nowakowski, Alek",Year 4,Social media,Withdrawn,01/11/2026\n'
    )
    done = imported(school, tmp_path, content, mapping="long")
    assert (done.withdrawn, done.left) == (1, 0)
    assert stored(school, "p1").permissions["social_media"]


def publish(home: Home, *posts: dict[str, object]) -> None:
    lines = [
        json.dumps({"platform": "x", "direction": "own", "account": "larkmereprimary", "text": f"Day {n}", **post})
        for n, post in enumerate(posts)
    ]
    import_posts(home=home, lines=lines, actor="test")


def test_a_withdrawal_lists_every_published_post_the_oldest_first(school: Home, tmp_path: Path) -> None:
    publish(
        school,
        {"id": "new", "published_at": "2026-11-01T10:00:00Z", "images": [{"file": "a.jpg", "pupil_ids": ["p1", "p2"]}]},
        {"id": "old", "published_at": "2019-05-01T10:00:00Z", "images": [{"file": "b.jpg", "pupil_ids": ["p1"]}]},
        {"id": "other", "published_at": "2026-10-01T10:00:00Z", "images": [{"file": "c.jpg", "pupil_ids": ["p2"]}]},
        {"id": "none", "published_at": "2026-10-01T10:00:00Z"},
    )
    assert run_sweeps(home=school) == []
    imported(school, tmp_path, ROLL.replace("Maisie,Trevanion,Year 1,yes", "Maisie,Trevanion,Year 1,no"))
    (swept,) = run_sweeps(home=school)
    assert [post.native_id for post in swept.listed] == ["old", "new"]
    assert (swept.searched, swept.read_again) == (4, 2)
    assert all(post.case.startswith("GN-") for post in swept.listed)
    assert "Maisie" not in swept.sentence
    assert run_sweeps(home=school) == []
    assert [post.native_id for done in take_down_list(home=school, viewer="k.boateng") for post in done.listed] == [
        "old",
        "new",
    ]


def test_what_is_to_be_taken_down_is_shown_as_its_case_is(school: Home, tmp_path: Path) -> None:
    publish(
        school,
        {"id": "first", "published_at": "2019-05-01T10:00:00Z", "images": [{"file": "a.jpg", "pupil_ids": ["p1"]}]},
        {"id": "second", "published_at": "2019-06-01T10:00:00Z", "images": [{"file": "b.jpg", "pupil_ids": ["p1"]}]},
    )
    imported(school, tmp_path, ROLL.replace("Maisie,Trevanion,Year 1,yes", "Maisie,Trevanion,Year 1,no"))
    (swept,) = run_sweeps(home=school)
    of_first = swept.listed[0].case
    with school.store.writing() as session:
        case = session.scalars(select(CaseRow).where(CaseRow.reference == of_first)).one()
        deny(session, case, {"l.pemberton": "named in the post"})

    def listed(viewer: str) -> list[tuple[str, bool]]:
        found = take_down_list(home=school, viewer=viewer)
        return [(post.native_id, post.case is not None) for done in found for post in done.listed]

    assert listed("k.boateng") == [("first", True), ("second", True)]
    assert listed("l.pemberton") == [("second", True)]
    assert listed("p.adeyemi") == [("first", False), ("second", False)]


def test_a_leaver_and_a_withheld_picture_are_searched_for_too(school: Home, tmp_path: Path) -> None:
    publish(
        school,
        {"id": "1", "images": [{"file": "a.jpg", "pupil_ids": ["p2"]}]},
        {"id": "2", "images": [{"file": "pond.jpg", "pupil_ids": ["p1"]}]},
    )
    imported(school, tmp_path, HEAD + "p1,Maisie,Trevanion,Year 1,yes,,\n")
    assert [post.native_id for done in run_sweeps(home=school) for post in done.listed] == ["1"]
    photos = "file,sha256,phash,pupil_ids,others,status,purposes,declared_by,declared_at\n"
    imported(school, tmp_path, photos + "pond.jpg,,,p1,0,declared,,,\n", "photos")
    assert run_sweeps(home=school) == []
    imported(school, tmp_path, photos + "pond.jpg,,,p1,0,withheld,,,\n", "photos")
    (swept,) = run_sweeps(home=school)
    assert [post.native_id for post in swept.listed] == ["2"]


def test_a_permission_that_runs_out_by_itself_is_searched_for(school: Home, clock: FakeClock) -> None:
    publish(school, {"id": "1", "images": [{"file": "a.jpg", "pupil_ids": ["p1"]}]})
    decide(
        home=school, pupil_id="p1", viewer="k.boateng", purposes=["social_media"], status=PermissionStatus.GIVEN,
        until=date(2026, 11, 12), source="a form",
    )  # fmt: skip
    assert ask_for_what_lapsed(home=school, since=date(2026, 11, 8)) == 0
    clock.move(days=4)
    assert ask_for_what_lapsed(home=school, since=date(2026, 11, 9)) == 1
    assert [post.native_id for done in run_sweeps(home=school) for post in done.listed] == ["1"]


# --- Who may look --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "sees", "why", "protection"),
    [
        pytest.param(Role.DSL, True, True, True, id="dsl"),
        pytest.param(Role.DEPUTY_DSL, True, True, True, id="deputy"),
        pytest.param(Role.HEADTEACHER, True, True, True, id="head"),
        pytest.param(Role.DPO, True, True, None, id="dpo"),
        pytest.param(Role.COMMS_LEAD, True, False, None, id="comms"),
        pytest.param(Role.ACCOUNT_OWNER, False, False, None, id="owner of another account"),
        pytest.param(Role.GOVERNOR, False, False, None, id="governor"),
        pytest.param(Role.ICT, False, False, None, id="ict"),
        pytest.param(Role.STAFF, False, False, None, id="staff"),
    ],
)
def test_who_sees_what_of_a_pupil(school: Home, role: Role, sees: bool, why: bool, protection: bool | None) -> None:
    add_person(home=school, username="viewer", display_name="v", email=None, roles=[role], actor="test")
    with school.store.reading() as session:
        before = len(session.scalars(select(AuditRow)).all())
    if not sees:
        with pytest.raises(InputError, match="no such pupil"):
            look_up(home=school, pupil_id="p3", viewer="viewer")
    else:
        seen = look_up(home=school, pupil_id="p3", viewer="viewer")
        line = next(entry for entry in seen.permissions if entry.purpose == "social_media")
        assert line.answer == ("no" if why else "hold")
        assert bool(line.why) is why
        assert seen.protected == (False if protection else None)
    with school.store.reading() as session:
        events = session.scalars(select(AuditRow).order_by(AuditRow.number)).all()
    assert len(events) == before + 1
    assert events[-1].action == ("pupil:viewed" if sees else "pupil:refused")
    assert "p3" not in json.dumps(events[-1].details).replace("pupil", "")


def test_the_owner_of_a_class_account_sees_the_own_class_only(school: Home, tmp_path: Path) -> None:
    imported(school, tmp_path, "platform,handle,area,owner\nx,larkmereyear4,Year 4,Owen Pryce\n", "accounts")
    imported(school, tmp_path, "name,role,known_as,user\nOwen Pryce,Year 4 teacher,,o.pryce\n", "staff")
    add_person(home=school, username="o.pryce", display_name="o", email=None, roles=[Role.ACCOUNT_OWNER], actor="test")
    assert look_up(home=school, pupil_id="p2", viewer="o.pryce").protected is None
    with pytest.raises(InputError, match="no such pupil"):
        look_up(home=school, pupil_id="p1", viewer="o.pryce")


def test_protection_is_never_told_to_comms_or_the_dpo(school: Home, tmp_path: Path) -> None:
    imported(school, tmp_path, ROLL.replace("Year 1,yes,,", "Year 1,yes,,yes"))
    add_person(home=school, username="d.po", display_name="d", email=None, roles=[Role.DPO], actor="test")
    for viewer, told in (("k.boateng", "safety"), ("l.pemberton", ""), ("d.po", "")):
        line = look_up(home=school, pupil_id="p1", viewer=viewer).permissions[-1]
        assert told in line.why
        assert ("safety" in line.why) is bool(told)
        assert line.answer == ("no" if told else "hold")


def test_a_decision_needs_a_role_a_purpose_and_a_day_that_has_come(school: Home) -> None:
    options = {"pupil_id": "p1", "status": PermissionStatus.WITHDRAWN, "source": "a call"}
    for viewer, purposes, since, match in (
        ("l.pemberton", ["social_media"], None, "your roles"),
        ("k.boateng", ["yearbook"], None, "no purpose"),
        ("k.boateng", ["social_media"], date(2027, 1, 1), "future"),
        ("nobody", ["social_media"], None, "goodname user add"),
    ):
        with pytest.raises(InputError, match=match):
            decide(home=school, viewer=viewer, purposes=purposes, since=since, **options)  # type: ignore[arg-type]
    assert decide(home=school, viewer="k.boateng", purposes=["social_media"], **options)  # type: ignore[arg-type]
    assert not decide(home=school, viewer="k.boateng", purposes=["social_media"], **options)  # type: ignore[arg-type]


def test_the_no_photo_list_says_who_how_many_and_how_old(school: Home, tmp_path: Path, clock: FakeClock) -> None:
    import pypdf

    clock.move(days=40)
    out = tmp_path / "list.pdf"
    assert print_list(home=school, school_class="year 4", purpose="social_media", viewer="k.boateng", out=out) == 1
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(out).pages)
    assert all(
        words in text for words in ("Quill", "Ines", "Year 4", "1 of 2", "09 November 2026", "older than 35 days")
    )
    assert not any(words in text for words in ("Nowakowski", "Trevanion", "refused"))
    for viewer, school_class, match in (("l.pemberton", "Year 4", "printed by"), ("k.boateng", "Year 9", "no pupil")):
        with pytest.raises(InputError, match=match):
            print_list(home=school, school_class=school_class, purpose="social_media", viewer=viewer, out=out)
