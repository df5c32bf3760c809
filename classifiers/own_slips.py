"""Find first names on the roll that are spelt with one slip, where something says that a child is meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rapidfuzz.distance import OSA

from classifiers.lexicon import word_list
from classifiers.names.fold import Word
from classifiers.names.sightings import Roll, Sighting
from classifiers.own_rows import surname_words
from classifiers.own_signs import Signs

_OTHER_WORDS = ("name_words", "function_words", "own_slip_words")
_LEAST = 6
_LEAST_DROPPED = 5
"""A name is short of a letter more often than it has a wrong one, so that a shorter one may be told."""


def slips(found: Sequence[Word], signs: Signs, roll: Roll) -> Iterator[Sighting]:
    """Yield the capital words that are one slip from a first name on the roll and stand as a child's name does."""
    names = [name for name in roll.first_names if len(name) >= _LEAST_DROPPED and name not in word_list("name_words")]
    for at, word in enumerate(found):
        if not word.capital or word.tagged or len(word.text) < _LEAST_DROPPED - 1 or _known(word.text, signs, roll):
            continue
        sighting = Sighting("first", (word.start, word.end), frozenset(), (at, at + 1))
        if surname_words(found, at, signs.text) or not (signs.is_child(sighting) or signs.acts(sighting)):
            continue
        pupils = [known.pupil_id for known in roll.forms.values() if any(_slip(word.text, n) for n in known.firsts)]
        if pupils and not signs.is_other(sighting) and any(_slip(word.text, name) for name in names):
            yield Sighting("first", sighting.span, frozenset(pupils), sighting.words)


def _known(word: str, signs: Signs, roll: Roll) -> bool:
    return (
        word in roll.first_names
        or any(word in lists for lists in (*(word_list(name) for name in _OTHER_WORDS), roll.adult_firsts))
        or any(word in name.split() for name in roll.staff_names)
        or any(word in known.surnames for known in roll.forms.values())
        or signs.is_of_a_class(word)
    )


def _slip(written: str, name: str) -> bool:
    dropped = len(written) == len(name) - 1 and len(name) >= _LEAST_DROPPED
    return (
        written[0] == name[0]
        and (dropped or len(name) >= _LEAST)
        and not name.endswith(written[-3:] + "s")
        and written != name + "s"
        and OSA.distance(written, name, score_cutoff=1) == 1
    )
