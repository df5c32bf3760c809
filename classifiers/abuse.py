"""Say whether a post insults, threatens, harasses or hates a person or a group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from classifiers.lexicon import pattern
from classifiers.passages import READ_AT_MOST
from data.records import Finding, MediaReader, Post, School, Span
from data.words import Label, Where

_REASONS = {
    "hate": "uses words of hate toward a group of people",
    "threat": "threatens a person or wishes them harm",
    "harassment": "urges others on against a person",
    "insult": "calls a person or a group names",
}
_SUBTYPES = ("hate", "threat", "harassment", "insult")
"""The gravest first."""


class Abuse:
    """Finds abuse by a trained model, whose sub-type and words a word list tells."""

    key: ClassVar[str] = "abuse"
    version: ClassVar[str] = "1"

    def examine(self, posts: Sequence[Post], school: School, media: MediaReader) -> list[list[Finding]]:
        """Return one finding a post, with its gravest sub-type."""
        from classifiers.judge import judge

        if not posts:
            return []
        judged = judge().judged(posts, school)
        rows = zip(posts, judged.scores["abusive"], judged.kinds, strict=True)
        return [[self._finding(post, school, float(score), kind)] for post, score, kind in rows]

    def cannot_read(self, post: Post, media: MediaReader) -> str | None:
        """Return None: the language detector speaks for all that read English."""
        return None

    def _finding(self, post: Post, school: School, score: float, kind: str | None) -> Finding:
        """Return the finding; the encoder's `kind` of abuse holds, a word list's where the encoder did not read."""
        from classifiers.judge import judge

        level = judge().thresholds("abusive", school).level(score)
        if level is None:
            return Finding(Label.ABUSIVE, score, None, "no abuse found", self.key, self.version)
        strings = [(Where.TEXT, post.text), (Where.TITLE, post.title or "")]
        if post.repost_of:
            strings.append((Where.REPOST, post.repost_of.text))
        for where, text in strings:
            subtype, spans = sub_type(text[:READ_AT_MOST])
            if subtype:
                subtype = kind or subtype
                reason = _REASONS[subtype]
                return Finding(Label.ABUSIVE, score, level, reason, self.key, self.version, subtype, where, spans)
        sentence = judge().strongest("abusive", post, school)
        reason = "reads like abuse of a person or a group"
        return Finding(Label.ABUSIVE, score, level, reason, self.key, self.version, kind or "insult", spans=(sentence,))


def sub_type(text: str) -> tuple[str | None, tuple[Span, ...]]:
    """Return the gravest sub-type whose words stand in `text` and where they stand."""
    for kind in _SUBTYPES:
        spans = tuple(match.span() for match in pattern("abuse", f"{kind}.rows").finditer(text))
        if spans:
            return kind, spans
    return None, ()
