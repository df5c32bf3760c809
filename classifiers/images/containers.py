"""Walk a picture file without decoding it: what kind it is by its bytes, its size, and where the picture ends.

Only lengths and markers are read, so that a file that lies is refused before any decoder sees it.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

READ_KINDS = ("JPEG", "PNG", "GIF", "WEBP")
MOST_SCANS = 200
"""A progressive JPEG has about ten; thousands of empty ones only keep a decoder busy."""

_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_FRAMES = frozenset((*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)))
_START_OF_SCAN, _END_OF_IMAGE = 0xDA, 0xD9
_BARE = frozenset((0x01, *range(0xD0, 0xD9)))
_GIF_TRAILER, _GIF_FRAME, _GIF_EXTENSION = 0x3B, 0x2C, 0x21
_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")


@dataclass(frozen=True, slots=True)
class Container:
    """A picture file as its bytes describe it. `end` is where the picture's own bytes stop."""

    kind: str
    width: int
    height: int
    end: int
    scans: int = 1


class Broken(ValueError):  # noqa: N818 - what the file is, said to a person
    """The file stops or contradicts itself before its picture is whole; the message says how."""


def kind_of(content: bytes) -> str | None:
    """Return what the first bytes say the file is, or None for an unknown kind."""
    head = content[:32]
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if head[:4] == b"RIFF":
        return "WEBP" if head[8:12] == b"WEBP" else "RIFF"
    if head[4:8] == b"ftyp":
        return "AVIF" if head[8:12] in (b"avif", b"avis") else "HEIC" if head[8:12] in _HEIF_BRANDS else "MP4"
    text = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<svg", b"<?xml", b"<!doctype svg")) or (text.startswith(b"<!--") and b"<svg" in text):
        return "SVG" if b"<svg" in text or b"doctype svg" in text else "XML"
    return "HTML" if text.startswith(b"<") else None


def walk(content: bytes, kind: str) -> Container:
    """Return what the file says of itself. Raises `Broken` when it is not whole."""
    try:
        return _WALKS[kind](content)
    except (struct.error, IndexError) as error:
        raise Broken("it stops before its picture is whole (a broken download?)") from error


def _jpeg(content: bytes) -> Container:
    at, size, scans = 2, (0, 0), 0
    while True:
        found = _MARKER.search(content, at)
        if found is None:
            raise Broken("it stops before its picture is whole (a broken download?)")
        marker, at = content[found.start() + 1], found.end()
        if marker == _END_OF_IMAGE:
            if size == (0, 0):
                raise Broken("it holds no picture")
            return Container("JPEG", *size, at, scans)
        if marker in _BARE:
            continue
        length = struct.unpack_from(">H", content, at)[0]
        if marker in _FRAMES and size == (0, 0):
            height, width = struct.unpack_from(">HH", content, at + 3)
            size = (width, height)
        if marker == _START_OF_SCAN:
            scans += 1
            if scans > MOST_SCANS:
                raise Broken("it is built of far more passes than a camera writes")
        at += length


def _png(content: bytes) -> Container:
    width, height = struct.unpack_from(">II", content, 16)
    at = 8
    while True:
        length, name = struct.unpack_from(">I4s", content, at)
        at += 12 + length
        if at > len(content):
            raise Broken("it stops before its picture is whole (a broken download?)")
        if name == b"IEND":
            return Container("PNG", width, height, at)


def _gif(content: bytes) -> Container:
    width, height, flags = struct.unpack_from("<HHB", content, 6)
    at = 13 + (3 << ((flags & 7) + 1) if flags & 0x80 else 0)
    while True:
        block = content[at]
        if block == _GIF_TRAILER:
            return Container("GIF", width, height, at + 1)
        if block == _GIF_FRAME:
            flags = content[at + 9]
            at += 11 + (3 << ((flags & 7) + 1) if flags & 0x80 else 0)
        elif block == _GIF_EXTENSION:
            at += 2
        else:
            raise Broken("it contradicts itself (a broken download?)")
        while content[at]:
            at += content[at] + 1
        at += 1


def _webp(content: bytes) -> Container:
    length = struct.unpack_from("<I", content, 4)[0]
    end = 8 + length + (length & 1)
    if end > len(content) + 1:
        raise Broken("it stops before its picture is whole (a broken download?)")
    name = content[12:16]
    if name == b"VP8X":
        width = 1 + int.from_bytes(content[24:27], "little")
        height = 1 + int.from_bytes(content[27:30], "little")
    elif name == b"VP8L":
        bits = struct.unpack_from("<I", content, 21)[0]
        width, height = 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    elif name == b"VP8 ":
        width, height = (side & 0x3FFF for side in struct.unpack_from("<HH", content, 26))
    else:
        raise Broken("it holds no picture")
    return Container("WEBP", width, height, min(end, len(content)))


_WALKS = {"JPEG": _jpeg, "PNG": _png, "GIF": _gif, "WEBP": _webp}
_STARTS = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"BM", "BMP"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "ZIP"),
    (b"\x7fELF", "program"),
    (b"MZ", "program"),
    (b"#!", "program"),
    (b"8BPS", "PSD"),
)
