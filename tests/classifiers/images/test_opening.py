"""What is opened, what is refused and why; nothing takes long and nothing is executed."""

from __future__ import annotations

import io
import re
import struct
import subprocess
import sys
import time
import tracemalloc
import zipfile
import zlib

import numpy as np
import pytest
from pictures import saved, scene
from PIL import Image

from classifiers.images.opening import LONG_SIDE, Opened, Refused, open_picture


def png_claiming(width: int, height: int) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def jpeg_claiming(width: int, height: int) -> bytes:
    whole = bytearray(saved(scene()))
    at = whole.index(b"\xff\xc0")
    whole[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(whole)


def with_text_bomb() -> bytes:
    body = b"Comment\0\0" + zlib.compress(b"A" * 80_000_000)
    chunk = struct.pack(">I", len(body)) + b"zTXt" + body + struct.pack(">I", zlib.crc32(b"zTXt" + body))
    plain = saved(scene(), "PNG")
    return plain[:33] + chunk + plain[33:]


def a_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("readme.txt", "hello")
    return buffer.getvalue()


def endless_scans() -> bytes:
    whole = saved(scene(), progressive=True)
    at = whole.rindex(b"\xff\xda")
    return whole[:at] + whole[at:-2] * 400 + b"\xff\xd9"


def gif(frames: int) -> bytes:
    images = [scene(seed, (60, 40)).quantize(16) for seed in range(frames)]
    return saved(images[0], "GIF", save_all=True, append_images=images[1:], duration=50)


JPEG = saved(scene())
PNG = saved(scene(), "PNG")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param(b"", "empty", id="nothing"),
        pytest.param(b"hello, this is a text", "not a picture", id="a text"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "SVG", id="a drawing with a script"),
        pytest.param(b"\xef\xbb\xbf<?xml version='1.0'?><svg/>", "SVG", id="a drawing behind a byte order mark"),
        pytest.param(b"<!-- x --><svg/>", "SVG", id="a drawing behind a comment"),
        pytest.param(b"<!DOCTYPE html><img>", "web page", id="a web page"),
        pytest.param(b"\0\0\0\x18ftypheic" + b"\0" * 50, "HEIC", id="a picture of a telephone"),
        pytest.param(b"\0\0\0\x18ftypmif1" + b"\0" * 50, "HEIC", id="its other brand"),
        pytest.param(b"\0\0\0\x18ftypavif" + b"\0" * 50, "AVIF", id="AVIF"),
        pytest.param(b"\0\0\0\x18ftypisom" + b"\0" * 50, "film", id="a film"),
        pytest.param(b"%PDF-1.7 ...", "PDF", id="a document"),
        pytest.param(a_zip(), "archive", id="an archive"),
        pytest.param(b"MZ\x90\0" + b"\0" * 60, "program", id="a program"),
        pytest.param(saved(scene(), "TIFF"), "TIFF", id="TIFF"),
        pytest.param(saved(scene(), "BMP"), "BMP", id="BMP"),
        pytest.param(JPEG[: len(JPEG) // 2], "stops before", id="half a JPEG"),
        pytest.param(PNG[: len(PNG) // 2], "stops before", id="half a PNG"),
        pytest.param(saved(scene(), "WEBP")[:2000], "stops before", id="half a WebP"),
        pytest.param(gif(3)[:900], "stops before", id="half a GIF"),
        pytest.param(JPEG[:2] + b"\xff\xd9", "no picture", id="a JPEG without a picture"),
        pytest.param(PNG[:40] + b"\0" * 2000 + PNG[-12:], "stops before|decoded", id="a PNG with its middle torn out"),
        pytest.param(png_claiming(30_000, 30_000), "more than is safe", id="30,000 by 30,000"),
        pytest.param(jpeg_claiming(30_000, 30_000), "more than is safe", id="30,000 by 30,000 in a JPEG"),
        pytest.param(png_claiming(60_000, 2), "more than is safe", id="a very long line"),
        pytest.param(png_claiming(7_000, 7_000), "decoded", id="a header without its picture"),
        pytest.param(with_text_bomb(), "decoded", id="80 MB of comment in a few kB"),
        pytest.param(endless_scans(), "passes", id="four hundred passes"),
        pytest.param(JPEG + a_zip(), "archive in one", id="a picture and an archive"),
        pytest.param(PNG + b"%PDF-1.4", "PDF document in one", id="a picture and a document"),
        pytest.param(JPEG + b"<script>alert(1)</script>", "script inside", id="a script behind the picture"),
        pytest.param(saved(scene(), comment=b"<html><script>x()</script>"), "script inside", id="a script in the comment"),
        pytest.param(saved(scene(), "GIF")[:-1] + b";<?php system(1);", "script inside|contradicts", id="a program behind a GIF"),
        pytest.param(b"\xff\xd8\xff" * 50_000, "stops before|no picture", id="nothing but beginnings"),
        pytest.param(b"GIF89a" + b"\x21\xf9" * 40_000, "stops before|contradicts", id="nothing but extensions"),
        pytest.param(b"\0" * 31_000_000, "larger than 30 MB", id="too large a file"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_read_says_why_and_how_to_mend_it(content: bytes, why: str) -> None:
    begun = time.process_time()
    tracemalloc.start()
    opened = open_picture(content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(opened, Refused)
    assert re.search(why, str(opened)), str(opened)
    assert "; " in str(opened)
    assert time.process_time() - begun < 5
    assert peak < 400_000_000


def transparent() -> bytes:
    image = scene().convert("RGBA")
    image.putalpha(0)
    return saved(image, "PNG")


def deep_grey() -> bytes:
    values = np.linspace(0, 65_535, 300 * 200).reshape(200, 300).astype(np.uint16)
    return saved(Image.fromarray(values), "PNG")


def sideways(turn: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = turn
    return saved(scene(size=(300, 200)), exif=exif.tobytes())


@pytest.mark.parametrize(
    ("content", "file", "kind", "size", "note"),
    [
        pytest.param(JPEG, "a.jpg", "JPEG", (400, 300), None, id="JPEG"),
        pytest.param(PNG, "a.png", "PNG", (400, 300), None, id="PNG"),
        pytest.param(saved(scene(), "WEBP"), "a.webp", "WEBP", (400, 300), None, id="WebP"),
        pytest.param(saved(scene(), "WEBP", lossless=True), "a.webp", "WEBP", (400, 300), None, id="WebP without loss"),
        pytest.param(saved(scene(), progressive=True), "a.jpg", "JPEG", (400, 300), None, id="progressive JPEG"),
        pytest.param(saved(scene().convert("CMYK")), "a.jpg", "JPEG", (400, 300), None, id="CMYK"),
        pytest.param(saved(scene().convert("L")), "a.jpg", "JPEG", (400, 300), None, id="grey"),
        pytest.param(deep_grey(), "a.png", "PNG", (300, 200), None, id="16 bits"),
        pytest.param(transparent(), "a.png", "PNG", (400, 300), None, id="see-through"),
        pytest.param(saved(scene().quantize(32), "PNG"), "a.png", "PNG", (400, 300), None, id="with a palette"),
        pytest.param(gif(5), "a.gif", "GIF", (60, 40), "only its first frame", id="a moving GIF"),
        pytest.param(saved(scene(), "GIF"), "a.gif", "GIF", (400, 300), None, id="a still GIF"),
        pytest.param(PNG, "a.jpg", "PNG", (400, 300), "says JPEG, but it is PNG", id="another kind than its name says"),
        pytest.param(JPEG + b"\0\0\0\x18ftypmp42" + b"x" * 500, "a.jpg", "JPEG", (400, 300), "a film", id="a picture with a film behind it"),
        pytest.param(JPEG + b"x" * 500, "a.jpg", "JPEG", (400, 300), "500 bytes", id="something behind the picture"),
        pytest.param(JPEG + b"\0" * 500, "a.jpg", "JPEG", (400, 300), None, id="padding behind the picture"),
        pytest.param(sideways(1), "a.jpg", "JPEG", (300, 200), None, id="upright"),
        pytest.param(sideways(6), "a.jpg", "JPEG", (200, 300), None, id="turned to the right by the camera"),
        pytest.param(sideways(3), "a.jpg", "JPEG", (300, 200), None, id="upside down"),
        pytest.param(sideways(99), "a.jpg", "JPEG", (300, 200), None, id="an orientation that does not exist"),
    ],
)  # fmt: skip
def test_a_picture_is_read_upright_as_red_green_blue(
    content: bytes, file: str, kind: str, size: tuple[int, int], note: str | None
) -> None:
    opened = open_picture(content, file=file)
    assert isinstance(opened, Opened)
    assert (opened.kind, (opened.width, opened.height)) == (kind, size)
    assert opened.pixels.shape == (size[1], size[0], 3)
    assert opened.pixels.dtype == np.uint8
    if note is None:
        assert opened.notes == ()
    else:
        assert note in " ".join(opened.notes)


def test_what_is_turned_by_the_camera_is_turned_back() -> None:
    straight, turned = open_picture(sideways(1)), open_picture(sideways(6))
    assert isinstance(straight, Opened)
    assert isinstance(turned, Opened)
    assert np.abs(np.rot90(turned.pixels, 1).astype(int) - straight.pixels).mean() < 3


def test_a_see_through_picture_is_seen_on_white_and_sixteen_bits_keep_their_light() -> None:
    clear, deep = open_picture(transparent()), open_picture(deep_grey())
    assert isinstance(clear, Opened)
    assert clear.pixels.min() == 255
    assert isinstance(deep, Opened)
    assert (deep.pixels.min(), deep.pixels.max()) == (0, 255)


def test_a_large_picture_is_measured_small() -> None:
    opened = open_picture(saved(scene(size=(6000, 4000)), quality=60))
    assert isinstance(opened, Opened)
    assert (opened.width, opened.height) == (6000, 4000)
    assert max(opened.pixels.shape[:2]) <= LONG_SIDE
    assert opened.scale == pytest.approx(opened.pixels.shape[1] / 6000)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_no_damage_crashes(kind: str) -> None:
    whole = saved(scene(size=(80, 60)), kind)
    rng = np.random.default_rng(7)
    for _ in range(150):
        broken = bytearray(whole)
        for _ in range(rng.integers(1, 8)):
            broken[rng.integers(0, len(broken))] = rng.integers(0, 256)
        assert isinstance(open_picture(bytes(broken)), Opened | Refused)
        assert isinstance(open_picture(whole[: rng.integers(0, len(whole))]), Refused | Opened)


def plain_png(width: int, height: int, *, depth: int, colour: int, channels: int) -> bytes:
    """A whole PNG of one colour, as large as is opened at all and a few hundred kB as a file."""
    row = b"\0" + b"\x80" * (width * channels * depth // 8)
    packer = zlib.compressobj(1)
    body = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


_OPENED = """
import resource, sys, time
from classifiers.images.opening import Opened, open_picture
content = sys.stdin.buffer.read()
before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
assert isinstance(open_picture(content), Opened)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024, time.process_time() - begun)
"""


@pytest.mark.parametrize(
    ("depth", "colour", "channels"),
    [pytest.param(8, 6, 4, id="see-through"), pytest.param(16, 0, 1, id="16 bits"), pytest.param(8, 2, 3, id="plain")],
)
def test_the_largest_picture_that_is_opened_takes_bounded_time_and_memory(
    depth: int, colour: int, channels: int
) -> None:
    content = plain_png(8000, 7900, depth=depth, colour=colour, channels=channels)
    done = subprocess.run([sys.executable, "-c", _OPENED], input=content, capture_output=True, check=True)
    megabytes, seconds = done.stdout.split()
    assert int(megabytes) < 900
    assert float(seconds) < 10
