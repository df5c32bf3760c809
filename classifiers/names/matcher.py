"""Say which pupils on the roll a post could mean, from how their names stand in it and what stands around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import ClassVar

from classifiers.base import Thresholds
from classifiers.names.context import Surroundings
from classifiers.names.fold import Word, spelt_out, words
from classifiers.names.hits import Sighting
from classifiers.names.roll_rules import ruled
from classifiers.names.sightings import Roll, overlaps
from classifiers.names.tagger import Tagged, name_tagger
from classifiers.names.traits import Candidate, Named, traits
from classifiers.names.weighing import ROLL, weigher
from classifiers.passages import Passage, passages
from data.records import Finding, MediaReader, Post, School
from data.words import Label, Where

_NOTHING = "no name from the roll"
LEAST_CHANCE = 0.05


class _Registers:
    """A school's registers, compared by identity: a school is not hashable, and equal rolls are rarely built twice."""

    def __init__(self, school: School) -> None:
        self.school = school

    def __hash__(self) -> int:
        return hash((id(self.school.pupils), id(self.school.staff)))

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Registers)
            and other.school.pupils is self.school.pupils
            and other.school.staff is self.school.staff
        )


@lru_cache(maxsize=4)
def _ready(registers: _Registers) -> Roll:
    return Roll(registers.school)


def roll_of(school: School) -> Roll:
    """Return `school`'s roll made ready; the same registers are made ready once."""
    return _ready(_Registers(school))


class RollMatcher:
    """Finds pupils on the roll in what a post says and shows."""

    key: ClassVar[str] = "roll"
    version: ClassVar[str] = "3"
    thresholds: ClassVar[Thresholds] = Thresholds(review=0.5, alert=0.7)

    def __init__(self) -> None:
        self._read: tuple[Sequence[Post], School, list[list[Finding]]] | None = None

    def examine(self, posts: Sequence[Post], school: School, media: MediaReader) -> list[list[Finding]]:
        """Return the findings of each post; a post that names no pupil gets one with score 0."""
        if self._read is None or self._read[0] is not posts or self._read[1] is not school:
            roll = roll_of(school)
            self._read = (posts, school, [self._post(post, school, roll) for post in posts])
        return [list(findings) for findings in self._read[2]]

    def cannot_read(self, post: Post, media: MediaReader) -> str | None:
        """Return None: names are looked for in any language; what is too long is reported for all detectors at once."""
        return None

    def _post(self, post: Post, school: School, roll: Roll) -> list[Finding]:
        found = [self._weighed(candidate) for candidate in candidates(post, school, roll)]
        return found or [Finding(Label.CHILD_IDENTIFYING, 0.0, None, _NOTHING, self.key, self.version)]

    def _weighed(self, candidate: Candidate) -> Finding:
        score = candidate.finding.score
        if candidate.traits:
            score = round(weigher().score(ROLL, candidate.traits, full=candidate.full), 3)
        return replace(candidate.finding, score=score, level=self.thresholds.level(score))


def candidates(post: Post, school: School, roll: Roll) -> Iterator[Candidate]:
    """Yield the places of `post` that may name a pupil on the roll, with what is known of each."""
    for passage in passages(post):
        yield from _in_passage(passage, post, school, roll)


def _in_passage(passage: Passage, post: Post, school: School, roll: Roll) -> Iterator[Candidate]:
    seen: list[Sighting] = []
    around: Surroundings | None = None
    for found in _readings(passage.text, tagged=passage.where in (Where.HASHTAG, Where.FILE)):
        for sighting in roll.sightings(found, passage.text):
            if any(overlaps(sighting, other) for other in seen):
                continue
            if around is None:
                outside = (post.title or "") if passage.where is not Where.TITLE else ""
                around = Surroundings(passage.text, post, school, outside=outside)
            said = ruled(sighting, found, passage.text, around, roll)
            if said is None:
                continue
            seen.append(sighting)
            first, last = sighting.words
            named = Named(passage.text, found, first, last, sighting.span, sighting.form, passage.where)
            finding = Finding(
                Label.CHILD_IDENTIFYING,
                round(said.score, 3),
                None,
                said.reason,
                RollMatcher.key,
                RollMatcher.version,
                said.subtype,
                passage.where,
                said.spans,
                tuple(sorted(sighting.pupils)),
            )
            # Beside a capital the finder sees whether the word is used as a name; what is small it hardly knows.
            chance = _chance(passage.text, sighting) if sighting.form == "first" and found[first].capital else None
            yield Candidate(finding, traits(named, post, roll, said.around, ruled=said.score, chance=chance))


def _chance(text: str, sighting: Sighting) -> float:
    """Return how likely the name finder takes the words of `sighting` for a name."""
    start, end = sighting.span
    return max((run.chance for run in _tagged(text) if run.span[0] < end and start < run.span[1]), default=0.0)


@lru_cache(maxsize=64)
def _tagged(text: str) -> list[Tagged]:
    return name_tagger().names(text, least=LEAST_CHANCE)


@cache
def roll_matcher() -> RollMatcher:
    """Return the matcher that detectors share: what it found in a batch is kept for the next that asks."""
    return RollMatcher()


def _readings(text: str, *, tagged: bool) -> Iterator[list[Word]]:
    """Yield the ways to read `text`: as it stands, letters in a row joined, symbols inside words passed over."""
    plain = words(text, tagged=tagged)
    # Joined first: in "E-l-s-i-e Tuckwell" the last letter would pass for an initial.
    if joined := spelt_out(plain):
        yield joined
    yield plain
    if not text.isascii() or "*" in text or "_" in text:
        through = words(text, tagged=tagged, through_symbols=True)
        if len(through) != len(plain):
            yield through
