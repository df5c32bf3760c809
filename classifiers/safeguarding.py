"""Say whether a post shows that a person may be at risk now, so that the safeguarding lead sees it the same day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from classifiers.claims import claims
from classifiers.lexicon import lexicon, pattern
from classifiers.passages import Passage, passages, whole
from classifiers.plain_risk import plain_risk
from data.records import Finding, MediaReader, Post, School, Span
from data.words import Label, Where

_READ = (Where.TEXT, Where.TITLE, Where.REPOST)
_HARM = frozenset(("violence", "sexual"))
_TOLD = frozenset(("asserted", "hearsay"))


class Safeguarding:
    """Finds signs of risk by a trained model and by words that are plain by themselves; word lists give the reason."""

    key: ClassVar[str] = "safeguarding"
    version: ClassVar[str] = "2"

    def examine(self, posts: Sequence[Post], school: School, media: MediaReader) -> list[list[Finding]]:
        """Return one finding a post."""
        from classifiers.judge import judge

        scores = judge().scores("safeguarding", posts, school)
        return [[self._finding(post, school, float(score))] for post, score in zip(posts, scores, strict=True)]

    def cannot_read(self, post: Post, media: MediaReader) -> str | None:
        """Return None: the language detector speaks for all that read English."""
        return None

    def _finding(self, post: Post, school: School, score: float) -> Finding:
        from classifiers.judge import judge

        thresholds = judge().thresholds("safeguarding", school)
        if plain := plain_risk(post):
            score = max(score, thresholds.alert)
        elif _plain_cue(post):
            # Words of self-harm outside advice and news go to a person whatever the model makes of them.
            score = max(score, thresholds.review)
        level = thresholds.level(score)
        if level is None:
            return Finding(Label.SAFEGUARDING, score, None, "no sign of risk", self.key, self.version)
        if plain:
            reason = f"may show {plain.label}"
            return Finding(
                Label.SAFEGUARDING, score, level, reason, self.key, self.version, where=plain.where, spans=(plain.span,)
            )
        for passage in passages(post):
            if passage.where in _READ and (found := _cue(passage, post, school)):
                reason, spans = found
                return Finding(
                    Label.SAFEGUARDING, score, level, reason, self.key, self.version, where=passage.where, spans=spans
                )
        sentence = judge().strongest("safeguarding", post, school)
        reason = "reads as if somebody may be at risk"
        return Finding(Label.SAFEGUARDING, score, level, reason, self.key, self.version, spans=(sentence,))


def _plain_cue(post: Post) -> bool:
    text = whole(post)
    calm = any(pattern("safeguarding", f"calm.{kind}").search(text) for kind in ("advice", "news"))
    return not calm and pattern("safeguarding", "cues.self_harm.rows").search(text) is not None


def _cue(passage: Passage, post: Post, school: School) -> tuple[str, tuple[Span, ...]] | None:
    """Return the reason and the words of the strongest cue in `passage`."""
    told = [
        claim
        for claim in claims(passage.text, school, title=post.title or "")
        if claim.what in _HARM and claim.child and claim.named and claim.how in _TOLD
    ]
    if told:
        return "says that an adult harmed a child", tuple(sorted({claim.span for claim in told}))
    cues = sorted(lexicon("safeguarding")["cues"].items(), key=lambda cue: -float(cue[1]["weight"]))
    for kind, cue in cues:
        spans = tuple(match.span() for match in pattern("safeguarding", f"cues.{kind}.rows").finditer(passage.text))
        if spans:
            return f"may show {cue['label']}", spans
    return None
