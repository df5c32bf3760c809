"""Know a picture again: its SHA-256, a perceptual hash of the whole picture, and how far two hashes lie apart.

The perceptual hash is the usual one of 64 bits (a 32 x 32 grey copy, its 8 x 8 lowest frequencies against their
median), the same as the ImageHash library writes, so that photo registers made elsewhere can be read.
"""

from __future__ import annotations

import hashlib
import re

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from classifiers.images.opening import Pixels

SAME_PICTURE = 6
"""Bits in which two copies of one picture may differ (saved again, resized) to be declared by one declaration."""

LIKE_PICTURE = 10
"""Bits in which a picture may differ from a withheld one and still be taken for it; a person then compares both."""

OTHER_PICTURE = 20
"""Bits from which two pictures of one file name are not the same picture."""

_HASH = re.compile(r"[0-9a-f]{16}")


def sha256(content: bytes) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def phash(pixels: Pixels) -> str:
    """Return the perceptual hash of a picture, as 16 hexadecimal digits."""
    return _written(_low_waves(pixels))


def phash_both_ways(pixels: Pixels) -> tuple[str, str]:
    """Return the perceptual hash of a picture and of the picture as a mirror shows it."""
    low = _low_waves(pixels)
    turned = low.copy()
    turned[:, 1::2] *= -1  # a mirror turns every second wave across over and leaves the others
    return _written(low), _written(turned)


def _low_waves(pixels: Pixels) -> NDArray[np.float64]:
    grey = Image.fromarray(pixels).convert("L").resize((32, 32), Image.Resampling.LANCZOS)
    waves = np.asarray(cv2.dct(np.asarray(grey, np.float64)), np.float64)
    # cv2 scales each first row and column down by the square root of two; the usual transform does not.
    waves[0, :] *= np.sqrt(2)
    waves[:, 0] *= np.sqrt(2)
    return waves[:8, :8]


def _written(low: NDArray[np.float64]) -> str:
    bits = "".join("1" if bit else "0" for bit in (low > np.median(low)).flatten())
    return f"{int(bits, 2):016x}"


def mirrored(pixels: Pixels) -> Pixels:
    """Return the picture as a mirror shows it."""
    return np.ascontiguousarray(pixels[:, ::-1])


def distance(one: str, other: str) -> int:
    """Return in how many bits two perceptual hashes differ; 64 when either is no such hash."""
    if not (_HASH.fullmatch(one) and _HASH.fullmatch(other)):
        return 64
    return (int(one, 16) ^ int(other, 16)).bit_count()
