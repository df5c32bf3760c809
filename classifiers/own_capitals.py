"""Say whether a capital inside a sentence tells a name from the ordinary word it is written like ("we asked Hope")."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from classifiers.lexicon import word_list
from classifiers.names.fold import Word
from classifiers.own_lexicon import listed

_BEGINS = re.compile(r"(?:^|[.!?:;…\n•|“\"‘(\[*–—-]|\d\.)[\s“\"‘(\[*'’]*$|[^\w\s,'’&-]\s*$")
_LINE_WORDS = re.compile(r"[A-Za-z][\w'’-]*")


def a_name_by_its_capital(found: Sequence[Word], at: int, text: str, firsts: Collection[str]) -> bool:
    """Whether the capital word at `at` stands inside a sentence where an ordinary word would be written small.

    Months, seasons, places, feasts and values are written large anyway; so is every word of a heading.
    """
    word = found[at]
    if not word.capital or word.tagged or word.text in listed("large_anyway") or _BEGINS.search(text[: word.start]):
        return False
    if _in_a_heading(text, word):
        return False
    return not any(_parts_of_a_name(found, at, step, text, firsts) for step in (-1, 1))


def _parts_of_a_name(found: Sequence[Word], at: int, step: int, text: str, firsts: Collection[str]) -> bool:
    """Whether the next word on one side is large too and no child's name: a house, a title, a list of values."""
    other = _beside(found, at, step, text)
    if other is None or not other.capital or (step < 0 and _BEGINS.search(text[: other.start])):
        return False
    same = other.text == found[at].text
    return same or (other.text not in firsts and other.text not in word_list("first_names"))


def _beside(found: Sequence[Word], at: int, step: int, text: str) -> Word | None:
    """Return the word joined to the one at `at` on one side: right beside it, after a comma, or over "and" or "of"."""
    to = at + step
    if not 0 <= to < len(found):
        return None
    left, right = sorted((found[at], found[to]), key=lambda word: word.start)
    between = text[left.end : right.start].strip()
    over = found[to].text in (("and", "or", "n", "of") if step < 0 else ("and", "or", "n")) and not between
    if over and 0 <= to + step < len(found):
        return found[to + step]
    return found[to] if between in ("", ",", "/", "&", "-") else None


def _in_a_heading(text: str, word: Word) -> bool:
    """Whether most words of the line are large, so that a large letter says nothing."""
    start, end = text.rfind("\n", 0, word.start) + 1, text.find("\n", word.end)
    line = [w for w in _LINE_WORDS.findall(text[start : end if end >= 0 else len(text)]) if len(w) > 3]
    return sum(w[0].isupper() for w in line) * 2 > len(line) and len(line) > 1
