"""What a look for names yields: parts of names (hits), and names (sightings)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from classifiers.lexicon import word_list
from classifiers.names.fold import Word
from data.records import Span

NO_INITIAL = frozenset("aiunxrk")
"""Small letters that stand alone for a word ("n", "u", "r") and are no initial."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Words `first` to `last` (exclusive) stand for a first name or a surname of these pupils."""

    first: int
    last: int
    pupils: frozenset[str]


@dataclass(frozen=True, slots=True)
class Sighting:
    """Words that name one or more pupils; `form` is full, parted, typo, joined, initial, one_name, first, surname."""

    form: str
    span: Span
    pupils: frozenset[str]
    words: tuple[int, int]
    plain: bool = False
    """The name is an ordinary word too, or stands in small letters."""


def span_of(words: Sequence[Word], first: int, last: int) -> Span:
    """Return where words `first` to `last` (exclusive) stand in the text."""
    return words[first].start, words[last - 1].end


def plain(words: Sequence[Word], hit: Hit) -> bool:
    """Whether a hit is an ordinary word too, or stands in small letters."""
    return not words[hit.first].capital or (hit.last == hit.first + 1 and words[hit.first].text in ordinary())


@cache
def ordinary() -> frozenset[str]:
    """Return the words that are no name by themselves: names that are ordinary words too, and words commonly small."""
    return word_list("name_words") | word_list("common_words")
