"""Say which pupils on the roll a post could mean, from how their names stand in it and what stands around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import ClassVar

from classifiers.base import Thresholds
from classifiers.names.context import REASONS, Pointer, Surroundings, adult_after, adult_before
from classifiers.names.fold import Word, spelt_out, words
from classifiers.names.sightings import Roll, Sighting
from classifiers.passages import Passage, passages
from data.records import Finding, MediaReader, Post, School
from data.words import Label, Where

_SCORES = {"full": 0.97, "joined": 0.93, "typo": 0.85, "initial": 0.82, "parted": 0.7, "one_name": 0.75}
_WAYS = {
    "full": "a pupil's full name, as on the roll",
    "joined": "a pupil's full name, run together",
    "typo": "a pupil's full name with one slip of spelling",
    "initial": "an initial and a name that fit a pupil on the roll",
    "parted": "a first name and a surname that belong to one pupil on the roll",
    "one_name": "a pupil's name, as on the roll",
}
_NOTHING = "no name from the roll"
_NOT_THE_ADULT = re.compile(
    r"(?<!\w)not (?:the |our |a )?(?:\w+ )?"
    r"(?:teacher|member of staff|staff|head|ta|film star|singer|actor|footballer)(?!\w)",
    re.IGNORECASE,
)
"""What people write beside a pupil's name that an adult bears too."""


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
    version: ClassVar[str] = "1"
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
        found = [finding for passage in passages(post) for finding in self._passage(passage, post, school, roll)]
        return found or [Finding(Label.CHILD_IDENTIFYING, 0.0, None, _NOTHING, self.key, self.version)]

    def _passage(self, passage: Passage, post: Post, school: School, roll: Roll) -> Iterator[Finding]:
        tagged = passage.where in (Where.HASHTAG, Where.FILE)
        seen: set[tuple[int, int]] = set()
        around: Surroundings | None = None
        for found in _readings(passage.text, tagged=tagged):
            for sighting in roll.sightings(found, passage.text):
                if any(a < sighting.span[1] and sighting.span[0] < b for a, b in seen):
                    continue
                if around is None:
                    outside = (post.title or "") if passage.where is not Where.TITLE else ""
                    around = Surroundings(passage.text, post, school, outside=outside)
                if finding := self._judge(sighting, found, passage, around, roll):
                    seen.add(sighting.span)
                    yield finding

    def _judge(
        self, sighting: Sighting, found: list[Word], passage: Passage, around: Surroundings, roll: Roll
    ) -> Finding | None:
        first, last = sighting.words
        if adult_before(found, first, passage.text) and not found[first].tagged:
            return None
        if sighting.form in _SCORES:
            subtype, score, reason, pointers = self._whole_name(sighting, found, passage, around, roll)
        elif sighting.form == "first":
            if _other_surname(found, last, passage.text) or adult_after(passage.text, sighting.span[1]):
                return None
            subtype, score, reason, pointers = self._first_name(sighting, found, around, roll)
        else:
            subtype, score, reason, pointers = self._surname(sighting, found, passage.text, around)
        if score <= 0:
            return None
        spans = sorted({sighting.span, *(p.span for p in pointers if p.span and p.span[1] - p.span[0] > 1)})
        return Finding(
            Label.CHILD_IDENTIFYING,
            round(score, 3),
            self.thresholds.level(score),
            reason,
            self.key,
            self.version,
            subtype,
            passage.where,
            tuple(spans),
            tuple(sorted(sighting.pupils)),
        )

    def _whole_name(
        self, sighting: Sighting, found: list[Word], passage: Passage, around: Surroundings, roll: Roll
    ) -> tuple[str, float, str, list[Pointer]]:
        first, last = sighting.words
        score = _SCORES[sighting.form]
        reason = _WAYS[sighting.form]
        name = " ".join(word.text for word in found[first:last])
        pointers = around.near(sighting.span)
        said_child = _NOT_THE_ADULT.search(passage.text) is not None
        if (name in roll.adult_names and not said_child) or adult_after(passage.text, sighting.span[1]):
            # A class says nothing of a namesake on the staff, who has one too.
            vague = ("class_year", "award", "photo") if name in roll.staff_names else ()
            child = [pointer for pointer in pointers if pointer.kind not in vague]
            score, reason = (0.6 if child else 0.4), "a pupil's full name that an adult bears too"
        elif sighting.plain and not found[first].tagged and not found[first].capital:
            score = (
                0.6 if not pointers and all(word.text in _ordinary() for word in found[first:last]) else score - 0.07
            )
        if sighting.form == "initial" and len(sighting.pupils) > 1:
            return "first_name_plus", score - 0.1, "an initial and a name that fit more than one pupil", []
        return "full_name", score, reason, []

    def _first_name(
        self, sighting: Sighting, found: list[Word], around: Surroundings, roll: Roll
    ) -> tuple[str, float, str, list[Pointer]]:
        first, _ = sighting.words
        word = found[first]
        surnames = {last.split()[-1] for pupil in sighting.pupils for last in roll.forms[pupil].surnames}
        pointers = around.near(sighting.span)
        if parent := around.by_parent(tuple(surnames)):
            pointers.insert(0, parent)
        strong = [pointer for pointer in pointers if pointer.strong]
        if not pointers:
            return "first_name_plus", 0.1 if not sighting.plain else 0.0, "a first name on the roll, alone", []
        kinds = {pointer.kind for pointer in pointers}
        score = max(pointer.weight for pointer in pointers) + 0.04 * (len(kinds) - 1)
        if sighting.plain:
            ordinary = word.text in _ordinary()
            if ordinary and not word.capital:
                return "first_name_plus", 0.0, "an ordinary word", []
            score -= 0.25 if ordinary and first == 0 else 0.12
        if sighting.plain and not any(pointer.span for pointer in pointers):
            score -= 0.2
        if word.text in roll.adult_firsts and not kinds & {"class_year", "age", "parent"}:
            score -= 0.25
        best = strong[0] if strong else pointers[0]
        return "first_name_plus", min(score, 0.95), f"a first name on the roll with {REASONS[best.kind]}", strong[:2]

    def _surname(
        self, sighting: Sighting, found: list[Word], text: str, around: Surroundings
    ) -> tuple[str, float, str, list[Pointer]]:
        """Judge a surname that stands alone: only beside a word for a child does it say which child is meant."""
        first, last = sighting.words
        after = found[last].text if last < len(found) else ""
        before = found[first - 1].text if first else ""
        child = after in _CHILD_AFTER or (before in ("young", "little") and found[first].capital)
        if not child or (sighting.plain and not found[last - 1].capital):
            return "description", 0.0, _NOTHING, []
        if after in _CHILD_AFTER and text[sighting.span[1] : found[last].start].strip("’'s "):
            return "description", 0.0, _NOTHING, []
        pointers = [pointer for pointer in around.near(sighting.span) if pointer.strong]
        return "description", 0.7 if pointers else 0.62, "a surname on the roll, said of a child", pointers[:1]


