"""Find words so plain that a person must look today, whatever a model makes of the small talk around them.

A weapon that somebody brings, violence that somebody plans, sexual harm, self-harm: one sentence of a long and friendly
post is enough. A word that makes the same sentence harmless (knife and fork, a lesson, stabbing pains) silences it, and
so does what makes the whole post advice, news of elsewhere, fiction or a rumour denied.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from classifiers.lexicon import lexicon, pattern
from classifiers.passages import passages, whole
from data.records import Post, Span
from data.words import Where

KINDS = ("weapon", "sexual", "self_harm")
_READ = (Where.TEXT, Where.TITLE, Where.REPOST)
_SENTENCE = re.compile(r"[^.!?\n]+[.!?\n]*")
_SENTENCES_AT_MOST = 200
_LONGEST = 600


@dataclass(frozen=True, slots=True)
class PlainRisk:
    """One plain sign of risk: its kind, a phrase for the reason, and where its words stand."""

    kind: str
    label: str
    where: Where
    span: Span


def plain_risk(post: Post) -> PlainRisk | None:
    """Return the first plain sign of risk in `post`, or None."""
    found: PlainRisk | None = None
    for passage in passages(post):
        if passage.where in _READ and (found := _in(passage.text, passage.where)):
            break
    # The whole post is only read when there is something to silence.
    return None if found is None or pattern("plain_risk", "told.rows").search(whole(post)) else found


def _in(text: str, where: Where) -> PlainRisk | None:
    for at, sentence in enumerate(_SENTENCE.finditer(text)):
        if at == _SENTENCES_AT_MOST:
            return None
        words = sentence.group()[:_LONGEST]
        for kind in KINDS:
            hit = pattern("plain_risk", f"{kind}.rows").search(words)
            if hit and not pattern("plain_risk", f"{kind}.calm").search(words):
                start, end = hit.span()
                return PlainRisk(
                    kind,
                    lexicon("plain_risk")[kind]["label"],
                    where,
                    (sentence.start() + start, sentence.start() + end),
                )
    return None
