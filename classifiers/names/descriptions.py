"""Find words that fit one child only, without a name: the boy with the prosthetic leg, the third shepherd."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from classifiers.lexicon import lexicon, pattern, words_pattern
from data.records import School, Span

SCORE, SURE = 0.66, 0.72
_YEAR = (
    r"(?:years?|yr|y) ?\d{1,2}[a-z]?|reception|nursery|sixth form|pre-?school"
    r"|(?:upper|lower) (?:third|fourth|fifth|sixth)"
)
_BEFORE = 40
_TITLE = re.compile(r"\b(?:Who|Whose|With|Cried)\b")
"""A capital in the middle says that it is the title of a book."""

_STOPS = re.compile(r"[.!?\n]")
_PLACES = re.compile(r"\b(CLASS|CHILD|AGED|ROLE|TRAIT|WHO|WHERE|HELD|ADJ|W)\b")


def descriptions(text: str, school: School) -> Iterator[tuple[Span, float]]:
    """Yield the places of `text` that describe one child, each with its score, the surest first."""
    taken: list[Span] = []
    for score, row in _rows(tuple(school.classes)):
        for match in row.finditer(text):
            span = match.span()
            if any(span[0] < end and start < span[1] for start, end in taken) or not _one_child(text, match):
                continue
            taken.append(span)
            yield span, score


def _one_child(text: str, match: re.Match[str]) -> bool:
    """Whether nothing around `match` says that any child, a story or the past is spoken of."""
    begun = max((stop.end() for stop in _STOPS.finditer(text, 0, match.start())), default=0)
    before = text[max(begun, match.start() - _BEFORE) : match.start()]
    if before.lower().endswith("for ") and match.group().lower().startswith(("a ", "an ")):
        return False
    if pattern("descriptions", "none").search(before) or _beside().search(before) or _TITLE.search(match.group()):
        return False
    ends = _STOPS.search(text, match.end())
    sentence = text[begun : ends.start() if ends else len(text)]
    return not pattern("descriptions", "long_ago").search(sentence)


@lru_cache(maxsize=1)
def _beside() -> re.Pattern[str]:
    """Return a pattern for what right before the words makes them speak of any child."""
    rows = "|".join(lexicon("descriptions")["none_beside"])
    return re.compile(rf"(?<!\w)(?:{rows})(?: \w+)?\s*$", re.IGNORECASE)


@lru_cache(maxsize=8)
def _rows(classes: tuple[str, ...]) -> tuple[tuple[float, re.Pattern[str]], ...]:
    named = "|".join(re.escape(name) for name in sorted(classes, key=len, reverse=True)) or "(?!)"
    table = lexicon("descriptions")
    words = {key.upper(): f"(?:{table[key]})" for key in ("child", "aged", "role", "trait", "who", "where", "held")}
    words["CLASS"] = rf"(?:(?:\d{{1,2}} ?)?(?:{named})|{_YEAR})"
    words["ADJ"] = "(?!(?:an?|the|my|his|her|their|our|your)\\s)[\\w’'&-]+"
    words["W"] = "[\\w’'&-]+"
    return tuple(
        (score, words_pattern((_filled(row, words),)))
        for score, rows in ((SURE, table["sure"]), (SCORE, table["rows"]))
        for row in rows
    )


def _filled(row: str, words: dict[str, str]) -> str:
    filled = _PLACES.sub(lambda match: words[match.group()], row)
    # A word for a child may be told by an age.
    return _PLACES.sub(lambda match: words[match.group()], filled) if _PLACES.search(filled) else filled
