"""Say how a post speaks of the school: positive, neutral or negative."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from data.records import Finding, MediaReader, Post, School
from data.words import Label, Sentiment

_REASONS = {
    Sentiment.POSITIVE: "speaks well of the school",
    Sentiment.NEUTRAL: "neither praises nor blames the school",
    Sentiment.NEGATIVE: "speaks ill of the school",
}


class Mood:
    """Weighs praise against blame."""

    key: ClassVar[str] = "sentiment"
    version: ClassVar[str] = "1"

    def examine(self, posts: Sequence[Post], school: School, media: MediaReader) -> list[list[Finding]]:
        """Return one finding a post, whose sub-type is the sentiment."""
        from classifiers.judge import judge

        rows = judge().scores("sentiment", posts, school)
        return [[self._finding([float(score) for score in row])] for row in rows]

    def cannot_read(self, post: Post, media: MediaReader) -> str | None:
        """Return None: the language detector speaks for all that read English."""
        return None

    def _finding(self, scores: Sequence[float]) -> Finding:
        score, mood = max(zip(scores, Sentiment, strict=True))
        return Finding(Label.SENTIMENT, round(score, 4), None, _REASONS[mood], self.key, self.version, mood.value)
