"""What is seen of a picture: measured once, kept in memory as numbers, never as pixels.

Detectors ask for the sights of a post; the same bytes are measured once however many detectors ask.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from data.records import MediaReader, Post

if TYPE_CHECKING:
    # The libraries behind these take a moment and much memory; a post without a picture must not wait for them.
    from classifiers.images.faces import Face
    from classifiers.images.features import Features
    from classifiers.images.metadata import Metadata

MOST_PICTURES = 20
"""Pictures looked at of one post; the largest album a platform takes."""

_REMEMBERED = 512
"""Sights are numbers only; as many as the pictures of a few batches, so that none is measured twice in a row."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What is seen of one picture. `refused`: why it could not be opened; then all else but its SHA-256 is empty."""

    sha256: str
    refused: str | None = None
    width: int = 0
    height: int = 0
    phash: str = ""
    phash_mirrored: str = ""
    faces: tuple[Face, ...] = ()
    half_hidden: tuple[Face, ...] = ()
    metadata: Metadata | None = None
    notes: tuple[str, ...] = ()
    corners: bytes = field(default=b"", repr=False)
    """The words of the strongest corners outside of faces, to find a crop among many pictures."""


def sights(post: Post, media: MediaReader) -> tuple[Sight | None, ...]:
    """Return what is seen of each picture of `post`, in order; None for one that is a clip or not at hand."""
    return tuple(
        None if content is None else look(content, file=post.images[at].file)
        for at, content in enumerate(contents(post, media))
    )


def contents(post: Post, media: MediaReader) -> tuple[bytes | None, ...]:
    """Return the bytes of each picture of `post`, in order; None for one that is a clip, too many or not at hand."""
    return tuple(
        media.read(post, picture) if picture.kind == "image" and at < MOST_PICTURES else None
        for at, picture in enumerate(post.images)
    )


_memory: OrderedDict[str, Sight] = OrderedDict()
_lock = threading.Lock()


def look(content: bytes, *, file: str = "") -> Sight:
    """Return what is seen of the picture in `content`; the last few are remembered by their SHA-256."""
    digest = hashlib.sha256(content).hexdigest()
    with _lock:
        if (known := _memory.get(digest)) is not None:
            _memory.move_to_end(digest)
            return known
    seen = _look(content, digest, file)
    with _lock:
        _memory[digest] = seen
        if len(_memory) > _REMEMBERED:
            _memory.popitem(last=False)
    return seen


def features_of(content: bytes) -> Features | None:
    """Return the corners of the whole picture but for its faces, or None when it cannot be opened."""
    from classifiers.images.features import features
    from classifiers.images.opening import Refused, open_picture

    opened = open_picture(content)
    if isinstance(opened, Refused):
        return None
    return features(opened.pixels, _reduced(look(content).faces, opened.scale))


def mirrored_features_of(content: bytes) -> Features | None:
    """Return the corners of the picture as a mirror shows it, for a copy that was turned round."""
    from classifiers.images.features import features
    from classifiers.images.hashes import mirrored
    from classifiers.images.opening import Refused, open_picture

    opened = open_picture(content)
    return None if isinstance(opened, Refused) else features(mirrored(opened.pixels))


def _look(content: bytes, digest: str, file: str) -> Sight:
    from classifiers.images.faces import find_faces
    from classifiers.images.features import FEW, features, strongest
    from classifiers.images.hashes import phash_both_ways
    from classifiers.images.metadata import read_metadata
    from classifiers.images.opening import Refused, open_picture
    from classifiers.images.redaction import half_hidden

    opened = open_picture(content, file=file)
    if isinstance(opened, Refused):
        return Sight(digest, refused=str(opened))
    faces = find_faces(opened)
    straight, mirrored = phash_both_ways(opened.pixels)
    return Sight(
        digest,
        width=opened.width,
        height=opened.height,
        phash=straight,
        phash_mirrored=mirrored,
        faces=faces,
        half_hidden=half_hidden(opened, faces),
        metadata=read_metadata(opened.image),
        notes=opened.notes,
        corners=strongest(features(opened.pixels, _reduced(faces, opened.scale), most=FEW)),
    )


def _reduced(faces: Sequence[Face], scale: float) -> list[tuple[int, int, int, int]]:
    return [(int(x * scale), int(y * scale), int(w * scale), int(h * scale)) for x, y, w, h in (f.box for f in faces)]
