"""A picture is known again by its bytes, by how it looks, and by its corners; nothing of a face is kept."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pictures import saved, scene, shared
from PIL import Image

from classifiers.images.cleaning import Cleaned, cleaned
from classifiers.images.features import FEW, LEAST_INLIERS, features, inliers, likeness, packed, strongest, unpacked
from classifiers.images.hashes import LIKE_PICTURE, SAME_PICTURE, distance, mirrored, phash, phash_both_ways, sha256
from classifiers.images.metadata import read_metadata
from classifiers.images.opening import Opened, Refused, open_picture
from classifiers.images.sight import features_of, mirrored_features_of


def pixels(content: bytes) -> np.ndarray:
    opened = open_picture(content)
    assert isinstance(opened, Opened)
    return opened.pixels


def other_library(image: Image.Image) -> str:
    """The usual perceptual hash as the ImageHash library computes it, with its own transform."""
    fft = pytest.importorskip("scipy.fftpack")
    grey = np.asarray(image.convert("L").resize((32, 32), Image.Resampling.LANCZOS))
    low = fft.dct(fft.dct(grey, axis=0), axis=1)[:8, :8]
    return f"{int(''.join('1' if bit else '0' for bit in (low > np.median(low)).flatten()), 2):016x}"


@pytest.mark.parametrize("seed", range(6))
def test_the_perceptual_hash_is_the_usual_one(seed: int) -> None:
    image = scene(seed)
    assert phash(np.asarray(image)) == other_library(image)


@pytest.mark.parametrize(
    ("change", "same"),
    [
        pytest.param(lambda image: image, True, id="as it is"),
        pytest.param(lambda image: image.resize((200, 150)), True, id="smaller"),
        pytest.param(lambda image: image.point(lambda value: min(255, int(value * 1.1))), True, id="brighter"),
        pytest.param(lambda image: image.convert("L").convert("RGB"), True, id="grey"),
        pytest.param(lambda image: scene(99), False, id="another picture"),
        pytest.param(lambda image: image.rotate(90, expand=True), False, id="turned"),
    ],
)
def test_a_copy_has_nearly_the_same_hash(change: Callable[[Image.Image], Image.Image], same: bool) -> None:
    original = scene(5)
    far = distance(phash(np.asarray(original)), phash(pixels(saved(change(original).convert("RGB"), quality=60))))
    assert (far <= SAME_PICTURE) is same


@pytest.mark.parametrize("seed", range(4))
def test_the_hash_of_the_mirrored_picture_comes_with_it(seed: int) -> None:
    here = np.asarray(scene(seed))
    straight, turned = phash_both_ways(here)
    assert straight == phash(here)
    assert distance(turned, phash(mirrored(here))) <= 2


@given(st.text(max_size=20), st.text(max_size=20))
def test_what_is_no_hash_is_far_from_everything(one: str, other: str) -> None:
    assert 0 <= distance(one, other) <= 64
    assert distance(one, "zz") == 64


@pytest.mark.parametrize(
    ("name", "by_hash"),
    [
        pytest.param("repost_resize320.jpg", True, id="smaller"),
        pytest.param("repost_filter.jpg", True, id="a filter"),
        pytest.param("repost_crop5.jpg", True, id="5 % cut off each side"),
        pytest.param("repost_mirror.jpg", True, id="mirrored"),
        pytest.param("repost_crop20.jpg", False, id="20 % cut off each side"),
        pytest.param("repost_screenshot.jpg", False, id="a screenshot"),
        pytest.param("biden_official.jpg", None, id="another person's portrait"),
        pytest.param("montage_3faces_90px.jpg", None, id="the same portrait small in a montage"),
    ],
)
@pytest.mark.parametrize("original", shared("obama_official.jpg"), ids=lambda path: path.name)
def test_a_copy_is_found_by_hash_or_by_corners(original: Path, name: str, by_hash: bool | None) -> None:
    ours, theirs = original.read_bytes(), original.with_name(name).read_bytes()
    known = phash(pixels(ours))
    near = min(distance(known, phash(pixels(theirs))), distance(known, phash(mirrored(pixels(theirs))))) <= LIKE_PICTURE
    kept = features_of(ours)
    assert kept is not None
    stored = unpacked(packed(kept))
    assert stored is not None
    found = [one for one in (features_of(theirs), mirrored_features_of(theirs)) if one is not None]
    copy = any(inliers(one, stored) >= LEAST_INLIERS for one in found)
    assert near is bool(by_hash)
    assert copy is (by_hash is not None)


@pytest.mark.parametrize("path", shared("obama_official.jpg", "astronaut.png"), ids=lambda path: path.name)
def test_no_corner_of_a_face_is_kept(path: Path) -> None:
    from classifiers.images.faces import find_faces

    opened = open_picture(path.read_bytes())
    assert isinstance(opened, Opened)
    kept = features_of(path.read_bytes())
    assert kept is not None
    zoom = min(1.0, 1000 / max(opened.pixels.shape[:2]))
    for left, top, width, height in (face.box for face in find_faces(opened)):
        inside = (
            (kept.points[:, 0] > left * zoom + 1) & (kept.points[:, 0] < (left + width) * zoom - 1)
            & (kept.points[:, 1] > top * zoom + 1) & (kept.points[:, 1] < (top + height) * zoom - 1)
        )  # fmt: skip
        assert not inside.any()


@pytest.mark.parametrize(
    "text",
    ["", "not base64!", "AAAA", packed(features(np.asarray(scene())))[:-8], "eJztwQENAAAAwqD3T20ON6AAAAAAAAAAAAA="],
)
def test_features_that_were_not_written_by_us_are_none_or_few(text: str) -> None:
    found = unpacked(text)
    assert found is None or len(found.points) <= 1400


def test_a_plain_wall_has_no_corners_and_is_no_copy_of_another() -> None:
    wall = features(np.full((300, 400, 3), 200, np.uint8))
    assert len(wall.points) == 0
    assert inliers(wall, features(np.asarray(scene()))) == 0
    assert unpacked(packed(wall)) is not None


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_clean_copy_shows_the_same_and_says_nothing(kind: str) -> None:
    exif = Image.Exif()
    exif[0x013B] = "Aleksander Nowakowski"
    image = scene(3)
    plain = {"exif": exif.tobytes()} if kind != "GIF" else {"comment": b"Aleksander Nowakowski"}
    original = saved(image, kind, **plain)
    assert b"Aleksander" in original
    clean = cleaned(original)
    assert isinstance(clean, Cleaned)
    assert b"Aleksander" not in clean.content
    with Image.open(io.BytesIO(clean.content)) as opened:
        assert read_metadata(opened).words == ()
        assert not opened.getexif()
    assert distance(phash(pixels(original)), phash(pixels(clean.content))) <= 2
    assert sha256(clean.content)[:12] in clean.file


def test_a_clean_copy_is_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    clean = cleaned(saved(scene(size=(300, 200)), exif=exif.tobytes()))
    assert isinstance(clean, Cleaned)
    with Image.open(io.BytesIO(clean.content)) as opened:
        assert opened.size == (200, 300)


def test_what_is_no_picture_has_no_clean_copy() -> None:
    assert isinstance(cleaned(b"hello"), Refused)


def test_the_strongest_corners_tell_a_crop_from_other_pictures_in_a_moment() -> None:
    whole = scene(1, (900, 700))
    theirs = features(pixels(saved(whole)))

    def like(image: Image.Image) -> int:
        return likeness(strongest(features(pixels(saved(image)), most=FEW)), theirs)

    assert like(whole.crop((120, 90, 780, 610))) > 3 * max(like(scene(seed, (900, 700))) for seed in (2, 3, 4))


@pytest.mark.parametrize("few", [b"", b"no words", b"\0" * 31, b"\0" * 33], ids=["none", "odd", "short", "long"])
def test_broken_corners_are_like_nothing(few: bytes) -> None:
    assert likeness(few, features(pixels(saved(scene(1))))) == 0
