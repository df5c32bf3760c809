"""Say of a name in a school's own words whether a child is meant, and how fully the child is named.

The school writes of its own: a first name on the roll is a child's unless something says otherwise (a title, a book, a
place); one that is not on the roll is a child's only where something says so (a class, a birthday, a prize).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from classifiers.lexicon import lexicon, word_list
from classifiers.names.context import adult_after, adult_before
from classifiers.names.fold import Word, spelt_out, words
from classifiers.names.sightings import Roll, Sighting
from classifiers.passages import Passage
from data.records import Span
from data.words import Where

FULL, FIRST = "full_name", "first_name"
_WHOLE = {"full": 0.97, "joined": 0.93, "typo": 0.85, "initial": 0.85, "parted": 0.75, "one_name": 0.75}
_REACH = 90
_TAGGED = (Where.HASHTAG, Where.FILE)
_LEAST_SMALL = 4
_YEARS = (
    r"(?:year|yr|y) ?(?:\d{1,2}|one|two|three|four|five|six)[a-z]?|reception|nursery|pre-?school|form \w+|ks ?[12]"
    r"|\d{1,2}(?!am|pm|th|st|nd|rd)[a-z]{1,2}(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Named:
    """A child named: how fully, how surely, where, and which pupils it may be (none: not on the roll)."""

    kind: str
    score: float
    span: Span
    pupils: tuple[str, ...] = ()


def children_named(passage: Passage, roll: Roll, classes: tuple[str, ...]) -> list[Named]:
    """Return the children that `passage` names, each place once."""
    found: list[Named] = []
    tagged = passage.where in _TAGGED
    for reading in _readings(passage.text, tagged=tagged):
        signs = _Signs(passage.text, reading, roll, classes)
        for named in (
            *_on_the_roll(reading, signs, roll, tagged=tagged),
            *_off_the_roll(reading, signs, tagged=tagged),
        ):
            if not any(a < named.span[1] and named.span[0] < b for a, b in (other.span for other in found)):
                found.append(named)
    beside = [named.span for named in found if named.kind == FIRST and named.pupils]
    return [named for named in found if not _of_a_story(named, passage.text, found)] if beside else found


def _of_a_story(named: Named, text: str, found: Sequence[Named]) -> bool:
    """Whether the same name, elsewhere in the passage, stood in a title that is no child's ("no George")."""
    if named.kind != FIRST:
        return False
    name = text[slice(*named.span)]
    there = sum(1 for other in found if text[slice(*other.span)] == name)
    return len(re.findall(rf"(?<!\w){re.escape(name)}(?!\w)", text)) > there


def _on_the_roll(found: Sequence[Word], signs: _Signs, roll: Roll, *, tagged: bool) -> Iterator[Named]:
    for sighting in roll.sightings(found, signs.text):
        pupils = tuple(sorted(sighting.pupils))
        if sighting.form in _WHOLE:
            if tagged or not signs.is_adult(sighting):
                yield Named(FULL, _WHOLE[sighting.form], sighting.span, pupils)
        elif sighting.form == "first":
            score = signs.first_name(sighting, on_roll=True)
            if score:
                initial = signs.initial_after(sighting)
                kind, span = (FULL, (sighting.span[0], initial)) if initial else (FIRST, sighting.span)
                yield Named(kind, score, span, pupils)
        elif sighting.form == "surname" and signs.surname_of_child(sighting):
            yield Named(FULL, 0.62, sighting.span, pupils)


def _off_the_roll(found: Sequence[Word], signs: _Signs, *, tagged: bool) -> Iterator[Named]:
    if tagged:
        return
    for at, word in enumerate(found):
        if not word.capital or word.tagged or word.text not in word_list("first_names"):
            continue
        sighting = Sighting("first", (word.start, word.end), frozenset(), (at, at + 1))
        surnames = signs.surname_words(at)
        if surnames:
            end = found[at + surnames].end
            whole = replace(sighting, span=(word.start, end), words=(at, at + surnames + 1))
            if signs.is_child(whole) and not signs.is_adult(whole) and not signs.is_story(whole):
                yield Named(FULL, 0.7, whole.span)
        elif signs.is_child(sighting) and signs.first_name(sighting, on_roll=False):
            yield Named(FIRST, 0.65, sighting.span)


