"""Say whether a post shows that a person may be at risk now, so that the safeguarding lead sees it the same day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from classifiers.base import Thresholds
from classifiers.claims import claims
from classifiers.lexicon import lexicon, pattern
from classifiers.passages import Passage, passages
from data.records import Finding, MediaReader, Post, School, Span
from data.words import Label, Where

_READ = (Where.TEXT, Where.TITLE, Where.REPOST)
_CALM = 0.35
_MORE = 0.05
_HARM = frozenset(("violence", "sexual"))


class Safeguarding:
    """Finds cues of risk and weighs them against signs of advice, news and fiction."""

    key: ClassVar[str] = "safeguarding"
    version: ClassVar[str] = "1"
    thresholds: ClassVar[Thresholds] = Thresholds(review=0.6, alert=0.8)

    def examine(self, posts: Sequence[Post], school: School, media: MediaReader) -> list[list[Finding]]:  # noqa: ARG002
        """Return one finding a post: its strongest cue, or a score of 0."""
        return [[self._post(post, school)] for post in posts]

    def cannot_read(self, post: Post, media: MediaReader) -> str | None:  # noqa: ARG002 - the protocol's shape
        """Return None: the language detector speaks for all that read English."""
        return None

    def _post(self, post: Post, school: School) -> Finding:
        found = [self._passage(p, post, school) for p in passages(post) if p.where in _READ]
        none = Finding(Label.SAFEGUARDING, 0.0, None, "no cue of risk", self.key, self.version)
        return max([finding for finding in found if finding], key=lambda finding: finding.score, default=none)

    def _passage(self, passage: Passage, post: Post, school: School) -> Finding | None:
        text = passage.text
        spans: list[Span] = []
        kinds: dict[str, float] = {}
        for kind, cue in lexicon("safeguarding")["cues"].items():
            hits = [match.span() for match in pattern("safeguarding", f"cues.{kind}.rows").finditer(text)]
            if hits:
                spans += hits
                kinds[kind] = float(cue["weight"])
        harm = [c for c in claims(text, school, title=post.title or "") if c.what in _HARM and c.child and c.named]
        told = [claim for claim in harm if claim.how in ("asserted", "hearsay")]
        reason = ""
        if told:
            kinds["told"] = min(0.85, told[0].score)
            spans += [claim.span for claim in told]
            reason = "says that an adult harmed a child"
        if not kinds:
            return None
        best = max(kinds, key=lambda kind: kinds[kind])
        score = kinds[best] + _MORE * (len(kinds) - 1)
        if pattern("safeguarding", "calm.advice").search(text) or pattern("safeguarding", "calm.news").search(text):
            score -= _CALM
        score = round(max(0.0, min(0.95, score)), 3)
        if best != "told":
            reason = f"may show {lexicon('safeguarding')['cues'][best]['label']}"
        level = self.thresholds.level(score)
        kept = tuple(sorted(set(spans)))
        return Finding(Label.SAFEGUARDING, score, level, reason, self.key, self.version, None, passage.where, kept)
