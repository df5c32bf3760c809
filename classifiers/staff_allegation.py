"""Say whether an adult who works with children is said to have harmed a child or acted criminally.

A second finding says when a teacher accused by or for a pupil can be told from the post: publication may then be
restricted (section 141F of the Education Act 2002). Both are for a person to look at, never a legal finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from classifiers.base import Thresholds
from classifiers.claims import Claim, claims
from classifiers.passages import passages
from data.records import Finding, MediaReader, Post, School
from data.words import Label, Where

_HARM = frozenset(("violence", "sexual", "neglect"))
_TOLD = frozenset(("asserted", "hearsay"))


class StaffAllegation:
    """Finds allegations against staff, and those whose publication may be restricted."""

    key: ClassVar[str] = "staff_allegation"
    version: ClassVar[str] = "1"
    thresholds: ClassVar[Thresholds] = Thresholds(review=0.6, alert=0.8)

    def examine(self, posts: Sequence[Post], school: School, media: MediaReader) -> list[list[Finding]]:
        """Return the findings of each post; most posts have none."""
        return [list(self._post(post, school)) for post in posts]

    def cannot_read(self, post: Post, media: MediaReader) -> str | None:
        """Return None: the language detector speaks for all that read English."""
        return None

    def _post(self, post: Post, school: School) -> Iterator[Finding]:
        for passage in passages(post):
            if passage.where not in (Where.TEXT, Where.REPOST):
                continue
            told = [claim for claim in claims(passage.text, school, title=post.title or "") if claim.how in _TOLD]
            against = [
                claim for claim in told if claim.named and (claim.offence or (claim.what in _HARM and claim.child))
            ]
            if against:
                yield self._finding(Label.STAFF_ALLEGATION, against, passage.where, against[0].sentence())
            restricted = [
                claim for claim in against if claim.what in ("violence", "sexual") and claim.child and claim.teacher
            ]
            if restricted:
                reason = "a teacher can be told from it and is accused of an offence against a pupil"
                yield self._finding(Label.REPORTING_RESTRICTION, restricted, passage.where, reason)

    def _finding(self, label: Label, told: list[Claim], where: Where, reason: str) -> Finding:
        score = round(told[0].score, 3)
        spans = tuple(sorted({claim.span for claim in told}))
        level = self.thresholds.level(score)
        return Finding(label, score, level, reason, self.key, self.version, where=where, spans=spans)