class _Signs:
    """What stands around the names of one passage."""

    def __init__(self, text: str, found: Sequence[Word], roll: Roll, classes: tuple[str, ...]) -> None:
        self.text = text
        self._words = found
        self._roll = roll
        self._shouting = text.isupper()
        self._child = _patterns("child", classes)
        self._story = _patterns("story", ())
        self._adult = _patterns("adult", ())
        self._does = _patterns("does", classes)

    def is_adult(self, sighting: Sighting) -> bool:
        """Whether a title, a role or what follows says that an adult is meant."""
        first, last = sighting.words
        name = " ".join(word.text for word in self._words[first:last])
        return (
            (adult_before(self._words, first, self.text) and not _captain(self._words, first))
            or adult_after(self.text, sighting.span[1])
            or name in self._roll.adult_names
            or self._around(self._adult, sighting.span)
        )

    def is_story(self, sighting: Sighting) -> bool:
        """Whether the name is one of a book, a song, a place or an animal."""
        return self._around(self._story, sighting.span)

    def is_child(self, sighting: Sighting) -> bool:
        """Whether something says that a child is meant: a class, an age, a birthday, a prize, another child."""
        return self._around(self._child, sighting.span) or self._among_names(sighting)

    def first_name(self, sighting: Sighting, *, on_roll: bool) -> float:
        """Return how surely a first name that stands alone means a child; 0.0 when it does not."""
        first, last = sighting.words
        word = self._words[first]
        ordinary = word.text in word_list("name_words") or word.text in _ambiguous()
        if word.tagged:
            return 0.0 if ordinary and not word.capital else 0.7 if len(word.text) >= _LEAST_SMALL else 0.55
        if not word.capital and (ordinary or len(word.text) < _LEAST_SMALL or not on_roll):
            return 0.0
        if self.is_adult(sighting) or self.is_story(sighting):
            return 0.0
        if not self._shouting and self.surname_words(last - 1):
            return 0.0
        if word.text in _needs_a_sign() and not (self.is_child(sighting) or self._around(self._does, sighting.span)):
            return 0.0
        return 0.75 if on_roll and not ordinary else 0.6

    def initial_after(self, sighting: Sighting) -> int | None:
        """Return where an initial after a first name ends ("Yusuf R"), or None."""
        match = re.compile(r" (?!I\b)[A-Z]\.?(?=[\s,;:!?)&.]|$)").match(self.text, sighting.span[1])
        return match.end() if match else None

    def surname_words(self, at: int) -> int:
        """Return how many of the words after the one at `at` are capital and may be its surname: 0, 1 or 2."""
        count = 0
        while count < 2 and at + count + 1 < len(self._words):
            left, right = self._words[at + count], self._words[at + count + 1]
            gap = self.text[left.end : right.start]
            if not (gap == " " and count == 0) and not (gap == "-" and count == 1):
                break
            if not right.capital or left.possessive or right.tagged or len(right.text) < 2:
                break
            if right.text in word_list("function_words") or re.fullmatch(_YEARS, self.text[right.start :][:12].lower()):
                break
            count += 1
        return count

    def surname_of_child(self, sighting: Sighting) -> bool:
        """Whether a surname that stands alone is a child's by what it does or by its initial."""
        first, last = sighting.words
        word = self._words[first]
        if not word.capital or word.tagged or word.text in word_list("name_words") or self.is_adult(sighting):
            return False
        before = self.text[: sighting.span[0]]
        if re.search(r"(?:[Tt]he|[A-Z]\w+|[A-Z]\.)[ -]$", before):
            return False
        return last == first + 1 and self._around(self._does, sighting.span)

    def _among_names(self, sighting: Sighting) -> bool:
        """Whether the name stands in a row with a first name on the roll ("Amara, Oscar and Priya")."""
        first, last = sighting.words
        for at, gap in ((first - 1, (first - 1, first)), (last, (last - 1, last))):
            if not 0 <= at < len(self._words):
                continue
            between = self.text[self._words[gap[0]].end : self._words[gap[1]].start]
            step = -1 if at < first else 1
            other = at
            if self._words[at].text in ("and", "n") and 0 <= at + step < len(self._words):
                other, between = at + step, ", "
            neighbour = self._words[other]
            row = re.fullmatch(r",? ?|, and | & ", between) is not None and between != " "
            if row and neighbour.capital and neighbour.text in _firsts(self._roll):
                return True
        return False

    def _around(self, rows: tuple[re.Pattern[str], re.Pattern[str]], span: Span) -> bool:
        before, after = rows
        return (
            after.match(self.text, span[1]) is not None
            or before.search(self.text[max(0, span[0] - _REACH) : span[0]]) is not None
        )


def _captain(found: Sequence[Word], at: int) -> bool:
    """Whether the title before a name is one that a team gives a child ("our captain Jack")."""
    return found[at - 1].text == "captain" and at > 1 and found[at - 2].text in ("our", "team", "house", "the", "and")


@cache
def _patterns(table: str, classes: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return a pattern for what stands before a name and one for what follows it; CLASS is any class of the school."""
    known = "|".join([*(re.escape(name) for name in sorted(classes, key=len, reverse=True)), _YEARS])
    rows = lexicon("own_names")[table]

    def joined(part: str) -> str:
        return "|".join(row.replace("CLASS", known) for row in rows.get(part, ())) or "(?!)"

    return (
        re.compile(rf"(?<!\w)(?:{joined('before')})$", re.IGNORECASE),
        re.compile(joined("after"), re.IGNORECASE),
    )


@lru_cache(maxsize=4)
def _firsts(roll: Roll) -> frozenset[str]:
    return frozenset(first for known in roll.forms.values() for first in known.firsts)


@cache
def _ambiguous() -> frozenset[str]:
    return frozenset(lexicon("own_names")["ambiguous"]["words"])


@cache
def _needs_a_sign() -> frozenset[str]:
    """Names that mean a child only where something says so."""
    return (word_list("name_words") | _ambiguous()) - frozenset(lexicon("own_names")["ambiguous"]["story_only"])


def _readings(text: str, *, tagged: bool) -> Iterator[list[Word]]:
    plain = words(text, tagged=tagged)
    yield plain
    if joined := spelt_out(plain):
        yield joined
