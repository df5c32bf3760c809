"""Find surnames that stand for children by themselves: in a match report, a team, a list of names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from classifiers.lexicon import word_list
from classifiers.names.sightings import Roll, Sighting
from classifiers.own_rows import surname_words
from classifiers.own_signs import Signs

_ALONE_NOT = re.compile(r"(?:(?<!\w)[Tt]he|[A-Z][\w'’]+|(?<!\w)[A-Z]\.)[ -]$")
_OF_MORE = re.compile(r"['’]s [A-Z]")
_SISTERS = re.compile(r" (?:twins|brothers|sisters|siblings|boys|girls|lads)(?!\w)")
_BETWEEN = re.compile(
    r"[^.!?\n]{0,60}?(?:[,;&/+\u2022|]|\d|(?<!\w)(?:and|to|then|for|beat|with)(?!\w))[^.!?\n]{0,60}?"
    r"|\.? ?\d[^!?\n]{0,12}|\n[\W\d]{0,8}"
)
_ROW = 2


def lone_surnames(sightings: Sequence[Sighting], signs: Signs, roll: Roll) -> Iterator[tuple[Sighting, float]]:
    """Yield the surnames on the roll that stand for a child without a first name, each with a score."""
    alone = [sighting for sighting in sightings if sighting.form == "surname" and _alone(sighting, signs, roll)]
    rows: list[list[Sighting]] = []
    for sighting in alone:
        if rows and _BETWEEN.fullmatch(signs.text[rows[-1][-1].span[1] : sighting.span[0]]):
            rows[-1].append(sighting)
        else:
            rows.append([sighting])
    for row in rows:
        listed = len({sighting.pupils for sighting in row}) >= _ROW and not all(_ordinary(s, signs) for s in row)
        for sighting in row:
            if listed or signs.surname_of_child(sighting):
                yield sighting, 0.72 if listed else 0.62


def _alone(sighting: Sighting, signs: Signs, roll: Roll) -> bool:
    """Whether a capital surname is neither an adult's nor part of a longer name ("the Crane Gallery")."""
    first, last = sighting.words
    word = signs.words[first]
    if not word.capital or word.tagged or signs.is_other(sighting):
        return False
    if word.text in roll.first_names or any(word.text == name.split()[-1] for name in roll.staff_names):
        return False
    before = signs.text[: sighting.span[0]]
    if _SISTERS.match(signs.text, sighting.span[1]):
        return True
    if signs.is_a_houses(sighting):
        return False
    return not (
        _ALONE_NOT.search(before)
        or _OF_MORE.match(signs.text, sighting.span[1])
        or surname_words(signs.words, last - 1, signs.text)
    )


def _ordinary(sighting: Sighting, signs: Signs) -> bool:
    return signs.words[sighting.words[0]].text in word_list("name_words")
