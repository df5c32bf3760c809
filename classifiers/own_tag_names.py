"""Say how surely a first name in a tag or a file name, where words run together, means a child."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from classifiers.names.fold import Word
from classifiers.own_lexicon import listed, ordinary

_LEAST = 4


def in_a_tag(
    found: Sequence[Word], at: int, text: str, firsts: Collection[str], *, common: bool, a_class: bool
) -> float:
    """Return how surely the name at `at` means a child; 0.0 when it does not.

    A name that is a word too (`common`) is a child's only by itself, beside praise, or beside another of `firsts`.
    """
    word = found[at]
    if not common:
        return 0.7 if len(word.text) >= _LEAST else 0.55
    others = [w for w in _beside(found, at, text) if not w.text.isdigit() and w.text not in listed("tag_words")]
    if len(others) <= 2 and any(other.text in firsts and not ordinary(other.text) for other in others):
        return 0.6
    praised = len(_beside(found, at, text)) > len(others)
    return 0.6 if word.capital and praised and not others and not a_class else 0.0


def _beside(found: Sequence[Word], at: int, text: str) -> list[Word]:
    """Return the other words of the tag or the file name that the word at `at` stands in."""
    others = []
    for step in (-1, 1):
        to = at + step
        while 0 <= to < len(found) and found[to].tagged:
            left, right = sorted((found[to - step], found[to]), key=lambda word: word.start)
            if text[left.end : right.start].strip("_- "):
                break
            others.append(found[to])
            to += step
    return others
