"""Read the word list own_names: how a name stands when a child is meant, and when it is not."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from classifiers.lexicon import lexicon, word_list
from classifiers.names.tagger import births

YEARS = (
    r"(?:year|yr|y) ?(?:\d{1,2}|one|two|three|four|five|six)[a-z]?|reception|nursery|pre-?school|form \w+|ks ?[12]"
    r"|\d{1,2}(?!am|pm|th|st|nd|rd)[a-z]{1,2}(?!\w)"
)

_LEAST_RARE = 4
_OTHER_WORDS = ("function_words", "own_slip_words", "foreign_words")


def ordinary(name: str) -> bool:
    """Whether a name is an ordinary word too."""
    return name in word_list("name_words")


@lru_cache(maxsize=64)
def patterns(table: str, classes: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return a pattern for what stands before a name and one for what follows it; CLASS is any class of the school."""
    known = "(?:" + "|".join([*(re.escape(name) for name in sorted(classes, key=len, reverse=True)), YEARS]) + ")"
    rows = lexicon("own_names")[table]

    def joined(part: str) -> str:
        return "|".join(_filled(row).replace("CLASS", known) for row in rows.get(part, ())) or "(?!)"

    return (
        re.compile(rf"(?<!\w)(?:{joined('before')})$", re.IGNORECASE),
        re.compile(joined("after"), re.IGNORECASE),
    )


def _filled(row: str) -> str:
    for macro, table, plural in (("ANIMAL", "animals", "s?"), ("THING", "things", "s?"), ("JOB", "jobs", "")):
        row = row.replace(macro, "(?:" + "|".join(lexicon("own_names")[table]["words"]) + f"){plural}(?!\\w|[’'][sS])")
    return row


@cache
def rows_of(table: str) -> re.Pattern[str]:
    """Return one pattern for the rows of a table."""
    return re.compile("|".join(_filled(row) for row in lexicon("own_names")[table]["rows"]), re.IGNORECASE)


@cache
def listed(table: str) -> frozenset[str]:
    """Return the words of a table."""
    return frozenset(lexicon("own_names")[table]["words"])


@cache
def company() -> dict[str, list[tuple[re.Pattern[str], bool]]]:
    """Return, for each name of a story or a place, the words beside which it is no child's; true: but for its acts."""
    found: dict[str, list[tuple[re.Pattern[str], bool]]] = {}
    for group in lexicon("own_names")["company"]:
        for name in group["names"]:
            rows = "|".join(word for word in group["words"] if word != name)
            words = re.compile(rf"(?<!\w)(?:{rows})(?!\w)", re.IGNORECASE)
            found.setdefault(name, []).append((words, group.get("acts", False)))
    return found


def a_first_name(word: str) -> bool:
    """Whether a word is a first name that children bear: a common one, or a rare one that is no other word."""
    if word in word_list("first_names"):
        return True
    rare = len(word) >= _LEAST_RARE and births().get(word, 0) > 0
    return rare and not ordinary(word) and not any(word in word_list(name) for name in _OTHER_WORDS)


@cache
def needs_a_sign() -> frozenset[str]:
    """Names that mean a child only where something says so."""
    return (word_list("name_words") | listed("ambiguous")) - frozenset(lexicon("own_names")["ambiguous"]["story_only"])
