"""Every place in a picture's file where a name or a place may stand is read; a broken one is said to be broken."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import pytest
from pictures import saved, scene, shared
from PIL import Image, PngImagePlugin

from classifiers.images.metadata import Metadata, Words, read_metadata

NAME = "Maisie Trevanion"


def exif(tag: int, value: object, *, inner: bool = False) -> bytes:
    block = Image.Exif()
    if inner:
        block.get_ifd(0x8769)[tag] = value
    else:
        block[tag] = value
    return saved(scene(), exif=block.tobytes())


def xmp(body: str) -> bytes:
    packet = (
        '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:exif="http://ns.adobe.com/exif/1.0/"'
        ' xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/">'
        f'<rdf:Description rdf:about="">{body}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    )
    return saved(scene(), xmp=packet.encode())


def iptc(dataset: int, value: bytes) -> bytes:
    block = b"\x1c\x02" + bytes([dataset]) + struct.pack(">H", len(value)) + value
    resource = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(block)) + block + b"\0" * (len(block) % 2)
    body = b"Photoshop 3.0\0" + resource
    whole = saved(scene())
    return whole[:2] + b"\xff\xed" + struct.pack(">H", len(body) + 2) + body + whole[2:]


def png_text(key: str, value: str) -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_itxt(key, value)
    return saved(scene(), "PNG", pnginfo=info)


def gps() -> bytes:
    block = Image.Exif()
    block.get_ifd(0x8825).update({1: "N", 2: (52.0, 12.0, 0.0), 3: "E", 4: (0.0, 7.0, 0.0)})
    return saved(scene(), exif=block.tobytes())


def read(content: bytes) -> Metadata:
    with Image.open(io.BytesIO(content)) as image:
        return read_metadata(image)


REGION = (
    '<mwg-rs:Regions rdf:parseType="Resource"><mwg-rs:RegionList><rdf:Bag><rdf:li>'
    f'<rdf:Description mwg-rs:Name="{NAME}" mwg-rs:Type="Face"/></rdf:li></rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>'
)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(exif(0x010E, NAME), Words("EXIF description", NAME), id="description"),
        pytest.param(exif(0x013B, NAME), Words("EXIF artist", NAME), id="artist"),
        pytest.param(exif(0x9C9E, NAME.encode("utf-16-le")), Words("EXIF keywords", NAME), id="keywords of Windows"),
        pytest.param(exif(0x9286, b"ASCII\0\0\0" + NAME.encode(), inner=True), Words("EXIF comment", NAME), id="a comment"),
        pytest.param(iptc(120, NAME.encode()), Words("IPTC caption", NAME), id="an agency's caption"),
        pytest.param(iptc(25, NAME.encode()), Words("IPTC keywords", NAME), id="an agency's keyword"),
        pytest.param(iptc(25, "Zoë Brontë".encode("cp1252")), Words("IPTC keywords", "Zoë Brontë"), id="an old encoding"),
        pytest.param(xmp(f"<dc:title><rdf:Alt><rdf:li xml:lang='x-default'>{NAME}</rdf:li></rdf:Alt></dc:title>"), Words("XMP title", NAME), id="a title"),
        pytest.param(xmp(f"<Iptc4xmpExt:PersonInImage><rdf:Bag><rdf:li>{NAME}</rdf:li></rdf:Bag></Iptc4xmpExt:PersonInImage>"), Words("XMP person shown", NAME, of_person=True), id="a person shown"),
        pytest.param(xmp(REGION), Words("XMP face region", NAME, of_person=True), id="a face region"),
        pytest.param(saved(scene(), comment=NAME.encode()), Words("comment", NAME), id="a JPEG's comment"),
        pytest.param(png_text("Author", NAME), Words("PNG author", NAME), id="a PNG's text"),
    ],
)  # fmt: skip
def test_a_name_is_found_where_it_stands(content: bytes, expected: Words) -> None:
    assert expected in read(content).words


@pytest.mark.parametrize(
    ("content", "has_place"),
    [
        pytest.param(gps(), True, id="a camera's position"),
        pytest.param(xmp("<exif:GPSLatitude>52,12.0N</exif:GPSLatitude>"), True, id="a position in XMP"),
        pytest.param(exif(0x8825, {}), False, id="an empty position block"),
        pytest.param(saved(scene()), False, id="nothing"),
    ],
)
def test_a_position_is_noticed_and_never_repeated(content: bytes, has_place: bool) -> None:
    found = read(content)
    assert found.has_place is has_place
    assert "52" not in repr(found.words)


@pytest.mark.parametrize(
    ("content", "part"),
    [
        pytest.param(saved(scene(), xmp=b"<x:xmpmeta><not closed"), "XMP", id="XMP that is not closed"),
        pytest.param(saved(scene(), xmp=b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "XMP", id="XMP with entities"),
        pytest.param(
            saved(scene(), xmp=b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'), "XMP", id="XMP that asks for a file"
        ),
    ],
)  # fmt: skip
def test_a_broken_part_is_said_to_be_broken(content: bytes, part: str) -> None:
    assert part in read(content).broken


def test_megabytes_of_metadata_are_cut() -> None:
    found = read(png_text("Comment", "x" * 500_000))
    assert max(len(words.text) for words in found.words) <= 2_000


@pytest.mark.parametrize("path", shared("gps_and_names_in_metadata.jpg"), ids=lambda path: path.name)
def test_a_picture_with_everything_in_it(path: Path) -> None:
    found = read(path.read_bytes())
    assert found.has_place
    assert {words.field for words in found.words} >= {
        "EXIF description", "EXIF keywords", "IPTC caption", "IPTC keywords", "XMP description", "XMP person shown",
        "XMP face region",
    }  # fmt: skip
