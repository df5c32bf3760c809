"""The check before publishing: clear 0, breach 1, hold 3, unreadable input 2; a clean copy; a declaration that lasts."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from clocks import FakeClock
from handed_registers import hand_in_registers
from homes import made_home
from pictures import SHARED, saved, scene, shared
from PIL import Image
from typer.testing import CliRunner

from classifiers.images.metadata import read_metadata
from data.records import Picture, Post
from data.words import Direction, Platform
from pipelines.cli import app
from pipelines.examine import examine_posts
from pipelines.media import GivenMedia
from pipelines.registers import load_school

SCHOOL = '[school]\nname = "Larkmere Primary School & Nursery"\ntown = "Larkmere"\n'
PUPILS = """pupil_id,legal_first,surname,class,website,social_media
P1,Aleksander,Nowakowski,Year 4,yes,yes
P2,Maisie,Trevanion,Year 4,yes,no
"""
ACCOUNTS = """platform,handle,area,purpose
instagram,larkmere,Whole school,social_media
x,larkmere,Whole school,social_media
website,larkmere.example,Whole school,website
facebook,larkmere.example,Whole school,social_media
"""


@pytest.fixture
def school(tmp_path: Path) -> Path:
    folder = tmp_path / "school"
    folder.mkdir()
    for name, content in (("school.toml", SCHOOL), ("pupils.csv", PUPILS), ("accounts.csv", ACCOUNTS)):
        (folder / name).write_text(content, encoding="utf-8")
    return folder


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 12.0, 0.0), 3: "E", 4: (0.0, 7.0, 0.0)})
    files = {
        "plain.jpg": saved(scene(1)),
        "other.png": saved(scene(2), "PNG"),
        "place.jpg": saved(scene(3), exif=exif.tobytes()),
        "aleksander_nowakowski_y4.jpg": saved(scene(4)),
        "drawing.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        "half.jpg": saved(scene(5))[:4000],
        "clip.mp4": b"\0\0\0\x18ftypmp42" + b"\0" * 100,
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def run(*words: str, environment: Mapping[str, str] | None = None, stdin: bytes | str | None = None) -> Any:
    return CliRunner().invoke(app, ["check-post", *words], env=dict(environment or {}), input=stdin)


@pytest.mark.parametrize(
    ("caption", "images", "more", "code"),
    [
        pytest.param("A good day at the farm", [], [], 0, id="words alone, nothing wrong"),
        pytest.param("", [], [], 0, id="nothing at all"),
        pytest.param("Well done Aleksander Nowakowski!", [], [], 1, id="a child's name in the caption"),
        pytest.param("Well done #AleksanderNowakowski", [], [], 1, id="a child's name in a hashtag"),
        pytest.param("A good day", ["plain.jpg"], [], 3, id="a picture that nobody declared"),
        pytest.param("A good day", ["plain.jpg"], ["--declare", ""], 0, id="declared, no pupil"),
        pytest.param("A good day", ["plain.jpg"], ["--declare", "P1", "--others", "2"], 0, id="a pupil with permission"),
        pytest.param("A good day", ["plain.jpg"], ["--declare", "P1 P2"], 1, id="a pupil without permission"),
        pytest.param("A good day", ["plain.jpg", "other.png"], ["--declare", "P1"], 0, id="one declaration for both"),
        pytest.param("A good day", ["plain.jpg", "other.png"], ["--declare", "P1", "--declare", "P2"], 1, id="one for each"),
        pytest.param("A good day", ["place.jpg"], ["--declare", ""], 1, id="a picture that says where it was taken"),
        pytest.param("A good day", ["aleksander_nowakowski_y4.jpg"], ["--declare", "P1"], 1, id="a child's name in the file name"),
        pytest.param("A good day", ["drawing.svg"], ["--declare", ""], 3, id="a drawing that is not read"),
        pytest.param("A good day", ["half.jpg"], ["--declare", ""], 3, id="half a picture"),
        pytest.param("A good day", ["clip.mp4"], [], 3, id="a clip that nobody declared"),
        pytest.param("A good day", ["clip.mp4"], ["--declare", "P1"], 0, id="a declared clip"),
        pytest.param("A good day", ["nowhere.jpg"], [], 2, id="a picture that is not there"),
        pytest.param("A good day", ["plain.jpg"], ["--declare", "P77"], 2, id="an id that is not on the roll"),
        pytest.param("A good day", ["plain.jpg"], ["--others", "3"], 2, id="others without a declaration"),
        pytest.param("A good day", [], ["--declare", "P1"], 2, id="a declaration without a picture"),
        pytest.param("A good day", ["plain.jpg", "other.png", "place.jpg"], ["--declare", "P1", "--declare", ""], 2, id="two declarations for three pictures"),
    ],
)  # fmt: skip
def test_the_exit_code_says_what_to_do(
    school: Path, pictures: Path, *, tmp_path: Path, caption: str, images: list[str], more: list[str], code: int
) -> None:
    words = [word for name in images for word in ("--image", str(pictures / name))]
    done = run(
        "--school", str(school), "--account", "@larkmere", "--text-file", "-", "--out", str(tmp_path / "out"),
        *words, *more, stdin=caption,
    )  # fmt: skip
    assert (
        2 if done.exit_code == 1 and done.exception and not isinstance(done.exception, SystemExit) else done.exit_code
    ) == code


@pytest.mark.parametrize(
    ("account", "code"),
    [
        pytest.param("larkmere", 0, id="one handle on two platforms, under the same rules"),
        pytest.param("@Larkmere", 0, id="with @ and a capital"),
        pytest.param("x:larkmere", 0, id="with its platform"),
        pytest.param("website:larkmere.example", 0, id="a web site"),
        pytest.param("larkmere.example", 2, id="one handle under different rules"),
        pytest.param("somebody", 2, id="not ours"),
    ],
)
def test_the_account_is_one_of_the_schools(school: Path, account: str, code: int) -> None:
    done = run("--school", str(school), "--account", account)
    assert (0 if done.exit_code == 0 else 2) == code
    if code:
        assert "larkmere" in str(done.exception)


def test_a_breach_shows_the_words_and_a_picture_its_clean_copy(school: Path, pictures: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run(
        "--school", str(school), "--account", "x:larkmere", "--text-file", "-", "--image", str(pictures / "place.jpg"),
        "--out", str(out), stdin="Well done Aleksander Nowakowski!",
    )  # fmt: skip
    assert done.exit_code == 1
    assert "»Aleksander Nowakowski«" in done.stdout
    assert "says where it was taken" in done.stdout
    (copy,) = out.iterdir()
    assert str(copy) in done.stdout.replace("\n", "")
    with Image.open(io.BytesIO(copy.read_bytes())) as image:
        assert not read_metadata(image).has_place
    again = run(
        "--school", str(school), "--account", "x:larkmere", "--image", str(copy), "--declare", "", "--out", str(out)
    )
    assert again.exit_code == 0


def test_json_says_the_same_and_the_copy_lies_beside_the_picture(school: Path, pictures: Path) -> None:
    done = run(
        "--school", str(school), "--account", "x:larkmere", "--image", str(pictures / "aleksander_nowakowski_y4.jpg"),
        "--json",
    )  # fmt: skip
    said = json.loads(done.stdout)
    assert said["outcome"] == "breach"
    assert {finding["label"] for finding in said["findings"]} == {"child_named", "consent_undeclared"}
    (picture,) = said["pictures"]
    copy = Path(picture["clean_copy"])
    assert copy.parent == pictures
    assert "aleksander" not in copy.name
    assert len(picture["sha256"]) == 64
    assert len(picture["phash"]) == 16


@pytest.mark.parametrize("name", [path.name for path in shared("montage_12faces_60px.jpg")])
def test_faces_are_shown_with_their_places(school: Path, tmp_path: Path, name: str) -> None:
    done = run(
        "--school", str(school), "--account", "x:larkmere", "--image", str(SHARED / name), "--json",
        "--out", str(tmp_path), "--declare", "P1", "--others", "9",
    )  # fmt: skip
    said = json.loads(done.stdout)
    assert done.exit_code == 3
    assert len(said["pictures"][0]["faces"]) == 12
    assert {finding["subtype"] for finding in said["findings"]} == {"more_faces_than_declared"}
    assert [finding["subtype"] for finding in said["notes"] if finding["label"] == "close_up"] == ["advice"]
    assert all(finding["boxes"] for finding in said["findings"])


def test_what_was_declared_holds_for_the_published_copy(tmp_path: Path, pictures: Path, clock: FakeClock) -> None:
    accounts = {"accounts": [{"platform": "instagram", "handle": "larkmere"}]}
    with made_home(tmp_path, clock, tables=accounts) as home:
        hand_in_registers(home, tmp_path, pupils=PUPILS)
        folder = home.folder
    environment = {"GOODNAME_KEY_FILE": str(tmp_path / "keys" / "school.key"), "GOODNAME_HOME": str(folder)}
    words = ["--account", "larkmere", "--image", str(pictures / "plain.jpg"), "--out", str(tmp_path / "out")]
    assert run(*words, environment=environment).exit_code == 3
    assert run(*words, "--declare", "P1", "--others", "1", environment=environment).exit_code == 0
    assert run(*words, environment=environment).exit_code == 0, "the declaration is remembered"

    published = saved(scene(1).resize((320, 240)), quality=70)
    post = Post(
        "1",
        Platform.INSTAGRAM,
        "A good day",
        direction=Direction.OWN,
        account="larkmere",
        images=(Picture("17842.jpg"),),
    )
    with made_home(tmp_path, clock, tables=accounts) as home:
        (kept,) = load_school(home=home, purpose="test").photos
        assert kept.pupil_ids == ("P1",)
        assert kept.others == 1
        assert kept.features
        about = load_school(home=home, purpose="test")
        hand_in_registers(home, tmp_path, photos="file,pupil_ids\nelse.jpg,P1\n")
        assert len(load_school(home=home, purpose="test").photos) == 2, "an import does not lose what was declared"
        assert b'["P1"]' not in (folder / "goodname.sqlite").read_bytes()
    examined = next(examine_posts(posts=[post], school=about, media=GivenMedia({"17842.jpg": published})))
    assert not [f for f in examined.findings if f.label.value.startswith("consent")]


def test_a_caption_that_is_not_utf_8_is_unreadable(school: Path) -> None:
    done = run("--school", str(school), "--account", "x:larkmere", "--text-file", "-", stdin=b"caf\xe9")
    assert "UTF-8" in str(done.exception)
