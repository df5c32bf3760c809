"""What a detector is: the protocol and how a score becomes a level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from data.records import Finding, MediaReader, Post, School
from data.words import Level


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


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which score a finding is for review, and from which it is an alert."""

    review: float
    alert: float

    def level(self, score: float) -> Level | None:
        """Return the level of `score`, or None below review."""
        if score >= self.alert:
            return Level.ALERT
        return Level.REVIEW if score >= self.review else None


class NoMedia:
    """A `MediaReader` with nothing at hand."""

    def read(self, post: Post, picture: object) -> bytes | None:
        """Return None: no picture is at hand."""
        return None
