"""Judge a surname of the roll that stands alone: beside a word for a child, or a class, it names one."""

from __future__ import annotations

from collections.abc import Sequence

from classifiers.lexicon import word_list
from classifiers.names.context import Surroundings
from classifiers.names.fold import Word
from classifiers.names.hits import Sighting, ordinary
from classifiers.names.sightings import Roll
from classifiers.names.tagger import births
from classifiers.names.verdicts import Ruled, follows

_CHILD_AFTER = frozenset(
    ("boy", "girl", "lad", "lass", "kid", "child", "twin", "twins", "kids", "children", "boys", "girls")
) | frozenset(("brothers", "sisters", "siblings"))
_YOUNG = frozenset(("young", "little", "lil", "wee", "poor", "youngest", "eldest", "oldest"))
_DEFINITE = frozenset(("the", "that", "them", "those", "this", "young", "little"))


def surname_alone(
    sighting: Sighting, found: Sequence[Word], text: str, around: Surroundings, roll: Roll
) -> Ruled | None:
    """Judge a surname that stands alone: beside a word for a child, or a class, it says which child is meant."""
    first, last = sighting.words
    after = found[last].text if last < len(found) else ""
    before = found[first - 1].text if first else ""
    capital = found[last - 1].capital
    gap = text[sighting.span[1] : found[last].start].strip("’'s ") if last < len(found) else ""
    called = after in _CHILD_AFTER and not gap
    young = before in _YOUNG and text[found[first - 1].end : sighting.span[0]] == " "
    pointers = [pointer for pointer in around.near(sighting.span) if pointer.strong]
    placed = follows(sighting.span, pointers) and _alone(found, first)
    if sighting.plain:
        # "Young lad", "Sweet girls", "Park children": a word that means something must be used as a name.
        begins = first == 0 or text[: sighting.span[0]].rstrip()[-1:] in ("", ".", "!", "?", ":", "\n")
        used = capital and not begins and found[first].text not in roll.places
        common = found[first].text in ordinary()
        if common and not (used and ((called and before in _DEFINITE) or young)):
            return None
        placed = placed and not common
    staff = found[first].text in roll.staff_surnames
    if not called and (staff or not (placed or (young and capital))):
        return None
    spans = sorted({sighting.span, *(p.span for p in pointers[:1] if p.span)})
    reason = "a surname on the roll, said of a child"
    return Ruled("description", 0.7 if pointers else 0.62, reason, tuple(spans), tuple(pointers))


def _alone(found: Sequence[Word], first: int) -> bool:
    """Whether no other name stands before a surname."""
    if not first:
        return True
    word = found[first - 1]
    named = word.capital or (word.text in births() and word.text not in ordinary())
    return not named or word.text in word_list("function_words") or word.text in _YOUNG
