"""Find children who are not on the roll: a first name with a surname or a pointer, or words that fit one child only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import ClassVar

from classifiers.base import Thresholds
from classifiers.lexicon import lexicon, word_list, words_pattern
from classifiers.names.context import REASONS, Surroundings, adult_after, adult_before, grown_before
from classifiers.names.fold import Word, words
from classifiers.names.matcher import roll_of
from classifiers.names.sightings import Roll
from classifiers.passages import Passage, passages
from data.records import Finding, MediaReader, Post, School, Span
from data.words import Label, Where

_STRONG = frozenset(
    ("class_year", "age", "collection", "health", "care", "home", "photo", "sibling", "parent", "behaviour")
)
_ADULTS = words_pattern(tuple(lexicon("child_context")["adult"]["around"]))
_NOTHING = "no child named or described"


class FreeNames:
    """Finds names and descriptions of children, on the roll or not, by first names and what stands around them."""

    key: ClassVar[str] = "free_names"
    version: ClassVar[str] = "1"
    thresholds: ClassVar[Thresholds] = Thresholds(review=0.5, alert=0.75)

    def examine(self, posts: Sequence[Post], school: School, media: MediaReader) -> list[list[Finding]]:
        """Return the findings of each post; a post that names no child gets one with score 0."""
        roll = roll_of(school)
        return [self._post(post, school, roll) for post in posts]

    def cannot_read(self, post: Post, media: MediaReader) -> str | None:
        """Return None: the language detector speaks for all that read English."""
        return None

    def _post(self, post: Post, school: School, roll: Roll) -> list[Finding]:
        found = []
        for passage in passages(post):
            if passage.where in (Where.TEXT, Where.REPOST, Where.ALT_TEXT, Where.TITLE):
                found += list(self._names(passage, post, school, roll))
                found += list(self._descriptions(passage, school))
        return found or [Finding(Label.CHILD_IDENTIFYING, 0.0, None, _NOTHING, self.key, self.version)]

    def _names(self, passage: Passage, post: Post, school: School, roll: Roll) -> Iterator[Finding]:
        text = passage.text
        found = words(text)
        first_names = word_list("first_names") | roll.first_names
        if not any(word.capital and word.text in first_names for word in found):
            return
        adults = _adult_words(found, roll)
        of_adults = _ADULTS.search(text) is not None
        around = Surroundings(text, post, school, outside=post.title or "")
        for at, word in enumerate(found):
            if word.text not in first_names or not word.capital or word.tagged or at in adults:
                continue
            if adult_before(found, at, text) or (at and found[at - 1].capital and _joined(text, found[at - 1], word)):
                continue
            surname = _surname_after(found, at, text)
            end = found[at + surname].end
            if adult_after(text, end) or grown_before(text, word.start):
                continue
            pointers = [p for p in around.near((word.start, end)) if p.weight >= 0.5]
            strong = [p for p in pointers if p.kind in _STRONG and p.span is not None]
            ordinary = word.text in word_list("name_words")
            if surname and (strong or pointers):
                score, subtype = (0.85 if strong else 0.62), "full_name"
                reason = "a child's first name and surname" + (f", with {REASONS[strong[0].kind]}" if strong else "")
            elif strong:
                score, subtype = strong[0].weight - 0.15, "first_name_plus"
                reason = f"a child's first name with {REASONS[strong[0].kind]}"
            elif surname and not ordinary and not of_adults:
                score, subtype, reason = 0.5, "full_name", "a first name and surname that may be a child's"
            else:
                continue
            score -= 0.3 if ordinary else 0.0
            spans = ((word.start, end), *(p.span for p in strong[:1] if p.span))
            yield self._finding(subtype, score, reason, passage.where, spans)

    def _descriptions(self, passage: Passage, school: School) -> Iterator[Finding]:
        for row in _descriptions(school):
            for match in row.finditer(passage.text):
                reason = "words that fit one child only"
                yield self._finding("description", 0.66, reason, passage.where, (match.span(),))

    def _finding(self, subtype: str, score: float, reason: str, where: Where, spans: Sequence[Span]) -> Finding:
        score = round(max(0.0, min(0.95, score)), 3)
        level = self.thresholds.level(score)
        kept = tuple(sorted(set(spans)))
        return Finding(Label.CHILD_IDENTIFYING, score, level, reason, self.key, self.version, subtype, where, kept)


def _adult_words(found: Sequence[Word], roll: Roll) -> frozenset[int]:
    """Return the places of words that belong to the name of staff or of somebody in public life."""
    line = " " + " ".join(word.text for word in found) + " "
    places: set[int] = set()
    for name in roll.adult_names:
        start = line.find(f" {name} ")
        if start >= 0:
            first = line[:start].count(" ")
            places.update(range(first, first + name.count(" ") + 1))
    return frozenset(places)


def _joined(text: str, left: Word, right: Word) -> bool:
    return text[left.end : right.start] == " " and left.start > 0 and left.text in word_list("first_names")


def _surname_after(found: Sequence[Word], at: int, text: str) -> int:
    """Return how many of the following words are the surname: 0, 1 or 2."""
    count = 0
    while count < 2 and at + count + 1 < len(found):
        left, right = found[at + count], found[at + count + 1]
        gap = text[left.end : right.start]
        hyphened = count == 1 and gap == "-"
        if not ((gap == " " and count == 0) or hyphened) or not right.capital or left.possessive or right.tagged:
            break
        if right.text in word_list("function_words") or len(right.text) < 2 or right.text in _NEVER:
            break
        count += 1
    return count


_NEVER = frozenset(
    (
        "year",
        "reception",
        "nursery",
        "primary",
        "school",
        "academy",
        "fc",
        "class",
        "ks1",
        "ks2",
        "road",
        "street",
        "lane",
    )
)


def _descriptions(school: School) -> tuple[re.Pattern[str], ...]:
    rows = lexicon("descriptions")["rows"]
    classes = "|".join(re.escape(name) for name in school.classes) or "(?!)"
    return tuple(_compiled(row.replace("CLASS", f"(?:{classes}|{_YEAR})")) for row in rows)


_YEAR = r"(?:year|yr|y) ?\d{1,2}|reception|nursery|sixth form|pre-?school"


def _compiled(row: str) -> re.Pattern[str]:
    if row not in _CACHE:
        _CACHE[row] = words_pattern((row,))
    return _CACHE[row]


_CACHE: dict[str, re.Pattern[str]] = {}
