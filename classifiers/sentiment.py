"""Say how a post speaks of the school: positive, neutral or negative."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from classifiers.lexicon import pattern
from classifiers.passages import whole
from data.records import Finding, MediaReader, Post, School
from data.words import Label, Sentiment

_GOOD_STARS = 4
_BAD_STARS = 2


class Mood:
    """Weighs praise against blame."""

    key: ClassVar[str] = "sentiment"
    version: ClassVar[str] = "1"

    def examine(self, posts: Sequence[Post], school: School, media: MediaReader) -> list[list[Finding]]:  # noqa: ARG002
        """Return one finding a post, whose sub-type is the sentiment."""
        return [[self._post(post)] for post in posts]

    def cannot_read(self, post: Post, media: MediaReader) -> str | None:  # noqa: ARG002 - the protocol's shape
        """Return None: the language detector speaks for all that read English."""
        return None

    def _post(self, post: Post) -> Finding:
        text = whole(post)
        praise = len(pattern("sentiment", "positive").findall(text))
        blame = len(pattern("sentiment", "negative").findall(text))
        if post.rating is not None:
            praise += 2 * (post.rating >= _GOOD_STARS)
            blame += 2 * (post.rating <= _BAD_STARS)
        mood = Sentiment.POSITIVE if praise > blame else Sentiment.NEGATIVE
        if praise == blame:
            mood = Sentiment.NEUTRAL
        score = round(min(0.95, 0.4 + 0.15 * abs(praise - blame)), 3)
        reason = {
            "positive": "speaks well of it",
            "neutral": "neither praise nor blame",
            "negative": "speaks ill of it",
        }[mood]
        return Finding(Label.SENTIMENT, score, None, reason, self.key, self.version, mood.value)
