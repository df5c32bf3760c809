"""The forms of a whole name of which only one half stands in full: initials, slips of the pen, names run together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rapidfuzz.distance import OSA

from classifiers.lexicon import word_list
from classifiers.names.fold import Word
from classifiers.names.forms import Forms
from classifiers.names.hits import NO_INITIAL, Hit, Sighting, ordinary, span_of

_LEAST_FUZZY = 5
_LEAST_SLIPPED = 4
"""A word may be a letter short of a name of five."""

_LONG = 7


def initials(
    words: Sequence[Word], text: str, surnames: Sequence[Hit], forms: Mapping[str, Forms], adults: frozenset[str]
) -> Iterator[Sighting]:
    """Yield an initial with a surname ("J Smith", "j.smith"), and the other way round ("Smith, J")."""
    for last in surnames:
        at = last.first - 1
        if at >= 0 and len(words[at].text) == 1 and _initial_before(words, text, at, last):
            letter = words[at].text
            pupils = _with_initial(last, letter, forms)
            surname = " " + words[last.first].text
            if pupils and not any(name[:1] == letter and name.endswith(surname) for name in adults):
                small = not words[at].capital
                yield Sighting("initial", span_of(words, at, last.last), pupils, (at, last.last), small)
        at = last.last
        if at < len(words) and len(words[at].text) == 1 and words[at].capital and words[last.first].capital:
            gap = text[words[at - 1].end : words[at].start]
            pupils = _with_initial(last, words[at].text, forms)
            if pupils and words[at].text not in "ia" and gap in (" ", ", "):
                yield Sighting("initial", span_of(words, last.first, at + 1), pupils, (last.first, at + 1))


def surname_initials(
    words: Sequence[Word], text: str, firsts: Sequence[Hit], forms: Mapping[str, Forms]
) -> Iterator[Sighting]:
    """Yield a first name with a surname's initial ("Alek N.", "zac y"), or both initials of a double one ("h-d")."""
    for first in firsts:
        at = first.last
        if at >= len(words) or len(words[at].text) != 1 or words[at - 1].possessive:
            continue
        if text[words[at - 1].end : words[at].start].strip(" _"):
            continue
        letter, end = words[at].text, at + 1
        if end < len(words) and len(words[end].text) == 1 and text[words[at].end : words[end].start] in ("-", ".-"):
            halves = [letter, words[end].text]
            pupils = frozenset(
                p for p in first.pupils if any([half[0] for half in s.split()] == halves for s in forms[p].surnames)
            )
            end += 1
        elif _is_initial(words, text, at):
            pupils = frozenset(p for p in first.pupils if any(s[0] == letter for s in forms[p].surnames))
        else:
            continue
        if pupils:
            span = span_of(words, first.first, end)
            yield Sighting("initial", span, pupils, (first.first, end), plain=not words[at].capital)


def slips(
    words: Sequence[Word], firsts: Sequence[Hit], surnames: Sequence[Hit], forms: Mapping[str, Forms]
) -> Iterator[Sighting]:
    """Yield full names with one slip, tried only beside a half that is spelt right."""
    for first in firsts:
        at = first.last
        if at < len(words) and _worth_a_try(words, at, first.first):
            written = words[at].text
            pupils = frozenset(p for p in first.pupils if any(_slip(written, last) for last in forms[p].surnames))
            if pupils:
                yield Sighting("typo", span_of(words, first.first, at + 1), pupils, (first.first, at + 1))
    for last in surnames:
        at = last.first - 1
        if at >= 0 and _worth_a_try(words, at, last.first):
            written = words[at].text
            pupils = frozenset(p for p in last.pupils if any(_slip(written, first) for first in forms[p].firsts))
            if pupils:
                yield Sighting("typo", span_of(words, at, last.last), pupils, (at, last.last))


def _initial_before(words: Sequence[Word], text: str, at: int, last: Hit) -> bool:
    gap = text[words[at].end : words[last.first].start]
    if gap.strip(". ") or len(gap) > 2:
        return False
    # A small letter that is no word by itself, before a surname that is none either, is written by a child; so is any
    # letter with a full stop, unless a sentence may end there.
    small = words[last.first].text not in ordinary() and (gap == ". " or words[at].text not in NO_INITIAL)
    return gap == "." or (words[at].capital and words[last.first].capital) or (gap in (" ", ". ") and small)


def _with_initial(last: Hit, letter: str, forms: Mapping[str, Forms]) -> frozenset[str]:
    return frozenset(p for p in last.pupils if any(first[0] == letter for first in forms[p].firsts))


def _is_initial(words: Sequence[Word], text: str, at: int) -> bool:
    """Whether the letter at `at` stands for a surname: no pronoun, no T-shirt, no part of a longer handle."""
    word = words[at]
    following = text[word.end : word.end + 2]
    if not word.possessive and following[:1] in ("-", "_", "'", "\u2019") and following[1:2].isalpha():
        return False
    if following[:1] == ".":
        return True
    return word.text not in "ia" if word.capital else word.text not in NO_INITIAL


def _worth_a_try(words: Sequence[Word], at: int, beside: int) -> bool:
    word = words[at]
    if len(word.text) < _LEAST_SLIPPED or word.text in ordinary() or word.text in word_list("function_words"):
        return False
    # "Ivy trots home": a small word after a name with a capital is seldom the rest of it.
    return word.capital == words[beside].capital or len(word.text) >= _LONG


def _slip(written: str, name: str) -> bool:
    """Whether `written` is `name` with exactly one slip: a letter more, less, changed, or two letters swapped."""
    return len(name) >= _LEAST_FUZZY and name not in ordinary() and OSA.distance(written, name, score_cutoff=1) == 1
