"""Say whether a post states as fact that somebody did what would seriously damage them: potentially defamatory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from classifiers.base import Thresholds
from classifiers.claims import claims
from classifiers.passages import Passage, passages
from data.records import Finding, MediaReader, Post, School
from data.words import Label, Where

_READ = (Where.TEXT, Where.TITLE, Where.REPOST)


class Allegation:
    """Finds allegations by who, what and how."""

    key: ClassVar[str] = "allegation"
    version: ClassVar[str] = "1"
    thresholds: ClassVar[Thresholds] = Thresholds(review=0.6, alert=0.8)

    def examine(self, posts: Sequence[Post], school: School, media: MediaReader) -> list[list[Finding]]:  # noqa: ARG002
        """Return one finding a post: its gravest claim, or a score of 0."""
        return [[self._post(post, school)] for post in posts]

    def cannot_read(self, post: Post, media: MediaReader) -> str | None:  # noqa: ARG002 - the protocol's shape
        """Return None: the language detector speaks for all that read English."""
        return None

    def _post(self, post: Post, school: School) -> Finding:
        best: tuple[float, Finding] | None = None
        for passage in passages(post):
            if (
                passage.where in _READ
                and (found := self._passage(passage, post, school))
                and (not best or found.score > best[0])
            ):
                best = (found.score, found)
        return best[1] if best else Finding(Label.DEFAMATORY, 0.0, None, "alleges nothing", self.key, self.version)

    def _passage(self, passage: Passage, post: Post, school: School) -> Finding | None:
        title = (post.title or "") if passage.where is not Where.TITLE else ""
        found = claims(passage.text, school, title=title)
        if not found:
            return None
        gravest = found[0]
        score = round(gravest.score, 3)
        spans = tuple(
            sorted({claim.span for claim in found if claim.score >= self.thresholds.review} or {gravest.span})
        )
        return Finding(
            Label.DEFAMATORY,
            score,
            self.thresholds.level(score),
            gravest.sentence(),
            self.key,
            self.version,
            where=passage.where,
            spans=spans,
        )
