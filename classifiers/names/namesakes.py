"""Tell a namesake from a child: somebody in public life or in trade, a stranger who poses as one, a pet."""

from __future__ import annotations

import re
from functools import cache

from classifiers.lexicon import lexicon
from data.records import Span

_YOUNG_BEFORE = re.compile(
    r"(?<!\w)(?:young|junior|teen\w*|budding|little|aspiring|our|school\w*)(?: \w+){1,2},? $", re.IGNORECASE
)
_LISTS = ("WORK", "THING", "THEIRS", "PROFESSION", "TRADE", "KNOWN")
_REACH = 60


def namesake(text: str, span: Span) -> bool:
    """Whether the words right beside a full name say that a grown namesake is meant ("Rose Cutler, the singer")."""
    start, end = span
    low = max(0, start - _REACH)
    if _beside("hired", "before").search(text, low, start) and _beside("hired_for", "behind").match(text, end):
        return True
    if _beside("after", "touching").match(text, end, end + _REACH) or _asked().search(text, end, end + 2 * _REACH):
        return True
    known = _beside("before", "touching_before").search(text, low, start)
    return known is not None and not _YOUNG_BEFORE.search(text, low, start)


def nobody_before(text: str, start: int) -> bool:
    """Whether the words before a name say that a pet bears it, or a stranger who only calls himself so."""
    return _nobody().search(text, max(0, start - _REACH), start) is not None


@cache
def _beside(rows: str, where: str) -> re.Pattern[str]:
    """Return a pattern for the lexicon's `rows` right before or behind a name."""
    shape = {
        "before": r"(?<!\w)(?:{}) $",
        "behind": r"(?: out)? (?:{})(?!\w)",
        "touching": "(?:{})",
        "touching_before": r"(?<!\w)(?:{})$",
    }[where]
    return re.compile(shape.format("|".join(_filled(row) for row in _table()[rows])), re.IGNORECASE)


@cache
def _asked() -> re.Pattern[str]:
    """Return a pattern for the question whether somebody famous is meant ("does that mean the singer?")."""
    row = r"(?<!\w)(?:means?|meant|as in|like|is (?:it|that|he|she)) the (?:actual |real |famous )?(?:KNOWN)(?!\w)"
    return re.compile(_filled(row) + r"(?=[^.!]{0,4}\?)", re.IGNORECASE)


@cache
def _nobody() -> re.Pattern[str]:
    rows = "|".join(_table()["nobody"])
    return re.compile(rf"(?:{rows}),? (?:an? )?[\"\u201c'\u2018]?$|by an? [\"\u201c'\u2018]$", re.IGNORECASE)


def _filled(row: str) -> str:
    """Return `row` with the lists of the lexicon in it."""
    table = _table()
    lists = {
        "WORK": table["work"],
        "THING": table["things"],
        "THEIRS": table["of_theirs"],
        "PROFESSION": table["professions"],
        "TRADE": table["trades"],
        "KNOWN": [*table["professions"], *table["also_young"]],
    }
    return re.sub(rf"\b({'|'.join(_LISTS)})\b", lambda match: "|".join(lists[match[1]]), row)


def _table() -> dict[str, list[str]]:
    table: dict[str, list[str]] = lexicon("child_context")["namesake"]
    return table
