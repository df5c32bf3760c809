"""Composes the demo's pictures, in which there is no real child: `python -m pipelines.demo_pictures`.

Every face is one adult's, an astronaut's, from a photograph in the public domain; everything else is drawn here. What
is in which picture stands in `data/demo/pictures/pictures.toml`; the pictures and their sums lie beside it, so that the
demo itself composes and fetches nothing.
"""

from __future__ import annotations

import hashlib
import io
import random
import sys
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont, ImageOps

SIZE = (1080, 810)
HEAD, HEAD_FACE = "ingredients/astronaut_head.jpg", 101.0
"""The one head, and how large its face is as the counting detector measures it."""

HEAD_SHA256 = "5f76e00194de859dd67b495d08f6b3ce212db75e8b262475e989290de37ca4f9"
SUMS = "sha256.txt"
_OVAL = (38, 10, 152, 186)
_JUMPERS = ("#2f6b4f", "#3b7d5d", "#285c44", "#467f66")
_SCENES: Mapping[str, tuple[str, str]] = {
    "hall": ("#d9cbb0", "#a9764a"),
    "field": ("#a8cdea", "#7fae5a"),
    "classroom": ("#efe6d2", "#c2a98a"),
    "stage": ("#54314a", "#b98b5e"),
    "table": ("#e4e1da", "#b08a63"),
}
_BRIGHT = ("#c0392b", "#e0a030", "#2c6fa8", "#6a4c93", "#1f8a70", "#f2efe6", "#333333")
_QUALITY = 68


def folder() -> Traversable:
    """Return where the demo's pictures lie."""
    return files("data") / "demo" / "pictures"


def specified() -> list[dict[str, Any]]:
    """Return what is to be in each picture, in the order of the file."""
    pictures: list[dict[str, Any]] = tomllib.loads((folder() / "pictures.toml").read_text("utf-8"))["pictures"]
    return pictures


def composed() -> dict[str, bytes]:
    """Return every picture of the demo by its file name, composed anew."""
    head_file = (folder() / HEAD).read_bytes()
    assert hashlib.sha256(head_file).hexdigest() == HEAD_SHA256, "the ingredient is not the one that was checked"
    head = Image.open(io.BytesIO(head_file)).convert("RGB")
    made: dict[str, bytes] = {}
    for spec in specified():
        made[spec["file"]] = _copy(spec, made[spec["of"]]) if "of" in spec else _written(_picture(spec, head), spec)
    return made


def sums(pictures: Mapping[str, bytes]) -> str:
    """Return the SHA-256 of each picture, as `sha256sum` writes them."""
    return "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(pictures.items()))


def main(target: Path) -> int:
    """Write the pictures and their sums into `target`."""
    pictures = composed()
    for name, content in pictures.items():
        (target / name).write_bytes(content)
    (target / SUMS).write_text(sums(pictures), encoding="ascii")
    sys.stdout.write(f"{len(pictures)} pictures, {sum(map(len, pictures.values())) // 1000} kB\n")
    return 0


def _picture(spec: Mapping[str, Any], head: Image.Image) -> Image.Image:
    dice = random.Random(spec["file"])  # noqa: S311 - the same picture each time, no secret
    image = _scene(spec["scene"], dice)
    if words := spec.get("words"):
        _board(image, words)
    people = int(spec.get("people", 0))
    hidden = list(spec.get("hidden", ()))
    for at, (x, y) in enumerate(_places(people, float(spec.get("face_px", 40)), dice)):
        face = _person(image, head, (x, y), float(spec["face_px"]), dice)
        if at < len(hidden):
            _hide(image, face, hidden[at])
    return image


