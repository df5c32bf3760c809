"""A withheld picture is found wherever it stands already: resized, mirrored, cropped, under another name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from clocks import FakeClock
from handed_registers import hand_in_registers
from homes import made_home
from pictures import saved, scene
from PIL import Image
from sqlalchemy import select

from classifiers.images.hashes import phash, sha256
from classifiers.images.opening import Opened, open_picture
from data.errors import InputError
from data.records import PhotoDeclaration, Picture, Post, RawItem
from data.registers import entries
from data.store import posts, registers
from data.store.picture_tables import OwnPictureRow
from data.store.tables import PostRow
from data.words import Direction, PermissionStatus, Platform
from pipelines.attend import attend
from pipelines.declare import store_declarations, withhold_picture
from pipelines.home import Home
from pipelines.media import keep
from pipelines.register_desk import decide
from pipelines.registers import load_school
from pipelines.sweep import run_sweeps

ACCOUNTS = {"accounts": [{"platform": "instagram", "handle": "larkmere"}]}
HEAD = "file,sha256,phash,pupil_ids,others,status,purposes,declared_by,declared_at\n"
ROLL = "pupil_id,legal_first,surname,class,social_media\np1,Maisie,Trevanion,Year 4,yes\n"

WHOLE = scene(1, (900, 700))
FILES: Mapping[str, bytes] = {
    "whole": saved(WHOLE),
    "small": saved(WHOLE.resize((450, 350)), quality=70),
    "mirror": saved(WHOLE.transpose(Image.Transpose.FLIP_LEFT_RIGHT)),
    "crop": saved(WHOLE.crop((120, 90, 780, 610))),
    "other": saved(scene(2, (900, 700))),
    "another": saved(scene(3, (900, 700))),
}


@pytest.fixture
def home(tmp_path: Path, clock: FakeClock) -> Iterator[Home]:
    with made_home(tmp_path, clock, tables=ACCOUNTS) as opened:
        hand_in_registers(opened, tmp_path, pupils=ROLL, photos=HEAD)
        published(opened, FILES)
        yield opened


def published(home: Home, files: Mapping[str, bytes], *, declared: bool = True) -> None:
    """Publish one post for each file, each picture under a name that its platform made up."""
    own = [
        Post(
            name, Platform.INSTAGRAM, f"A day for {name}", Direction.OWN, account="larkmere",
            published_at=home.clock() - timedelta(days=400 - at),
            images=(Picture(f"{1000 + at}_n.jpg", pupil_ids=() if declared else None),),
        )
        for at, name in enumerate(files)
    ]  # fmt: skip
    with home.store.writing() as session:
        mapped = [posts.Mapped(post, RawItem("instagram", {}), 1) for post in own]
        posts.store_posts(session, home.school_id, "instagram", mapped, now=home.clock())
    for post in own:
        keep(home, post, post.images[0], files[post.id])
    attend(home=home, school=load_school(home=home, purpose="test"))


def listed(home: Home) -> list[str]:
    return sorted(post.native_id for done in run_sweeps(home=home) for post in done.listed)


def hash_of(content: bytes) -> str:
    opened = open_picture(content)
    assert isinstance(opened, Opened)
    return phash(opened.pixels)


SUM, HASH = sha256(FILES["whole"]), hash_of(FILES["whole"])
COPIES = ["crop", "mirror", "small", "whole"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param(f",{SUM},,,,withheld,,,\n", COPIES, id="by its SHA-256, and from there by its looks"),
        pytest.param(f",{SUM},{HASH},,,withdrawn,,,2026-11-01T10:00\n", COPIES, id="by both"),
        pytest.param(f",,{HASH},,,withheld,,,\n", COPIES, id="by its perceptual hash alone"),
        pytest.param("1000_n.jpg,,,,,withheld,,,\n", COPIES, id="by its file name, and from there by its corners"),
        pytest.param(f",{'0' * 64},,,,withheld,,,\n", [], id="a picture that was never published"),
        pytest.param(f",{SUM},{HASH},,,declared,,,\n", [], id="not withheld"),
    ],
)
def test_a_withheld_picture_is_found_among_what_is_published(
    home: Home, tmp_path: Path, line: str, expected: list[str]
) -> None:
    hand_in_registers(home, tmp_path, photos=HEAD + line)
    assert listed(home) == expected
    assert run_sweeps(home=home) == []


def test_what_the_sweep_learned_of_a_picture_serves_the_next_audit_and_outlives_an_import(
    home: Home, tmp_path: Path
) -> None:
    line = f",{SUM},,,,withheld,,,\n"
    hand_in_registers(home, tmp_path, photos=HEAD + line)
    run_sweeps(home=home)
    hand_in_registers(home, tmp_path, photos=HEAD + line + f",{'1' * 64},,,,declared,,,\n")
    with home.store.reading() as session:
        kept = entries.photo(registers.entry(session, home.cipher, home.school_id, "photos", SUM) or {})
    assert kept.phash == HASH
    assert kept.features
    published(home, {"later crop": saved(WHOLE.crop((60, 60, 800, 600)))})
    with home.store.reading() as session:
        found = session.scalars(select(PostRow).where(PostRow.native_id == "later crop")).one()
        assert found.examined_version == 1
    assert listed(home) == []


def test_a_picture_declared_before_publishing_is_found_by_its_content_when_a_child_withdraws(
    home: Home, tmp_path: Path
) -> None:
    # The platform gives the picture another name, so that only its content says which declaration is meant.
    said = PhotoDeclaration("picture-abc.jpg", SUM, HASH, ("p1",), 0, declared_by="test", declared_at=home.clock())
    store_declarations(home=home, declared=[said], actor="test")
    decide(
        home=home, pupil_id="p1", viewer="k.boateng", purposes=["social_media"], status=PermissionStatus.WITHDRAWN,
        source="a call",
    )  # fmt: skip
    assert listed(home) == ["small", "whole"]


def test_a_picture_is_withheld_by_its_file_by_those_who_may(home: Home) -> None:
    with pytest.raises(InputError, match="your roles"):
        withhold_picture(home=home, viewer="p.adeyemi", content=FILES["whole"])
    with pytest.raises(InputError, match="not read"):
        withhold_picture(home=home, viewer="k.boateng", content=b"a text")
    with pytest.raises(InputError, match="withheld or withdrawn"):
        withhold_picture(home=home, viewer="k.boateng", content=FILES["whole"], status="approved")
    assert listed(home) == []
    withhold_picture(home=home, viewer="k.boateng", content=FILES["whole"], file="pond.jpg", status="withdrawn")
    assert listed(home) == COPIES
    assert [photo.status for photo in load_school(home=home, purpose="test").photos] == ["withdrawn"]


def test_the_marks_leave_with_their_post(home: Home) -> None:
    with home.store.writing() as session:
        assert len(session.scalars(select(OwnPictureRow)).all()) == len(FILES)
        ids = session.scalars(select(PostRow.id)).all()
        posts.drop_text(session, ids, why="retention")
        assert session.scalars(select(OwnPictureRow)).all() == []


def test_what_is_gone_is_not_listed(home: Home, tmp_path: Path) -> None:
    with home.store.writing() as session:
        session.scalars(select(PostRow).where(PostRow.native_id == "small")).one().gone_at = home.clock()
    hand_in_registers(home, tmp_path, photos=HEAD + f",{SUM},{HASH},,,withheld,,,\n")
    assert listed(home) == ["crop", "mirror", "whole"]
