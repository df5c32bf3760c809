"""What a detector is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Protocol

from data.records import Finding, MediaReader, Post, School
from data.scoring import Thresholds as Thresholds  # noqa: PLC0414 - where detectors look for it


class Detector(Protocol):
    """Reads posts and yields findings; pure but for its model file.

    One detector may yield several labels, so that several heads share one pass. A text detector yields, for each of its
    text labels, at least one finding a post: below the review threshold its `level` is None and only its score counts.
    `relevant` and `sentiment` are findings too; sentiment's `subtype` is the sentiment.
    """

    key: ClassVar[str]
    version: ClassVar[str]

    def examine(self, posts: Sequence[Post], school: School, media: MediaReader) -> list[list[Finding]]:
        """Return the findings of each post, in order. Raises nothing for hostile text."""
        ...

    def cannot_read(self, post: Post, media: MediaReader) -> str | None:
        """Say why this detector does not read `post` (its language, its size, a missing file), or None when it does.

        Such a post is listed as *not read*; what the detector says of it all the same still counts.
        """
        ...


class NoMedia:
    """A `MediaReader` with nothing at hand."""

    def read(self, post: Post, picture: object) -> bytes | None:
        """Return None: no picture is at hand."""
        return None
