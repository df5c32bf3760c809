"""What the audit says of the school's own pictures: tables of what is held, what is a breach and what passes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pictures import SHARED, saved, scene, shared
from PIL import Image

from casework.triage import triage
from classifiers.consents import Consents
from classifiers.images import picture_text
from classifiers.images.face_count import FaceCount
from classifiers.images.features import packed
from classifiers.images.hashes import phash, sha256
from classifiers.images.opening import Opened, open_picture
from classifiers.images.picture_metadata import PictureMetadata
from classifiers.images.picture_text import PictureText
from classifiers.images.sight import features_of
from classifiers.images.withheld_pictures import WithheldPictures
from classifiers.registry import examine
from data.records import Account, Examination, PhotoDeclaration, Picture, Post, Pupil, School, StaffMember
from data.words import Direction, Platform

RULES = (Consents(), FaceCount(), PictureMetadata(), WithheldPictures())
OCTOBER, NOVEMBER = datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)

SCHOOL = School(
    "Larkmere Primary School & Nursery",
    accounts=(
        Account(Platform.INSTAGRAM, "larkmere", area="Whole school"),
        Account(Platform.X, "larkmereyear4", area="Year 4"),
        Account(Platform.WEBSITE, "larkmere.example", purpose="website"),
    ),
    pupils=(
        Pupil("P1", "Aleksander", "Nowakowski", school_class="Year 4", permissions={"social_media": True, "website": True}),
        Pupil("P2", "Maisie", "Trevanion", school_class="Year 4", permissions={"website": True}),
        Pupil("P3", "Teodor", "Quillfeather", school_class="Year 2", protected=True),
    ),
    staff=(StaffMember("Owen Pryce", "Year 4 teacher"),),
    policy={"profile": "strict_no_names"},
)  # fmt: skip


@dataclass(frozen=True)
class Files:
    contents: Mapping[str, bytes]

    def read(self, post: Post, picture: Picture) -> bytes | None:
        return self.contents.get(picture.file)


def school(*photos: PhotoDeclaration, **changes: Any) -> School:
    from dataclasses import replace

    return replace(SCHOOL, photos=photos, **changes)


def own(*pictures: Picture, text: str = "A good day", account: str = "larkmere", **more: Any) -> Post:
    platform = {"larkmere": Platform.INSTAGRAM, "larkmereyear4": Platform.X, "larkmere.example": Platform.WEBSITE}[
        account
    ]
    return Post("1", platform, text, **{"direction": Direction.OWN, "account": account, "images": pictures} | more)


def said(post: Post, about: School, files: Mapping[str, bytes] | None = None) -> Examination:
    (examination,) = examine([post], about, Files(files or {}), RULES)
    return examination


def found(examination: Examination) -> set[tuple[str, str | None]]:
    return {(finding.label.value, finding.subtype) for finding in examination.findings}


def hash_of(content: bytes) -> str:
    opened = open_picture(content)
    assert isinstance(opened, Opened)
    return phash(opened.pixels)


PLAIN = saved(scene(1))
OTHER = saved(scene(2))
SMALLER = saved(scene(1).resize((200, 150)), quality=70)
CROPPED = saved(scene(1, (900, 700)).crop((90, 70, 810, 630)))
WHOLE = saved(scene(1, (900, 700)))
UNDECLARED = ("consent_undeclared", None)


@pytest.mark.parametrize(
    ("picture", "photos", "files", "expected"),
    [
        pytest.param(Picture("a.jpg"), [], {}, {UNDECLARED}, id="nobody said who is in it, bytes not at hand"),
        pytest.param(Picture("a.jpg"), [], {"a.jpg": PLAIN}, {UNDECLARED}, id="no face found clears nothing"),
        pytest.param(Picture("a.mp4", kind="video"), [], {}, {UNDECLARED}, id="a clip that nobody declared"),
        pytest.param(Picture("a.mp4", pupil_ids=("P1",), kind="video"), [], {}, set(), id="a declared clip"),
        pytest.param(Picture("a.jpg", pupil_ids=()), [], {"a.jpg": PLAIN}, set(), id="declared, no pupil"),
        pytest.param(Picture("a.jpg", pupil_ids=("P1",)), [], {}, set(), id="a pupil with permission"),
        pytest.param(Picture("a.jpg", pupil_ids=("P1", "P2")), [], {}, {("consent_missing", None)}, id="a pupil without"),
        pytest.param(Picture("a.jpg", pupil_ids=("P9",)), [], {}, {("consent_missing", None)}, id="a pupil not on the roll"),
        pytest.param(Picture("a.jpg"), [PhotoDeclaration("A.JPG", pupil_ids=("P1",))], {}, set(), id="declared by file name"),
        pytest.param(Picture("b.jpg"), [PhotoDeclaration(None, sha256(PLAIN))], {"b.jpg": PLAIN}, set(), id="declared by SHA-256"),
        pytest.param(Picture("b.jpg"), [PhotoDeclaration(None, None, hash_of(PLAIN))], {"b.jpg": SMALLER}, set(), id="a smaller copy, declared by its looks"),
        pytest.param(Picture("b.jpg"), [PhotoDeclaration(None, sha256(PLAIN), hash_of(PLAIN))], {"b.jpg": OTHER}, {UNDECLARED}, id="another picture"),
        pytest.param(Picture("a.jpg"), [PhotoDeclaration("a.jpg", sha256(PLAIN), hash_of(PLAIN))], {"a.jpg": OTHER}, {UNDECLARED}, id="another picture of the same file name"),
        pytest.param(Picture("a.jpg", pupil_ids=("P1",)), [PhotoDeclaration("a.jpg", pupil_ids=("P2",))], {}, {("consent_missing", None)}, id="the register beats the post"),
        pytest.param(Picture("a.jpg"), [PhotoDeclaration("a.jpg", pupil_ids=("P2",)), PhotoDeclaration("a.jpg", pupil_ids=("P1",))], {}, set(), id="the last line holds"),
        pytest.param(Picture("a.jpg"), [PhotoDeclaration("a.jpg", pupil_ids=("P1",), declared_at=NOVEMBER), PhotoDeclaration("a.jpg", pupil_ids=("P2",), declared_at=OCTOBER)], {}, set(), id="the later date holds"),
        pytest.param(Picture("a.jpg"), [PhotoDeclaration("a.jpg", status="approved", purposes=("website",))], {}, {("consent_undeclared", "not_approved")}, id="approved for another channel"),
        pytest.param(Picture("a.jpg"), [PhotoDeclaration("a.jpg", status="approved", purposes=("website", "social_media"))], {}, set(), id="approved for this channel"),
        pytest.param(Picture("a.jpg"), [PhotoDeclaration("a.jpg", status="withheld")], {}, {("repost_of_withheld", "same_name")}, id="withheld, known by its name"),
        pytest.param(Picture("b.jpg"), [PhotoDeclaration("a.jpg", sha256(PLAIN), status="withdrawn")], {"b.jpg": PLAIN}, {("repost_of_withheld", "same_file")}, id="withdrawn, the very file"),
        pytest.param(Picture("b.jpg", pupil_ids=()), [PhotoDeclaration(None, None, hash_of(PLAIN), status="withheld")], {"b.jpg": SMALLER}, {("repost_of_withheld", "same_picture")}, id="withheld, a smaller copy"),
        pytest.param(Picture("b.jpg", pupil_ids=()), [PhotoDeclaration(None, None, hash_of(PLAIN), status="withheld")], {"b.jpg": saved(Image.open(__import__("io").BytesIO(PLAIN)).transpose(Image.Transpose.FLIP_LEFT_RIGHT))}, {("repost_of_withheld", "same_picture")}, id="withheld, mirrored"),
        pytest.param(Picture("b.jpg", pupil_ids=()), [PhotoDeclaration(None, "0" * 64, "f" * 16, status="withheld", features=packed(features_of(WHOLE)))], {"b.jpg": CROPPED}, {("repost_of_withheld", "copy")}, id="withheld, a crop known by its corners"),
        pytest.param(Picture("b.jpg", pupil_ids=()), [PhotoDeclaration("w.jpg", "0" * 64, status="withheld")], {"b.jpg": CROPPED, "w.jpg": WHOLE}, {("repost_of_withheld", "copy")}, id="withheld, its own file at hand"),
        pytest.param(Picture("b.jpg", pupil_ids=()), [PhotoDeclaration(None, "0" * 64, "f" * 16, status="withheld", features=packed(features_of(WHOLE)))], {"b.jpg": OTHER}, set(), id="another picture beside a withheld one"),
        pytest.param(Picture("a.jpg"), [PhotoDeclaration("a.jpg", sha256(PLAIN), status="withheld", declared_at=OCTOBER), PhotoDeclaration("a.jpg", sha256(PLAIN), status="approved", declared_at=NOVEMBER)], {"a.jpg": PLAIN}, set(), id="withheld, then approved"),
        pytest.param(Picture("a.jpg"), [PhotoDeclaration("a.jpg", sha256(PLAIN), status="withheld"), PhotoDeclaration("a.jpg", sha256(PLAIN), declared_at=NOVEMBER)], {"a.jpg": PLAIN}, {("repost_of_withheld", "same_file")}, id="withheld without a date stays withheld"),
    ],
)  # fmt: skip
def test_who_is_in_a_picture(
    picture: Picture, photos: list[PhotoDeclaration], files: dict[str, bytes], expected: set[tuple[str, str | None]]
) -> None:
    assert found(said(own(picture), school(*photos), files)) == expected


def test_the_permission_is_that_of_the_account() -> None:
    picture = Picture("a.jpg", pupil_ids=("P2",))
    assert found(said(own(picture, account="larkmere.example"), school())) == set()
    assert found(said(own(picture), school())) == {("consent_missing", None)}


def test_other_peoples_pictures_are_never_looked_at() -> None:
    class Refusing:
        def read(self, post: Post, picture: Picture) -> bytes | None:
            raise AssertionError("a mention's picture was asked for")

    mention = own(Picture("a.jpg"), direction=Direction.MENTION)
    (examination,) = examine([mention], school(), Refusing(), (*RULES, PictureText()))
    assert examination.findings == ()
    assert examination.unread == ()


HEIC = b"\0\0\0\x18ftypheic" + b"\0" * 50


@pytest.mark.parametrize(
    ("pictures", "files", "why"),
    [
        pytest.param([Picture("a.jpg")], {}, ["1 picture not at hand"], id="bytes not at hand"),
        pytest.param([Picture("a.jpg"), Picture("b.jpg")], {"a.jpg": PLAIN}, ["1 picture not at hand"], id="one of two"),
        pytest.param([Picture("a.heic")], {"a.heic": HEIC}, ["picture 1: HEIC"], id="a kind that is not read"),
        pytest.param([Picture("a.mp4", kind="video")], {}, ["1 clip: only the words"], id="a clip"),
        pytest.param([Picture("a.mp4", kind="video"), Picture("b.jpg")], {}, ["1 clip", "1 picture not at hand"], id="a clip and a picture"),
        pytest.param([Picture(f"{n}.jpg") for n in range(25)], {f"{n}.jpg": PLAIN for n in range(25)}, ["5 pictures beyond the first 20"], id="more than an album holds"),
        pytest.param([Picture("a.jpg")], {"a.jpg": saved(scene(), xmp=b"<not closed")}, ["picture 1: its XMP metadata"], id="broken metadata"),
        pytest.param([Picture("a.jpg")], {"a.jpg": PLAIN}, [], id="everything was read"),
        pytest.param([], {}, [], id="no picture"),
    ],
)  # fmt: skip
def test_what_was_not_looked_at_is_said(pictures: list[Picture], files: dict[str, bytes], why: list[str]) -> None:
    reasons = [unread.why for unread in said(own(*pictures), school(), files).unread]
    assert len(reasons) == (1 if why else 0)
    for part in why:
        assert part in reasons[0]


def exif(**tags: object) -> bytes:
    block = Image.Exif()
    for name, value in tags.items():
        block[{"description": 0x010E, "artist": 0x013B}[name]] = value
    return saved(scene(), exif=block.tobytes())


def person_shown(name: str) -> bytes:
    body = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:i="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"><i:PersonInImage><rdf:Bag>'
        f"<rdf:li>{name}</rdf:li></rdf:Bag></i:PersonInImage></rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    return saved(scene(), xmp=body.encode())


@pytest.mark.parametrize(
    ("content", "profile", "expected"),
    [
        pytest.param(exif(description="Aleksander Nowakowski wins"), "strict_no_names", {("name_in_metadata", "name")}, id="a pupil's full name"),
        pytest.param(exif(description="Aleksander Nowakowski wins"), "first_name_only", {("name_in_metadata", "name")}, id="a full name where first names may stand"),
        pytest.param(exif(description="Aleksander's volcano"), "first_name_only", set(), id="a first name where first names may stand"),
        pytest.param(exif(artist="Owen Pryce"), "strict_no_names", set(), id="the photographer is a teacher"),
        pytest.param(exif(description="Autumn leaves"), "strict_no_names", set(), id="no name"),
        pytest.param(person_shown("Somebody Unknown"), "strict_no_names", {("name_in_metadata", "person_shown")}, id="a person shown who is on no list"),
        pytest.param(person_shown("Owen Pryce"), "strict_no_names", set(), id="a person shown who is a teacher"),
        pytest.param(person_shown("Maisie Trevanion"), "strict_no_names", {("name_in_metadata", "name")}, id="a person shown who is a pupil"),
    ],
)  # fmt: skip
def test_names_in_metadata_are_judged_by_the_profile(
    content: bytes, profile: str, expected: set[tuple[str, str | None]]
) -> None:
    examination = said(own(Picture("a.jpg", pupil_ids=())), school(policy={"profile": profile}), {"a.jpg": content})
    assert found(examination) == expected
    assert not any("Aleksander" in finding.reason or "Maisie" in finding.reason for finding in examination.findings)


def test_a_position_is_a_breach_and_not_repeated() -> None:
    block = Image.Exif()
    block.get_ifd(0x8825).update({1: "N", 2: (52.0, 12.0, 0.0), 3: "E", 4: (0.0, 7.0, 0.0)})
    content = saved(scene(), exif=block.tobytes())
    examination = said(own(Picture("a.jpg", pupil_ids=())), school(), {"a.jpg": content})
    assert found(examination) == {("location_exposed", "gps")}
    assert "52" not in examination.findings[0].reason


TWELVE = {"p.jpg": SHARED / "montage_12faces_60px.jpg"}
SMALL = {"p.jpg": SHARED / "montage_30faces_24px.jpg"}
CASES = [
    pytest.param(SMALL, Picture("p.jpg"), [], {UNDECLARED}, id="thirty small faces, nobody declared"),
    pytest.param(SMALL, Picture("p.jpg"), [PhotoDeclaration("p.jpg", pupil_ids=("P1",), others=29)], set(), id="as many as declared"),
    pytest.param(SMALL, Picture("p.jpg"), [PhotoDeclaration("p.jpg", pupil_ids=("P1",), others=40)], set(), id="fewer found than declared"),
    pytest.param(SMALL, Picture("p.jpg"), [PhotoDeclaration("p.jpg", pupil_ids=("P1",), others=20)], {("consent_undeclared", "more_faces_than_declared")}, id="more than declared"),
    pytest.param(SMALL, Picture("p.jpg", pupil_ids=()), [], {("consent_undeclared", "more_faces_than_declared")}, id="declared that nobody is in it"),
    pytest.param(TWELVE, Picture("p.jpg"), [PhotoDeclaration("p.jpg", pupil_ids=("P1",), others=11)], {("close_up", "advice")}, id="large faces in a group, all declared"),
    pytest.param(TWELVE, Picture("p.jpg"), [PhotoDeclaration("p.jpg", others=12)], set(), id="large faces of adults"),
    pytest.param(SMALL, Picture("p.jpg", alt_text="All faces are blurred"), [PhotoDeclaration("p.jpg", others=30)], {("consent_undeclared", "redacted_face")}, id="said to be hidden, and found"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "picture", "photos", "expected"), CASES if shared() else [])
def test_faces_are_counted_against_what_was_declared(
    files: dict[str, Any], picture: Picture, photos: list[PhotoDeclaration], expected: set[tuple[str, str | None]]
) -> None:
    examination = said(own(picture), school(*photos), {name: path.read_bytes() for name, path in files.items()})
    assert found(examination) == expected
    for finding in examination.findings:
        assert finding.picture == 0
        assert finding.boxes


@pytest.mark.parametrize("path", shared("montage_30faces_24px.jpg"), ids=lambda path: path.name)
def test_who_may_not_be_shown_is_listed_of_the_class_that_is_meant(path: Path) -> None:
    files = {"p.jpg": path.read_bytes()}
    by_account = said(own(Picture("p.jpg"), account="larkmereyear4"), school(), files).findings[0]
    by_words = said(own(Picture("p.jpg"), text="Year 2 at the farm!"), school(), files).findings[0]
    neither = said(own(Picture("p.jpg")), school(), files).findings[0]
    assert by_account.pupil_ids == ("P2",)
    assert by_words.pupil_ids == ("P3",)
    assert neither.pupil_ids == ()
    assert "30 faces (an estimate" in neither.reason
    assert len(neither.boxes) == 30


PORTRAIT, GROUP, DISTANT = "astronaut.png", "montage_12faces_60px.jpg", "montage_30faces_24px.jpg"


@pytest.mark.parametrize(
    ("switch", "file", "subtype"),
    [
        pytest.param(None, PORTRAIT, "close", id="by default a portrait is held"),
        pytest.param(None, GROUP, "advice", id="by default a group is advised against"),
        pytest.param(None, DISTANT, None, id="small faces say nothing"),
        pytest.param("hold", GROUP, "close", id="a school may hold each"),
        pytest.param("hold", DISTANT, None, id="small faces are never held"),
        pytest.param("advise", PORTRAIT, "advice", id="a school may only be advised"),
        pytest.param("allow", PORTRAIT, None, id="a school may allow them"),
    ],
)
def test_how_close_a_face_may_be_is_the_schools_to_say(switch: str | None, file: str, subtype: str | None) -> None:
    for path in shared(file):
        rules = {"profile": "strict_no_names", **({"close_ups": switch} if switch else {})}
        about = school(PhotoDeclaration("p", pupil_ids=("P1",), others=40), policy=rules)
        examination = said(own(Picture("p")), about, {"p": path.read_bytes()})
        assert found(examination) == ({("close_up", subtype)} if subtype else set())
        assert triage(examination, about).opens_case is (subtype == "close")


def test_without_the_reader_each_post_says_that_text_in_pictures_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_text, "ocr_installed", lambda: False)
    post = own(Picture("a.jpg", pupil_ids=()), Picture("b.jpg", pupil_ids=()))
    (examination,) = examine([post], school(), Files({"a.jpg": PLAIN, "b.jpg": PLAIN}), (PictureText(),))
    assert [unread.why for unread in examination.unread] == [picture_text.MISSING]
    assert examination.findings == ()


@pytest.mark.parametrize(
    "path", shared("name_badges.jpg") if picture_text.ocr_installed() else [], ids=lambda p: p.name
)
def test_names_that_can_be_read_in_a_picture_are_judged_by_the_profile(path: Path) -> None:
    about = school(pupils=(Pupil("P1", "Amelia", "Jones"), Pupil("P2", "Priya", "Patel")))
    post = own(Picture("a.jpg", pupil_ids=()))
    (examination,) = examine([post], about, Files({"a.jpg": path.read_bytes()}), (PictureText(),))
    assert {f.pupil_ids for f in examination.findings} >= {("P1",), ("P2",)}
    assert all(f.label.value == "child_named" and f.boxes for f in examination.findings)
    assert examination.unread == ()


@pytest.mark.parametrize(
    ("read", "spaced"),
    [
        pytest.param("AmeliaJones", "Amelia Jones", id="two names run together"),
        pytest.param("Year 4 trip", "Year 4 trip", id="words apart"),
        pytest.param("McDonald", "McDonald", id="a Scottish name"),
        pytest.param("MacDonald", "MacDonald", id="another"),
        pytest.param("LARKMERE", "LARKMERE", id="capitals"),
    ],
)
def test_a_lost_space_is_put_back(read: str, spaced: str) -> None:
    assert picture_text._spaced(read) == spaced


def test_a_post_without_pictures_loads_no_picture_library() -> None:
    script = (
        "import sys; from classifiers.registry import detectors, examine; from data.records import *; "
        "from data.words import *; s = School('Larkmere Primary School'); "
        "examine([Post('1', Platform.X, 'Hello', direction=Direction.OWN, account='a')], s); "
        "examine([Post('1', Platform.X, 'Hello', direction=Direction.OWN, images=(Picture('a.jpg'),))], s); "
        "print([name for name in ('cv2', 'PIL', 'rapidocr') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
