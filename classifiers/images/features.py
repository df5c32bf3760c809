"""Know a crop, a screenshot or a mirrored copy of a picture again, by corners of the whole picture (ORB, RANSAC).

30 corners that lie in the same arrangement took none of 5,151 pairs of different pictures for copies, but for close
portraits of one person: a person compares both pictures before anything is said. Corners that lie on faces are left
out, so that nothing of a face is kept.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from classifiers.images.opening import Pixels
from data.records import Box

MOST_CANDIDATES = 50
LEAST_INLIERS = 30
FEW = 150
"""The strongest corners alone: of copies 63 and more found a twin, of other pictures at most 7; a pair takes 1 ms."""
_CORNERS = 700
_LONG_SIDE = 1000
_RATIO = 0.8
_NEAR = 5.0
_BYTES = 36
_WORD = 32


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """Corners of a picture: where they lie (at `_LONG_SIDE` px) and 32 bytes that describe each."""

    points: NDArray[np.float32]
    words: NDArray[np.uint8]


def features(pixels: Pixels, without: Sequence[Box] = (), *, most: int = _CORNERS) -> Features:
    """Return the strongest corners of a picture, none of them inside the boxes `without` (in pixels of `pixels`)."""
    zoom = min(1.0, _LONG_SIDE / max(pixels.shape[:2]))
    size = (max(1, round(pixels.shape[1] * zoom)), max(1, round(pixels.shape[0] * zoom)))
    grey = cv2.cvtColor(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY)
    mask = np.full(grey.shape, 255, np.uint8)
    for left, top, width, height in without:
        low, high = (
            (int(top * zoom), int(left * zoom)),
            (int((top + height) * zoom) + 1, int((left + width) * zoom) + 1),
        )
        mask[low[0] : high[0], low[1] : high[1]] = 0
    orb: Any = cv2.ORB.create(nfeatures=most)
    corners, words = orb.detectAndCompute(grey, mask)
    if len(corners) == 0:
        return Features(np.empty((0, 2), np.float32), np.empty((0, 32), np.uint8))
    return Features(np.array([corner.pt for corner in corners], np.float32), np.asarray(words, np.uint8))


def inliers(one: Features, other: Features) -> int:
    """Return how many corners of two pictures lie in the same arrangement."""
    if min(len(one.points), len(other.points)) < LEAST_INLIERS:
        return 0
    good = _twins(one.words, other.words)
    if len(good) < LEAST_INLIERS:
        return 0
    here = one.points[[match.queryIdx for match in good]]
    there = other.points[[match.trainIdx for match in good]]
    answer: Any = cv2.findHomography(here, there, cv2.RANSAC, _NEAR)
    fits = answer[1]
    return 0 if fits is None else int(fits.sum())


def likeness(few: bytes, other: Features) -> int:
    """Return how many of a picture's strongest corners (as `strongest` wrote them) have a twin in another picture.

    It says which pictures to compare in earnest, and nothing more: where the corners lie is not asked.
    """
    words = np.frombuffer(few, np.uint8)
    if not len(words) or len(words) % _WORD or len(other.words) < 2:
        return 0
    return len(_twins(words.reshape(-1, _WORD), other.words))


def strongest(found: Features) -> bytes:
    """Return the words of corners, without their places, as bytes."""
    return found.words.tobytes()


def _twins(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> list[Any]:
    pairs: Any = cv2.BFMatcher(cv2.NORM_HAMMING).knnMatch(one, other, k=2)
    return [pair[0] for pair in pairs if len(pair) == 2 and pair[0].distance < _RATIO * pair[1].distance]


def packed(found: Features) -> str:
    """Return features as text for the register."""
    points = np.clip(np.round(found.points), 0, 65_535).astype("<u2")
    rows = b"".join(point.tobytes() + word.tobytes() for point, word in zip(points, found.words, strict=True))
    return base64.b64encode(zlib.compress(rows)).decode("ascii")


def unpacked(text: str) -> Features | None:
    """Return the features that `packed` wrote, or None for anything else."""
    try:
        rows = zlib.decompressobj().decompress(base64.b64decode(text, validate=True), 2 * _BYTES * _CORNERS)
    except (binascii.Error, ValueError, zlib.error):
        return None
    if len(rows) % _BYTES:
        return None
    table = np.frombuffer(rows, np.uint8).reshape(-1, _BYTES)
    points = np.ascontiguousarray(table[:, :4]).view("<u2").astype(np.float32)
    return Features(points, np.ascontiguousarray(table[:, 4:]))
