"""Make a copy of a picture that holds what is seen and nothing else: upright, no metadata, a name that names nobody."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass

from PIL import Image, ImageCms

from classifiers.images.opening import DECODER_ERRORS, Refused, inspected, whole_picture

_QUALITY = 92
_SUFFIXES = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp", "GIF": ".png"}
_FORMATS = {"GIF": "PNG"}


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A clean copy, under a file name made of its own hash, so that no child's name stands in it."""

    content: bytes
    file: str


def cleaned(content: bytes) -> Cleaned | Refused:
    """Return a clean copy of the picture in `content` (of a moving one the first frame), or why there is none."""
    container = inspected(content)
    if isinstance(container, Refused):
        return container
    written = io.BytesIO()
    try:
        picture = _in_usual_colours(content, whole_picture(content, container))
        bare = Image.frombytes("RGB", picture.size, picture.tobytes())
        bare.save(written, _FORMATS.get(container.kind, container.kind), quality=_QUALITY)
    except DECODER_ERRORS:
        return Refused("the picture cannot be decoded: it is broken or cut short", "save it again from the original")
    clean = written.getvalue()
    return Cleaned(clean, f"picture-{hashlib.sha256(clean).hexdigest()[:12]}{_SUFFIXES[container.kind]}")


def _in_usual_colours(content: bytes, picture: Image.Image) -> Image.Image:
    """Turn a camera's own colours into the usual ones, because the profile that explains them does not come along."""
    with Image.open(io.BytesIO(content)) as original:
        profile = original.info.get("icc_profile")
    if not profile or original.mode != "RGB":
        return picture
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return picture
    return picture if turned is None else turned
