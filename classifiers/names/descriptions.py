"""Find words that fit one child only, without a name: the boy with the prosthetic leg, the third shepherd."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from classifiers.lexicon import lexicon, words_pattern
from data.records import School, Span

_YEAR = r"(?:year|yr|y) ?\d{1,2}|reception|nursery|sixth form|pre-?school"
SCORE = 0.66


def descriptions(text: str, school: School) -> Iterator[tuple[Span, float]]:
    """Yield the places of `text` that describe one child, each with its score."""
    for row in _rows(tuple(school.classes)):
        for match in row.finditer(text):
            yield match.span(), SCORE


@lru_cache(maxsize=8)
def _rows(classes: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    named = "|".join(re.escape(name) for name in classes) or "(?!)"
    rows = lexicon("descriptions")["rows"]
    return tuple(words_pattern((row.replace("CLASS", rf"(?:(?:\d{{1,2}} ?)?(?:{named})|{_YEAR})"),)) for row in rows)
