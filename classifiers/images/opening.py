"""Opens a picture's bytes safely, or says in a sentence why not: bounded in time and memory, nothing is executed.

Four kinds are read (JPEG, PNG, GIF, WebP), by what the bytes are and not by the file's name; of a moving picture the
first frame. The picture is turned as its camera says before anybody measures it, and made at most `LONG_SIDE` long.
"""

from __future__ import annotations

import io
import re
import struct
import warnings
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from classifiers.images.containers import READ_KINDS, Broken, Container, kind_of, walk

Pixels = NDArray[np.uint8]

MOST_BYTES = 30_000_000
MOST_PIXELS = 64_000_000
LONGEST_EDGE = 20_000
LONG_SIDE = 1920
"""What is measured is at most this long, about what a platform shows; a face too small then is nobody's portrait."""

_WHY_NOT = {
    "SVG": "a drawing in SVG is a program that a browser runs, not a picture",
    "HEIC": "HEIC pictures are not read",
    "AVIF": "AVIF pictures are not read",
    "TIFF": "TIFF pictures are not read",
    "BMP": "BMP pictures are not read",
    "PSD": "a Photoshop file is not a picture yet",
    "PDF": "it is a PDF document",
    "MP4": "it is a film, and films are not examined",
    "ZIP": "it is an archive or an office document",
    "HTML": "it is a web page",
    "XML": "it is an XML document",
    "program": "it is a program",
}
_FROM_ORIGINAL, _SMALLER = "save it again from the original", "make it smaller and try again"
_ALONE = "save the picture alone as a new file"
_SUFFIXES = {".jpg": "JPEG", ".jpeg": "JPEG", ".jfif": "JPEG", ".png": "PNG", ".gif": "GIF", ".webp": "WEBP"}
_SCRIPT = re.compile(rb"<script|<\?php|<!doctype html|<html[\s>]|<svg[\s>]|<iframe", re.IGNORECASE)
_SCRIPT_WITHIN = 65_536
_SECOND_FILES = (
    (b"PK\x03\x04", "an archive"),
    (b"PK\x05\x06", "an archive"),
    (b"Rar!\x1a\x07", "an archive"),
    (b"7z\xbc\xaf\x27\x1c", "an archive"),
    (b"%PDF-", "a PDF document"),
    (b"\x7fELF", "a program"),
)
DECODER_ERRORS: Final = (
    *(OSError, ValueError, SyntaxError, EOFError, KeyError, IndexError, TypeError, OverflowError, ZeroDivisionError),
    *(AttributeError, MemoryError, RuntimeError, struct.error),
    *(Image.DecompressionBombError, Image.DecompressionBombWarning),
)
"""What decoders raise for a hostile or broken file: each of them means the same to us, that it is not read."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A picture to measure: `pixels` is RGB, turned upright, reduced by `scale`; `width` and `height` are before that.

    `notes` say in sentences what is odd about the file. `image` is the undecoded file, for its metadata.
    """

    pixels: Pixels
    kind: str
    width: int
    height: int
    scale: float
    notes: tuple[str, ...]
    image: Image.Image


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that is not read, and why; `mend` says what to do about it."""

    why: str
    mend: str = "save it as JPEG or PNG and try again"

    def __str__(self) -> str:
        return f"{self.why}; {self.mend}"


def open_picture(content: bytes, *, file: str = "") -> Opened | Refused:
    """Return the picture in `content`, or why it is not read. `file` is its name, which may say another kind."""
    container = inspected(content)
    if isinstance(container, Refused):
        return container
    notes = _notes(content, container, file)
    try:
        image = _file(content, container)
        moves = bool(getattr(image, "is_animated", False)) and image.format != "MPO"
        upright = whole_picture(content, container, reduced_to=LONG_SIDE)
    except DECODER_ERRORS:
        return Refused("the picture cannot be decoded: it is broken or cut short", _FROM_ORIGINAL)
    if moves:
        notes.append("the picture moves: only its first frame is examined")
    turned = upright.size[0] < upright.size[1]
    sides = sorted((container.width, container.height), reverse=not turned)
    pixels = np.asarray(upright)
    return Opened(pixels, container.kind, sides[0], sides[1], upright.size[0] / sides[0], tuple(notes), image)


def inspected(content: bytes) -> Container | Refused:
    """Return what the bytes say of themselves, or why they are not read; no decoder is asked."""
    if not content:
        return Refused("the file is empty", _FROM_ORIGINAL)
    if len(content) > MOST_BYTES:
        return Refused(f"the file is larger than {MOST_BYTES // 1_000_000} MB", _SMALLER)
    kind = kind_of(content)
    if kind not in READ_KINDS:
        return Refused(_WHY_NOT.get(kind or "", "it is not a picture that is known here"))
    try:
        container = walk(content, kind)
    except Broken as error:
        return Refused(f"the file is broken: {error}", _FROM_ORIGINAL)
    return _size_refused(container) or _second_file(content, container) or container


def whole_picture(content: bytes, container: Container, *, reduced_to: int | None = None) -> Image.Image:
    """Decode the picture as RGB, upright, on white where it is see-through; reduced when it is longer than asked.

    Raises one of the many errors decoders raise: only `open_picture` and the cleaner call it, and both catch them.
    """
    image = _file(content, container)
    if reduced_to is not None and container.kind == "JPEG":
        image.draft("RGB" if image.mode == "YCbCr" else image.mode, (reduced_to, reduced_to))
    image.load()
    orientation = _orientation(image)
    flat = _as_rgb(_smaller(image, reduced_to))
    if reduced_to is not None and max(flat.size) > reduced_to:
        flat.thumbnail((reduced_to, reduced_to), Image.Resampling.LANCZOS, reducing_gap=2.0)
    turn = _TURNS.get(orientation)
    return flat if turn is None else flat.transpose(turn)


def _size_refused(container: Container) -> Refused | None:
    pixels = container.width * container.height
    if not pixels:
        return Refused("the file holds no picture", _FROM_ORIGINAL)
    if pixels > MOST_PIXELS or max(container.width, container.height) > LONGEST_EDGE:
        size = f"{container.width:,} x {container.height:,} pixels"
        return Refused(f"the picture claims {size}, more than is safe to open", _SMALLER)
    return None


def _second_file(content: bytes, container: Container) -> Refused | None:
    tail = content[container.end :]
    for mark, what in _SECOND_FILES:
        if mark in tail:
            return Refused(f"the file is a picture and {what} in one", _ALONE)
    if _SCRIPT.search(content[:_SCRIPT_WITHIN]) or _SCRIPT.search(tail):
        return Refused("the file is a picture with a web page or script inside", _ALONE)
    return None


def _notes(content: bytes, container: Container, file: str) -> list[str]:
    notes = []
    said = _SUFFIXES.get(PurePath(file).suffix.lower())
    if said is not None and said != container.kind:
        notes.append(f"the file's name says {said}, but it is {container.kind}")
    beyond = len(content.rstrip(b"\x00")) - container.end
    if beyond > 0 and not content[container.end :].startswith(b"\xff\xd8\xff"):
        what = "a film" if b"ftyp" in content[container.end : container.end + 64] else f"{beyond:,} bytes"
        notes.append(f"behind the picture the file holds {what}, which is not examined")
    return notes


def _file(content: bytes, container: Container) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        return Image.open(io.BytesIO(content), formats=(container.kind,))


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(0x0112, 1))
    except DECODER_ERRORS:
        return 1  # a broken EXIF block says nothing, and the picture is shown as it stands


def _smaller(image: Image.Image, reduced_to: int | None) -> Image.Image:
    """Return a huge picture at a whole fraction of its size before its colours are worked on, to save memory."""
    if reduced_to is None or image.mode not in _REDUCIBLE:
        return image
    factor = max(image.size) // (2 * reduced_to)
    return image.reduce(factor) if factor > 1 else image


def _as_rgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        deep: NDArray[Any] = np.asarray(image)
        eight = np.right_shift(deep, 8) if deep.max(initial=0) > 255 else deep
        return Image.fromarray(eight.astype(np.uint8)).convert("RGB")
    if image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info:
        over = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", over.size, "white"), over).convert("RGB")
    return image.convert("RGB")


_REDUCIBLE = frozenset({"RGB", "RGBA", "L", "LA", "CMYK"})
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What each value of EXIF's Orientation asks for."""
