"""Read what stands right beside a name: a row of names, a surname, an initial."""

from __future__ import annotations

import re
from collections.abc import Sequence

from classifiers.lexicon import word_list
from classifiers.names.fold import Word
from classifiers.names.sightings import Sighting
from classifiers.own_lexicon import YEARS

_INITIAL = re.compile(r" (?!I\b(?!-))[A-Z](?:-[A-Z])?\.?(?=[\s,;:!?)&.'’]|$)")
_ROW = re.compile(r"(?:(?:, | and |, and | & |/| \+ )[A-Z][\w'’-]+){0,8}")
_ROW_BEFORE = re.compile(r"[A-Z][\w'’-]+(?:, [A-Z][\w'’-]+){0,4}(?: (?:and|&) |,(?: and)? )$")
_LINK = re.compile(r",? ?|, and | & |/| \+ ")


def beside(sighting: Sighting, found: Sequence[Word], text: str) -> list[Word]:
    """Return the capital words that stand in a row with the name, right before and right after it."""
    first, last = sighting.words
    names = []
    for at, step in ((first - 1, -1), (last, 1)):
        other = at
        if 0 <= at < len(found) and found[at].text in ("and", "n"):
            other = at + step
        if not 0 <= other < len(found) or not found[other].capital or found[other].possessive:
            continue
        left, right = (other, first) if step < 0 else (last - 1, other)
        between = text[found[left].end : found[right].start]
        if other != at or (_LINK.fullmatch(between) and between != " "):
            names.append(found[other])
    return names


def row_end(sighting: Sighting, text: str) -> int:
    """Return where the row of capital names that `sighting` begins ends: its own end when it stands alone."""
    match = _ROW.match(text, sighting.span[1])
    return match.end() if match else sighting.span[1]


def row_before(sighting: Sighting, text: str, reach: int) -> int | None:
    """Return where the name begins that `sighting` is joined to by "and", or None."""
    match = _ROW_BEFORE.search(text, max(0, sighting.span[0] - reach), sighting.span[0])
    return match.start() if match else None


def initial_after(sighting: Sighting, text: str) -> int | None:
    """Return where an initial after a first name ends ("Yusuf R"), or None."""
    match = _INITIAL.match(text, sighting.span[1])
    return match.end() if match else None


def surname_words(found: Sequence[Word], at: int, text: str) -> int:
    """Return how many of the words after the one at `at` are capital and may be its surname: 0, 1 or 2."""
    count = 0
    while count < 2 and at + count + 1 < len(found):
        left, right = found[at + count], found[at + count + 1]
        gap = text[left.end : right.start]
        if not (gap == " " and count == 0) and not (gap == "-" and count == 1):
            break
        if not right.capital or left.possessive or right.tagged or len(right.text) < 2:
            break
        if right.text in word_list("function_words") or re.fullmatch(YEARS, text[right.start :][:12].lower()):
            break
        count += 1
    return count