@cache
def roll_matcher() -> RollMatcher:
    """Return the matcher that detectors share: what it found in a batch is kept for the next that asks."""
    return RollMatcher()


_CHILD_AFTER = frozenset(
    (
        "boy",
        "girl",
        "lad",
        "lass",
        "kid",
        "child",
        "twin",
        "twins",
        "kids",
        "children",
        "boys",
        "girls",
        "brothers",
        "sisters",
        "siblings",
    )
)


def _ordinary() -> frozenset[str]:
    from classifiers.lexicon import word_list

    return word_list("name_words")


def _readings(text: str, *, tagged: bool) -> Iterator[list[Word]]:
    """Yield the ways to read `text`: as it stands, letters in a row joined, symbols inside words passed over."""
    plain = words(text, tagged=tagged)
    yield plain
    if joined := spelt_out(plain):
        yield joined
    if not text.isascii() or "*" in text or "_" in text:
        through = words(text, tagged=tagged, through_symbols=True)
        if len(through) != len(plain):
            yield through


def _other_surname(found: list[Word], last: int, text: str) -> bool:
    """Whether another surname follows, so that somebody else is meant (Will Smith)."""
    if last >= len(found) or not found[last].capital or found[last - 1].possessive or found[last].tagged:
        return False
    gap = text[found[last - 1].end : found[last].start]
    following = found[last].text
    return gap == " " and len(following) > 1 and following not in _NOT_SURNAMES and not following[0].isdigit()


_NOT_SURNAMES = frozenset(
    (
        "i",
        "year",
        "reception",
        "nursery",
        "in",
        "is",
        "was",
        "from",
        "and",
        "has",
        "with",
        "on",
        "at",
        "the",
        "who",
        "aged",
        "won",
        "class",
        "ks",
        "yr",
    )
)
