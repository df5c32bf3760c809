"""Find words that fit one child only, without a name: the boy with the prosthetic leg, the third shepherd."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from classifiers.lexicon import lexicon, words_pattern
from data.records import School, Span

SCORE = 0.66
_YEAR = (
    r"(?:year|yr|y) ?\d{1,2}[a-z]?|reception|nursery|sixth form|pre-?school"
    r"|(?:upper|lower) (?:third|fourth|fifth|sixth)"
)
_BEFORE = 40
_TITLE = re.compile(r"\b(?:Who|Whose|With|Cried)\b")
"""A capital in the middle says that it is the title of a book."""

_STOPS = re.compile(r"[.!?\n]")


def descriptions(text: str, school: School) -> Iterator[tuple[Span, float]]:
    """Yield the places of `text` that describe one child, each with its score."""
    for row in _rows(tuple(school.classes)):
        for match in row.finditer(text):
            before = _STOPS.split(text[max(0, match.start() - _BEFORE) : match.start()])[-1]
            if not _none().search(before) and not _TITLE.search(match.group()):
                yield match.span(), SCORE


@lru_cache(maxsize=8)
def _rows(classes: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    named = "|".join(re.escape(name) for name in sorted(classes, key=len, reverse=True)) or "(?!)"
    table = lexicon("descriptions")
    words = {
        "CLASS": rf"(?:(?:\d{{1,2}} ?)?(?:{named})|{_YEAR})",
        "CHILD": table["child"],
        "ROLE": table["role"],
        "TRAIT": table["trait"],
    }
    return tuple(words_pattern((_filled(row, words),)) for row in table["rows"])


def _filled(row: str, words: dict[str, str]) -> str:
    return re.sub("CLASS|CHILD|ROLE|TRAIT", lambda match: words[match.group()], row)


@lru_cache(maxsize=1)
def _none() -> re.Pattern[str]:
    return words_pattern(tuple(lexicon("descriptions")["none"]))
