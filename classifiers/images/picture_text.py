"""Find names that stand in the picture itself: badges, boards, certificates. Needs the `ocr` extra.

RapidOCR read every name of 20 px and more in print; handwriting far less. Without the extra each own post with a
picture says so: what was not read is never taken as empty.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ClassVar

from classifiers.images.picture_metadata import named_in
from classifiers.images.sight import contents
from data.records import Box, Finding, MediaReader, Post, School
from data.words import Direction, Label, Where

MISSING = "text inside pictures is not read: the ocr extra is not installed"
_SURE = 0.5
_MOST_LINES = 200
_MODELS = 3
_REMEMBERED = 64


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text in a picture, and where it stands."""

    text: str
    box: Box


class PictureText:
    """Reads the text in the school's own pictures and judges the names in it by the school's rule."""

    key: ClassVar[str] = "picture_text"
    version: ClassVar[str] = "1"

    def examine(self, posts: Sequence[Post], school: School, media: MediaReader) -> list[list[Finding]]:
        """Return the findings of each own post; a mention has none, and none has any without the extra."""
        return [
            list(self._post(post, school, media))
            if post.images and post.direction is Direction.OWN and ocr_installed()
            else []
            for post in posts
        ]

    def cannot_read(self, post: Post, media: MediaReader) -> str | None:
        """Say of an own post with a picture that the text in it is not read, when the extra is not installed."""
        if ocr_installed() or post.direction is not Direction.OWN:
            return None
        return MISSING if any(media.read(post, picture) for picture in post.images if picture.kind == "image") else None

    def _post(self, post: Post, school: School, media: MediaReader) -> Iterator[Finding]:
        for at, content in enumerate(contents(post, media)):
            if content is not None:
                yield from self._picture(at, text_lines(content), post, school)

    def _picture(self, at: int, lines: Sequence[Line], post: Post, school: School) -> Iterator[Finding]:
        for line, found in zip(lines, named_in([line.text for line in lines], post, school), strict=True):
            surest = max(found, key=lambda f: f.score, default=None)
            if surest is not None:
                yield Finding(
                    Label.CHILD_NAMED, surest.score, surest.level, "a child's name can be read in the picture",
                    self.key, self.version, "in_picture", where=Where.PICTURE, pupil_ids=surest.pupil_ids,
                    picture=at, boxes=(line.box,),
                )  # fmt: skip


@cache
def ocr_installed() -> bool:
    """Say whether text in pictures can be read on this machine: the reader with its models, so that it fetches none."""
    spec = find_spec("rapidocr")
    folders = list(spec.submodule_search_locations or ()) if spec else []
    return any(len(list(Path(folder, "models").glob("*.onnx"))) >= _MODELS for folder in folders)


_memory: OrderedDict[str, tuple[Line, ...]] = OrderedDict()
_lock = threading.Lock()


def text_lines(content: bytes) -> tuple[Line, ...]:
    """Return the lines of text in a picture, () when it cannot be opened; the last few pictures are remembered."""
    from classifiers.images.hashes import sha256
    from classifiers.images.opening import Refused, open_picture

    digest = sha256(content)
    with _lock:  # one at a time: the engine is not made for two
        if digest not in _memory:
            opened = open_picture(content)
            _memory[digest] = () if isinstance(opened, Refused) else _read(opened.pixels, opened.scale)
            if len(_memory) > _REMEMBERED:
                _memory.popitem(last=False)
        return _memory[digest]


def _read(pixels: Any, scale: float) -> tuple[Line, ...]:
    import cv2

    answer = _engine()(cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR))
    if answer.txts is None or answer.boxes is None or answer.scores is None:
        return ()
    lines = []
    for text, corners, score in zip(answer.txts, answer.boxes, answer.scores, strict=True):
        if score < _SURE or not any(char.isalpha() for char in text):
            continue
        xs, ys = [float(x) / scale for x, _ in corners], [float(y) / scale for _, y in corners]
        box = (round(min(xs)), round(min(ys)), round(max(xs) - min(xs)), round(max(ys) - min(ys)))
        lines.append(Line(_spaced(text), box))
    return tuple(lines[:_MOST_LINES])


def _spaced(text: str) -> str:
    """Put back the space that the reader loses between a first name and a surname (AmeliaJones)."""
    parts = []
    for word in text.split():
        cut = next((i for i in range(2, len(word) - 2) if word[i].isupper() and word[i - 1].islower()), None)
        whole = cut is None or word[:cut] in ("Mc", "Mac") or not word.isalpha()
        parts.append(word if whole else f"{word[:cut]} {word[cut:]}")
    return " ".join(parts)


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "critical"})
