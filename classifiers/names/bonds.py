"""Put first names and surnames together: the forms of a whole name whose halves both stand in the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from classifiers.names.fold import Word
from classifiers.names.hits import Hit, Sighting, ordinary, plain, span_of

_JOINERS = frozenset(("and", "n", "und", "or", "with", "plus"))
_LINKS = frozenset(("and", "n", "the", "of", "de", "van", "bin", "ap", "ab")) | frozenset(
    ("twins", "kids", "family", "children", "boys", "girls", "brothers", "sisters", "siblings")
)
_LIST_REACH = 6
_APART = 10


def full_names(
    words: Sequence[Word], text: str, firsts: Sequence[Hit], surnames: Sequence[Hit], known_firsts: frozenset[str]
) -> Iterator[Sighting]:
    """Yield the names whose first name and surname stand together, in either order, or share a list."""
    for first in sorted(firsts, key=lambda hit: hit.first - hit.last):
        for last in sorted(surnames, key=lambda hit: (abs(hit.first - first.last), hit.first - hit.last)):
            pupils = first.pupils & last.pupils
            form = _bond(words, text, first, last, known_firsts) if pupils else None
            if form:
                low, high = min(first.first, last.first), max(first.last, last.last)
                yield Sighting(
                    form,
                    span_of(words, low, high),
                    pupils,
                    (low, high),
                    plain(words, first) and plain(words, last),
                )
                break


def _bond(words: Sequence[Word], text: str, first: Hit, last: Hit, known_firsts: frozenset[str]) -> str | None:
    """Say how a first name and a surname belong together, or None when they only stand near each other."""
    if last.first == first.last:
        gap = text[words[first.last - 1].end : words[last.first].start]
        # "Poppy day assembly": beside a capital, a small word that means something is no surname.
        small = words[first.first].capital and not words[last.first].capital and words[last.first].text in ordinary()
        return "full" if not (small or _sentence_ends(gap)) else None
    if last.last == first.first:
        gap = text[words[last.last - 1].end : words[first.first].start]
        small = words[last.first].text in ordinary() and not words[last.first].capital
        return "full" if "," in gap or not (_sentence_ends(gap) or small) else None
    forward = last.first > first.last
    low, high = (first.last, last.first) if forward else (last.last, first.first)
    between = words[low:high]
    if forward and len(between) <= 2 and all(_nameish(word) for word in between):
        return "full"
    if forward and len(between) <= _LIST_REACH and all(_listable(word, known_firsts) for word in between):
        stretch = text[words[low - 1].end : words[high].start]
        listed = any(word.text in _LINKS for word in between) or any(mark in stretch for mark in "&,+")
        # "Daisy and Rose" are two children, not one of that surname.
        listed = listed and not all(word.text in _JOINERS for word in between)
        return "full" if listed and not _sentence_ends(stretch) else None
    both = words[first.first].capital and words[last.first].capital and words[last.first].text not in ordinary()
    return "parted" if len(between) <= _APART and both else None


def _sentence_ends(gap: str) -> bool:
    return "\n" in gap or ". " in gap or (gap.strip() != "." and any(mark in gap for mark in ".!?;:"))


def _nameish(word: Word) -> bool:
    letter = len(word.text) == 1 and word.text.isalpha() and word.text not in "ai"
    return (word.capital and word.text not in _JOINERS) or letter


def _listable(word: Word, known_firsts: frozenset[str]) -> bool:
    return word.text in _LINKS or word.capital or word.text in known_firsts
