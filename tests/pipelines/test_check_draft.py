"""The check before publishing for pictures from a browser: nothing is written but the declaration."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from clocks import FakeClock
from handed_registers import hand_in_registers
from homes import PEOPLE, made_home
from pictures import saved, scene
from PIL import Image
from sqlalchemy import select

from classifiers.images.metadata import read_metadata
from classifiers.images.opening import Opened, open_picture
from data.errors import InputError
from data.store.tables import AuditRow, PostRow
from data.words import Role
from pipelines.check_draft import MOST_PICTURES, Upload, check_draft, own_handles
from pipelines.check_post import Checked, Outcome
from pipelines.home import Home
from pipelines.registers import load_school

ROLL = "pupil_id,legal_first,surname,class,social_media\np1,Maisie,Trevanion,Year 4,yes\np2,Alek,Quill,Year 4,no\n"
ACCOUNTS = "platform,handle,area,owner,status\nx,larkmereyear4,Year 4,o.pryce,active\nx,larkmereold,,,closed\n"


@pytest.fixture
def home(tmp_path: Path, clock: FakeClock) -> Iterator[Home]:
    with made_home(tmp_path, clock, people={**PEOPLE, "t.staff": Role.STAFF, "r.desai": Role.ICT}) as opened:
        hand_in_registers(opened, tmp_path, pupils=ROLL, accounts=ACCOUNTS)
        yield opened


def with_place() -> bytes:
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 12.0, 0.0), 3: "E", 4: (0.0, 7.0, 0.0)})
    return saved(scene(1), exif=exif.tobytes())


def checked(home: Home, *uploads: Upload, text: str = "A good day", viewer: str = "t.staff") -> Checked:
    return check_draft(home=home, viewer=viewer, account="larkmereyear4", text=text, uploads=uploads)


PLAIN = saved(scene(1))


@pytest.mark.parametrize(
    ("text", "uploads", "outcome"),
    [
        pytest.param("A good day", [], Outcome.CLEAR, id="words alone"),
        pytest.param("Well done Maisie Trevanion!", [], Outcome.BREACH, id="a name"),
        pytest.param("A good day", [Upload("a.jpg", PLAIN)], Outcome.HOLD, id="a picture that nobody declared"),
        pytest.param("A good day", [Upload("a.jpg", PLAIN, ("p1",))], Outcome.CLEAR, id="a child with permission"),
        pytest.param("A good day", [Upload("a.jpg", PLAIN, ("p2",))], Outcome.BREACH, id="a child without"),
        pytest.param("A good day", [Upload("a.jpg", with_place(), ())], Outcome.BREACH, id="a picture that says where"),
        pytest.param("A good day", [Upload("maisie_trevanion.jpg", PLAIN, ())], Outcome.BREACH, id="a name in the file name"),
        pytest.param("A good day", [Upload("a.mp4", b"film", None)], Outcome.HOLD, id="a clip that nobody declared"),
        pytest.param("A good day", [Upload("a.jpg", b"<svg/>", ())], Outcome.HOLD, id="what is no picture"),
    ],
)  # fmt: skip
def test_what_becomes_of_a_draft(home: Home, text: str, uploads: list[Upload], outcome: Outcome) -> None:
    assert checked(home, *uploads, text=text).outcome is outcome


def test_the_clean_copy_is_in_the_answer_and_no_file_is_written(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a file was written")

    monkeypatch.setattr(Path, "write_bytes", refuse)
    one = checked(home, Upload(r"C:\\Photos\\maisie.jpg", with_place(), ("p1",))).pictures[0]
    assert one.clean is not None
    assert one.clean_copy is None
    opened = open_picture(one.clean.content)
    assert isinstance(opened, Opened)
    metadata = read_metadata(opened.image)
    assert not metadata.has_place
    assert not metadata.words
    assert "maisie" not in one.clean.file


def test_what_was_declared_is_kept_and_the_check_leaves_a_line(home: Home) -> None:
    checked(home, Upload("a.jpg", PLAIN, ("p1",), others=2))
    (photo,) = load_school(home=home, purpose="test").photos
    assert (photo.pupil_ids, photo.others, photo.declared_by) == (("p1",), 2, "t.staff")
    assert checked(home, Upload("b.jpg", PLAIN)).outcome is Outcome.CLEAR, "the declaration is remembered"
    with home.store.reading() as session:
        lines = session.scalars(select(AuditRow).where(AuditRow.action == "own_post:checked")).all()
        assert [(line.actor, line.reason) for line in lines] == [("t.staff", "clear")] * 2
        assert session.scalars(select(PostRow)).all() == []


def test_who_checks_for_which_accounts(home: Home) -> None:
    assert [account.handle for account in own_handles(home=home, viewer="t.staff")] == ["larkmereyear4"]
    for viewer in ("r.desai", "p.adeyemi", "nobody"):
        with pytest.raises(InputError):
            own_handles(home=home, viewer=viewer)
        with pytest.raises(InputError):
            checked(home, viewer=viewer)


@pytest.mark.parametrize(
    ("uploads", "match"),
    [
        pytest.param([Upload("a.jpg", PLAIN, ("p9",))], "not on the roll", id="an id that is not on the roll"),
        pytest.param([Upload("a.jpg", b"")] * (MOST_PICTURES + 1), "at most 20", id="too many"),
        pytest.param([Upload("a.jpg", b"0" * 30_000_001)], "30 MB", id="too large"),
    ],
)
def test_what_is_refused(home: Home, uploads: list[Upload], match: str) -> None:
    with pytest.raises(InputError, match=match):
        checked(home, *uploads)
