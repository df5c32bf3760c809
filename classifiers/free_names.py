"""Find children who are not on the roll: a first name with a surname or a pointer, or words that fit one child only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import ClassVar

from classifiers.base import Thresholds
from classifiers.language import not_english
from classifiers.names.context import Surroundings, child_cue
from classifiers.names.descriptions import descriptions
from classifiers.names.fold import words
from classifiers.names.free_rules import ruled_free
from classifiers.names.free_stretches import FIRST, free_stretches
from classifiers.names.matcher import roll_of
from classifiers.names.sightings import Roll
from classifiers.names.traits import Candidate, Named, traits
from classifiers.names.weighing import FREE, weigher
from classifiers.passages import Passage, passages
from data.records import Finding, MediaReader, Post, School
from data.words import Label, Where

_NOTHING = "no child named or described"
_READ = (Where.TEXT, Where.REPOST, Where.ALT_TEXT, Where.TITLE)


class FreeNames:
    """Finds names and descriptions of children, on the roll or not, by first names and what stands around them."""

    key: ClassVar[str] = "free_names"
    version: ClassVar[str] = "3"
    thresholds: ClassVar[Thresholds] = Thresholds(review=0.5, alert=0.7)

    def examine(self, posts: Sequence[Post], school: School, media: MediaReader) -> list[list[Finding]]:
        """Return the findings of each post; a post that names no child gets one with score 0."""
        roll = roll_of(school)
        return [self._post(post, school, roll) for post in posts]

    def cannot_read(self, post: Post, media: MediaReader) -> str | None:
        """Return None: the language detector speaks for all that read English."""
        return None

    def _post(self, post: Post, school: School, roll: Roll) -> list[Finding]:
        found = [self._weighed(candidate) for candidate in candidates(post, school, roll)]
        return found or [Finding(Label.CHILD_IDENTIFYING, 0.0, None, _NOTHING, self.key, self.version)]

    def _weighed(self, candidate: Candidate) -> Finding:
        score = candidate.finding.score
        if candidate.traits:
            score = round(weigher().score(FREE, candidate.traits, full=candidate.full), 3)
        return replace(candidate.finding, score=score, level=self.thresholds.level(score))


def candidates(post: Post, school: School, roll: Roll) -> Iterator[Candidate]:
    """Yield the places of `post` that may name or describe a child, with what is known of each."""
    for passage in passages(post):
        if passage.where in _READ:
            yield from _names(passage, post, school, roll)
            for span, score in descriptions(passage.text, school):
                yield Candidate(_finding("description", score, "words that fit one child only", passage.where, (span,)))


def _names(passage: Passage, post: Post, school: School, roll: Roll) -> Iterator[Candidate]:
    text = passage.text
    if not child_cue(text, school) or not_english(text):
        return
    found = words(text, through_symbols=True)
    around = Surroundings(text, post, school, outside=post.title or "")
    famous = roll.public_firsts(found)
    for stretch in free_stretches(text, found, roll, roll.classes):
        mine = stretch.words[stretch.first : stretch.last]
        # What the roll holds, the roll matcher weighs.
        if mine[0].text in roll.first_names and (stretch.form != "full" or mine[-1].text in roll.surnames):
            continue
        if stretch.form == FIRST and mine[0].text in famous:
            continue
        said = ruled_free(stretch, text, around)
        if said is None:
            continue
        named = Named(text, stretch.words, stretch.first, stretch.last, stretch.span, stretch.form, passage.where)
        known = traits(named, post, roll, said.around, ruled=said.score, chance=stretch.chance)
        if stretch.listed:
            known["listed"] = 1.0
        yield Candidate(_finding(said.subtype, said.score, said.reason, passage.where, said.spans), known)


def _finding(subtype: str, score: float, reason: str, where: Where, spans: Sequence[tuple[int, int]]) -> Finding:
    return Finding(
        Label.CHILD_IDENTIFYING,
        round(max(0.0, min(0.95, score)), 3),
        None,
        reason,
        FreeNames.key,
        FreeNames.version,
        subtype,
        where,
        tuple(sorted(set(spans))),
    )
