"""Says how alike two texts are, and finds candidates for that without reading every text.

A text is reduced to its words; its marks are hashes of runs of letters (MinHash in bands), of which two alike texts
share at least one with near certainty. A mark says nothing of the text, and leaves with its post all the same.
"""

from __future__ import annotations

import re
import struct
import unicodedata
import zlib
from hashlib import blake2b

import numpy as np
from rapidfuzz import fuzz

ALIKE = 80.0
"""Percent of likeness at or above which two posts say the same thing."""
SHORTEST = 20
"""Letters below which a text is too short to be told from another by its words."""
_RUN = 5
_BANDS, _ROWS = 20, 3
_PRIME = np.uint64((1 << 31) - 1)
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|[@#]\w+")


def normalised(text: str) -> str:
    """Return the words of `text` without case, accents, marks, handles, addresses and numbers."""
    folded = unicodedata.normalize("NFKD", _ADDRESS.sub(" ", text)).casefold()
    letters = "".join(c for c in folded if not unicodedata.combining(c))
    return re.sub(r"[\W\d_]+", " ", letters).strip()


def is_alike(one: str, other: str) -> bool:
    """Say whether two normalised texts say the same thing: in the same order, or with parts moved about."""
    if min(len(one), len(other)) < SHORTEST:
        return False
    return max(fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other)) >= ALIKE


def marks(text: str) -> tuple[int, ...]:
    """Return the marks of a normalised text: one for each band; none for a text that is too short."""
    if len(text) < SHORTEST:
        return ()
    words = " ".join(sorted(text.split()))
    runs = {zlib.crc32(words[start : start + _RUN].encode()) for start in range(len(words) - _RUN + 1)}
    hashes = np.fromiter((run & 0x7FFFFFFF for run in runs), dtype=np.uint64, count=len(runs))
    least = ((hashes[:, None] * _FACTORS + _OFFSETS) % _PRIME).min(axis=0)
    return tuple(_mark(band, least[band * _ROWS : (band + 1) * _ROWS]) for band in range(_BANDS))


def _mark(band: int, least: np.ndarray[tuple[int], np.dtype[np.uint64]]) -> int:
    digest = blake2b(struct.pack(f"<B{_ROWS}Q", band, *(int(value) for value in least)), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)


def _numbers(name: bytes) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    """Return the same numbers at every start, so that stored marks stay comparable."""
    values = (
        int.from_bytes(blake2b(name + bytes([index]), digest_size=4).digest(), "little") & 0x7FFFFFFF
        for index in range(_BANDS * _ROWS)
    )
    return np.fromiter((value or 1 for value in values), dtype=np.uint64, count=_BANDS * _ROWS)


_FACTORS, _OFFSETS = _numbers(b"factor"), _numbers(b"offset")
