"""Read what stands in a picture's metadata: its words with the field they stand in, and whether it says where.

EXIF, IPTC, XMP (with face-region names and persons shown) and comments. A platform strips most of it; the school's
web site, newsletters and originals do not.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from PIL import Image, ImageFile, IptcImagePlugin

MOST_FIELDS = 200
MOST_CHARACTERS = 2_000
"""Read of one field; a name stands near its start, and a hostile field may hold megabytes."""

_GPS_IFD, _EXIF_IFD = 0x8825, 0x8769
_LATITUDE, _LONGITUDE = 2, 4
_EXIF_WORDS = {
    0x010D: "document name", 0x010E: "description", 0x013B: "artist", 0x8298: "copyright", 0x9286: "comment",
    0x9C9B: "title", 0x9C9C: "comment", 0x9C9D: "author", 0x9C9E: "keywords", 0x9C9F: "subject",
    0xA430: "camera owner", 0xFDE9: "camera owner", 0xA436: "title", 0xA437: "photographer",
}  # fmt: skip
_IPTC_WORDS = {
    5: "title", 25: "keywords", 40: "instructions", 80: "author", 105: "headline", 110: "credit", 118: "contact",
    120: "caption", 122: "caption writer",
}  # fmt: skip
_PLACES_OF_PEOPLE = ("PersonInImage", "PersonInImageName", "PersonDisplayName", "PersonName")
_NOT_WORDS = frozenset(("format", "InstanceID", "DocumentID", "OriginalDocumentID", "xmptk", "lang", "type", "Type",
                        "CreatorTool", "CreateDate", "ModifyDate", "MetadataDate", "nodeID", "about", "parseType",
                        "unit", "hash", "when", "action", "softwareAgent", "changed", "instanceID"))  # fmt: skip
_ERRORS = (
    OSError, ValueError, SyntaxError, KeyError, IndexError, TypeError, AttributeError, OverflowError, EOFError,
    ZeroDivisionError, RecursionError, struct.error,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """Words in the metadata. `field` is how a person would call the place; `of_person`: it names somebody shown."""

    field: str
    text: str
    of_person: bool = False


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the metadata says. `broken`: the parts that could not be read, which is not the same as empty."""

    words: tuple[Words, ...] = ()
    has_place: bool = False
    broken: tuple[str, ...] = ()


def read_metadata(image: Image.Image) -> Metadata:
    """Return what the metadata of an opened (not necessarily decoded) picture says. Raises nothing."""
    words: list[Words] = []
    broken: list[str] = []
    place = False
    for part, read in (("EXIF", _exif), ("IPTC", _iptc), ("XMP", _xmp), ("comments", _comments)):
        try:
            found, where = read(image)
            words += found
            place = place or where
        except (*_ERRORS, ParseError, DefusedXmlException):
            broken.append(part)
    tidy = {Words(w.field, w.text.strip("\x00 \r\n\t")[:MOST_CHARACTERS], w.of_person): None for w in words}
    kept = [w for w in tidy if any(char.isalpha() for char in w.text)]
    return Metadata(tuple(kept[:MOST_FIELDS]), place, tuple(broken))


def _exif(image: Image.Image) -> tuple[list[Words], bool]:
    exif = image.getexif()
    gps = exif.get_ifd(_GPS_IFD)
    values: dict[int, Any] = {**exif, **exif.get_ifd(_EXIF_IFD)}
    words = [Words(f"EXIF {name}", _plain(values[tag], tag)) for tag, name in _EXIF_WORDS.items() if tag in values]
    return words, _LATITUDE in gps and _LONGITUDE in gps


def _iptc(image: Image.Image) -> tuple[list[Words], bool]:
    found = (IptcImagePlugin.getiptcinfo(image) or {}) if isinstance(image, ImageFile.ImageFile) else {}
    words = []
    for (record, dataset), value in found.items():
        if record == 2 and dataset in _IPTC_WORDS:
            values = value if isinstance(value, list) else [value]
            words += [Words(f"IPTC {_IPTC_WORDS[dataset]}", _plain(one, 0)) for one in values]
    return words, False


def _xmp(image: Image.Image) -> tuple[list[Words], bool]:
    packet = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or b""
    text = packet.decode("utf-8", "replace") if isinstance(packet, bytes) else str(packet)
    text = text.strip("\x00 \r\n\t\ufeff")
    if not text:
        return [], False
    root = fromstring(text, forbid_dtd=True)
    words = [Words(f"XMP {field}", value, person) for field, value, person in _values(root, (), depth=0)]
    return words, any("GPSLatitude" in name for name in _names(root))


def _values(element: Element, path: tuple[str, ...], depth: int) -> Iterator[tuple[str, str, bool]]:
    here = (*path, _local(element.tag))
    if depth > 40:
        return
    in_region = any("Region" in step for step in here)
    person = in_region or any(step in _PLACES_OF_PEOPLE for step in here)
    field = "face region" if in_region else "person shown" if person else _field(here)
    if element.text and element.text.strip() and not _no_words(here[-1]):
        yield field, element.text, person and (not in_region or here[-1] in ("Name", *_PLACES_OF_PEOPLE))
    for name, value in element.attrib.items():
        if not _no_words(_local(name)) and not value.startswith(("http://", "https://", "xmp.", "uuid:")):
            names_somebody = person and _local(name) in ("Name", *_PLACES_OF_PEOPLE)
            yield field if person else _local(name).lower(), value, names_somebody
    for child in element:
        yield from _values(child, here, depth + 1)


def _no_words(name: str) -> bool:
    return name in _NOT_WORDS or name.startswith("GPS")


def _names(root: Element) -> Iterator[str]:
    for element in root.iter():
        yield _local(element.tag)
        yield from (_local(name) for name in element.attrib)


def _field(path: tuple[str, ...]) -> str:
    return next((step for step in reversed(path) if step not in ("li", "Alt", "Bag", "Seq", "Description")), "").lower()


def _local(name: str) -> str:
    return name.rsplit("}", 1)[-1]


def _comments(image: Image.Image) -> tuple[list[Words], bool]:
    texts: dict[str, Any] = {"comment": image.info.get("comment"), **getattr(image, "text", {})}
    return [
        Words("comment" if name == "comment" else f"PNG {name[:40].lower()}", _plain(value, 0))
        for name, value in texts.items()
        if value and "xmp" not in name.lower() and "exif" not in name.lower()
    ], False


def _plain(value: Any, tag: int) -> str:
    if isinstance(value, bytes):
        if tag in range(0x9C9B, 0x9CA0):
            return value.decode("utf-16-le", "replace")
        return _decoded(value.removeprefix(b"ASCII\x00\x00\x00").removeprefix(b"UNICODE\x00"))
    if isinstance(value, tuple):
        return _plain(bytes(value), tag) if all(isinstance(one, int) for one in value) else " ".join(map(str, value))
    return str(value)


def _decoded(value: bytes) -> str:
    if value.count(b"\x00") * 3 > len(value):
        return value.decode("utf-16-le" if value[1:2] == b"\x00" else "utf-16-be", "replace")
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("cp1252", "replace")
