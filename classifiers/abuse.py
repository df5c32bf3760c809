"""Say whether a post insults, threatens, harasses or hates a person or a group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from classifiers.base import Thresholds
from classifiers.lexicon import pattern
from classifiers.passages import Passage, passages
from data.records import Finding, MediaReader, Post, School, Span
from data.words import Label, Where

_READ = (Where.TEXT, Where.TITLE, Where.REPOST)
_WEIGHTS = {"hate": 0.75, "threat": 0.8, "harassment": 0.7, "insult": 0.55}
_REASONS = {
    "hate": "uses words of hate toward a group of people",
    "threat": "threatens a person or wishes them harm",
    "harassment": "urges others on against a person",
    "insult": "calls a person or a group names",
}
_SUBTYPES = ("hate", "threat", "harassment", "insult")
"""The gravest first."""


class Abuse:
    """Finds abuse by a word list and a trained model."""

    key: ClassVar[str] = "abuse"
    version: ClassVar[str] = "1"
    thresholds: ClassVar[Thresholds] = Thresholds(review=0.6, alert=0.8)

    def examine(self, posts: Sequence[Post], school: School, media: MediaReader) -> list[list[Finding]]:  # noqa: ARG002
        """Return one finding a post, with its gravest sub-type."""
        return [[self._post(post)] for post in posts]

    def cannot_read(self, post: Post, media: MediaReader) -> str | None:  # noqa: ARG002 - the protocol's shape
        """Return None: the language detector speaks for all that read English."""
        return None

    def _post(self, post: Post) -> Finding:
        found = [self._passage(passage) for passage in passages(post) if passage.where in _READ]
        none = Finding(Label.ABUSIVE, 0.0, None, "no abuse found", self.key, self.version)
        return max(found, key=lambda finding: finding.score, default=none)

    def _passage(self, passage: Passage) -> Finding:
        subtype, spans = sub_type(passage.text)
        score = 0.0
        if subtype:
            score = _WEIGHTS[subtype] + 0.05 * (len(spans) - 1)
            if pattern("abuse", "target.rows").search(passage.text):
                score += 0.12
            if pattern("abuse", "calm.rows").search(passage.text):
                score -= 0.3
        score = round(max(0.0, min(0.95, score)), 3)
        reason = _REASONS[subtype or "insult"]
        level = self.thresholds.level(score)
        return Finding(Label.ABUSIVE, score, level, reason, self.key, self.version, subtype, passage.where, spans)


def sub_type(text: str) -> tuple[str | None, tuple[Span, ...]]:
    """Return the gravest sub-type whose words stand in `text` and where they stand."""
    for kind in _SUBTYPES:
        spans = tuple(match.span() for match in pattern("abuse", f"{kind}.rows").finditer(text))
        if spans:
            return kind, spans
    return None, ()
