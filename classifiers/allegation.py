"""Say whether a post states as fact that somebody did what would seriously damage them: potentially defamatory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from classifiers.claims import Claim, claims
from classifiers.passages import passages
from data.records import Finding, MediaReader, Post, School
from data.words import Label, Where

_READ = (Where.TEXT, Where.TITLE, Where.REPOST)


class Allegation:
    """Finds allegations by a trained model that weighs who, what and how; the rules give the words and the reason."""

    key: ClassVar[str] = "allegation"
    version: ClassVar[str] = "1"

    def examine(self, posts: Sequence[Post], school: School, media: MediaReader) -> list[list[Finding]]:
        """Return one finding a post."""
        from classifiers.judge import judge

        scores = judge().scores("defamatory", posts, school)
        return [[self._finding(post, school, float(score))] for post, score in zip(posts, scores, strict=True)]

    def cannot_read(self, post: Post, media: MediaReader) -> str | None:
        """Return None: the language detector speaks for all that read English."""
        return None

    def _finding(self, post: Post, school: School, score: float) -> Finding:
        from classifiers.judge import judge

        level = judge().thresholds("defamatory", school).level(score)
        if level is None:
            return Finding(Label.DEFAMATORY, score, None, "alleges nothing serious", self.key, self.version)
        where, told = gravest(post, school)
        if told:
            spans = tuple(sorted({claim.span for claim in told if claim.score >= told[0].score - 0.1}))
            reason = told[0].sentence()
            return Finding(Label.DEFAMATORY, score, level, reason, self.key, self.version, where=where, spans=spans)
        sentence = judge().strongest("defamatory", post, school)
        reason = "reads as if it says as fact that somebody did serious wrong"
        return Finding(Label.DEFAMATORY, score, level, reason, self.key, self.version, spans=(sentence,))


def gravest(post: Post, school: School) -> tuple[Where, list[Claim]]:
    """Return the claims of the string of `post` that makes the gravest, that one first, and which string it is."""
    found = [
        (passage.where, claims(passage.text, school, title=(post.title or "") if passage.where is Where.TEXT else ""))
        for passage in passages(post)
        if passage.where in _READ
    ]
    return max(found, key=lambda pair: pair[1][0].score if pair[1] else 0.0, default=(Where.TEXT, []))