def _scene(kind: str, dice: random.Random) -> Image.Image:
    """Draw a room or a field with things in it, so that each picture can be known from the others."""
    top, bottom = _SCENES[kind]
    image = Image.new("RGB", SIZE, top)
    draw = ImageDraw.Draw(image)
    floor = SIZE[1] * dice.randrange(40, 75) // 100
    draw.rectangle((0, floor, *SIZE), bottom)
    for _ in range(3):
        x, width = dice.randrange(SIZE[0]), dice.randrange(120, 380)
        draw.rectangle((x, dice.randrange(SIZE[1] // 3), x + width, floor), dice.choice(_BRIGHT))
    x = -dice.randrange(90)
    while x < SIZE[0]:
        flag = dice.randrange(30, 110)
        draw.polygon(((x, 14), (x + flag, 14), (x + flag // 2, dice.randrange(40, 96))), dice.choice(_BRIGHT))
        x += flag + dice.randrange(30)
    for _ in range(14):
        x, y = dice.randrange(20, SIZE[0] - 120), dice.randrange(90, max(91, floor - 60))
        width, height = dice.randrange(30, 140), dice.randrange(30, 110)
        draw.rectangle((x, y, x + width, y + height), dice.choice(_BRIGHT), "#222222", 2)
        draw.line((x, y, x + width, y + height), dice.choice(_BRIGHT), 4)
    for _ in range(50):
        x, y = dice.randrange(SIZE[0]), dice.randrange(floor, SIZE[1])
        side = dice.randrange(6, 30)
        draw.ellipse((x, y, x + side, y + side // 2), dice.choice(_BRIGHT))
    return image


def _board(image: Image.Image, words: str) -> None:
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(str(files("casework") / "documents" / "fonts" / "DejaVuSans.ttf"), 46)
    box = draw.textbbox((0, 0), words, font=font)
    x, y = (SIZE[0] - box[2]) // 2, 110
    draw.rectangle((x - 30, y - 24, x + box[2] + 30, y + box[3] + 24), "#fdfaf2", "#333333", 4)
    draw.text((x, y), words, "#222222", font=font)


def _places(people: int, face_px: float, dice: random.Random) -> list[tuple[int, int]]:
    """Return where each face's middle stands, in rows that do not cover one another."""
    apart = face_px * 2.3
    row = max(1, int((SIZE[0] - apart) // apart))
    rows = [min(row, people - begun) for begun in range(0, people, row)]
    first = SIZE[1] * 0.52 - face_px * 2.2 * (len(rows) - 1) / 2
    found = []
    for line, count in enumerate(rows):
        left = (SIZE[0] - apart * (count - 1)) / 2
        for at in range(count):
            across = left + apart * at + dice.uniform(-0.15, 0.15) * face_px
            found.append((int(across), int(first + line * face_px * 2.2 + dice.uniform(-0.1, 0.1) * face_px)))
    return found


def _person(
    image: Image.Image, head: Image.Image, middle: tuple[int, int], face_px: float, dice: random.Random
) -> tuple[int, int, int, int]:
    """Draw somebody whose face is `face_px` large; return the box of the face."""
    scale = face_px / HEAD_FACE
    x, y = middle
    body = (int(x - 95 * scale), int(y + 70 * scale), int(x + 95 * scale), int(y + 330 * scale))
    ImageDraw.Draw(image).rounded_rectangle(body, max(2, int(50 * scale)), dice.choice(_JUMPERS))
    cut = head
    if dice.random() < 0.5:  # noqa: PLR2004 - every second one looks the other way
        cut = ImageOps.mirror(cut)
    cut = ImageEnhance.Brightness(cut).enhance(dice.uniform(0.88, 1.1))
    cut = ImageEnhance.Color(cut).enhance(dice.uniform(0.6, 1.1))
    mask = Image.new("L", head.size)
    ImageDraw.Draw(mask).ellipse(_OVAL, 255)
    size = (max(1, round(head.width * scale)), max(1, round(head.height * scale)))
    small, soft = cut.resize(size, Image.Resampling.LANCZOS), mask.resize(size, Image.Resampling.LANCZOS)
    soft = soft.filter(ImageFilter.GaussianBlur(max(1.0, 4 * scale)))
    corner = (x - size[0] // 2, y - round(104 * scale))
    image.paste(small, corner, soft)
    half = int(face_px * 0.62)
    return x - half, y - half, x + half, y + half


def _hide(image: Image.Image, box: tuple[int, int, int, int], how: str) -> None:
    if how == "disc":
        ImageDraw.Draw(image).ellipse((box[0] - 20, box[1] - 20, box[2] + 20, box[3] + 20), "#f4c430", "#333333", 3)
        return
    face = image.crop(box)
    image.paste(face.resize((13, 13), Image.Resampling.BOX).resize(face.size, Image.Resampling.NEAREST), box)


def _copy(spec: Mapping[str, Any], original: bytes) -> bytes:
    """Return a copy of another picture of the demo: the file itself, smaller, mirrored, or a part of it."""
    if spec["how"] == "same":
        return original
    image = Image.open(io.BytesIO(original)).convert("RGB")
    width, height = image.size
    if spec["how"] == "smaller":
        image = image.resize((width // 2, height // 2), Image.Resampling.LANCZOS)
    elif spec["how"] == "mirrored":
        image = ImageOps.mirror(image)
    else:
        image = image.crop((width * 14 // 100, height * 12 // 100, width * 88 // 100, height * 90 // 100))
    return _written(image, spec)


def _written(image: Image.Image, spec: Mapping[str, Any]) -> bytes:
    exif = Image.Exif()
    if spec.get("place"):
        # A point in the North Sea, where no school is.
        exif.get_ifd(0x8825).update({1: "N", 2: (56.0, 30.0, 0.0), 3: "E", 4: (3.0, 0.0, 0.0)})
    if description := spec.get("description"):
        exif[0x010E] = description
    options: dict[str, Any] = {"exif": exif.tobytes()} if len(exif) or spec.get("place") else {}
    if shown := spec.get("person_shown"):
        options["xmp"] = _region(shown)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=_QUALITY, **options)
    return buffer.getvalue()


def _region(name: str) -> bytes:
    """Return XMP that names a face, as picture programs write it (MWG regions)."""
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/">'
        '<mwg-rs:Regions rdf:parseType="Resource"><mwg-rs:RegionList><rdf:Bag><rdf:li rdf:parseType="Resource">'
        f"<mwg-rs:Name>{name}</mwg-rs:Name><mwg-rs:Type>Face</mwg-rs:Type></rdf:li></rdf:Bag></mwg-rs:RegionList>"
        "</mwg-rs:Regions></rdf:Description></rdf:RDF></x:xmpmeta>"
    ).encode()


if __name__ == "__main__":
    sys.exit(main(Path(str(folder()))))
