"""An own picture as it is shown to people: upright, small enough for a screen, with the faces found framed.

It is drawn anew, so that nothing but what is seen reaches the browser: no metadata, no second file inside.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw

from classifiers.images.opening import Refused, open_picture
from data.errors import InputError
from data.records import Box

LONGEST_EDGE = 1000
_SMALL = 36
"""Pixels: a smaller face gets a thin frame without a number, so that it is still seen."""

_FRAME, _EDGE = (255, 214, 10), (0, 0, 0)
"""Yellow with black edges: seen on light and on dark."""


def boxed(content: bytes, boxes: Sequence[Box]) -> bytes:
    """Return the picture as JPEG with a numbered frame for each box, given in the upright picture's own pixels.

    Raises `InputError` that says why the picture cannot be opened.
    """
    opened = open_picture(content)
    if isinstance(opened, Refused):
        raise InputError(f"the picture cannot be shown: {opened}")
    picture = Image.fromarray(opened.pixels)
    scale = opened.scale
    if max(picture.size) > LONGEST_EDGE:
        fewer = LONGEST_EDGE / max(picture.size)
        picture = picture.resize((max(1, round(picture.width * fewer)), max(1, round(picture.height * fewer))))
        scale *= fewer
    draw = ImageDraw.Draw(picture)
    for number, (x, y, width, height) in enumerate(boxes, start=1):
        left, top, right, bottom = x * scale, y * scale, (x + width) * scale, (y + height) * scale
        thick = 3 if right - left >= _SMALL else 1
        for grown, colour, line in ((2 * thick, _EDGE, 2 * thick), (thick, _FRAME, thick)):
            draw.rectangle((left - grown, top - grown, right + grown, bottom + grown), outline=colour, width=line)
        if thick > 1:
            # Beside the face, never on it.
            draw.rectangle((left - 6, top - 22, left + 14, top - 6), fill=_EDGE)
            draw.text((left - 2, top - 20), str(number), fill=_FRAME)
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=85)
    return written.getvalue()
