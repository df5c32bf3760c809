"""Tell a namesake from a child: somebody in public life or in trade, a thing, a plant, a figure of a story."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from classifiers.lexicon import lexicon
from classifiers.names.fold import Word
from classifiers.names.hits import ordinary
from data.records import Span

_GOES_ON = frozenset(lexicon("child_context")["ordinary"]["goes_on"])
_COMPOUNDS = {name: frozenset(rows) for name, rows in lexicon("child_context")["compounds"].items()}
_PRETENDS = re.compile(
    r"(?:call(?:s|ed|ing) (?:him|her|them)sel(?:f|ves)|pretend(?:s|ing)? to be|pos(?:es|ing) as|claim(?:s|ing) to be"
    r"|goes by|(?:says|saying) (?:his|her|their) name is|account (?:called|named)|profile (?:of|called|named))"
    r",? ?(?:a |an )?[\"\u201c'\u2018]?$|by an? [\"\u201c'\u2018]$",
    re.IGNORECASE,
)
"""Words before a name that nobody bears: a stranger's who asks children for pictures."""

_REACH = 60


def no_name(found: Sequence[Word], first: int, last: int) -> bool:
    """Whether an ordinary word goes on as no name does ("Hope everyone got home", "Olive oil", "Noah's Ark")."""
    if last != first + 1 or last >= len(found) or found[last].tagged:
        return False
    word, following = found[first], found[last]
    if following.text in _COMPOUNDS.get(word.text, ()) and (not following.capital or word.text not in _PERSONS):
        return not word.possessive or following.text in _OWNED
    common = word.text in ordinary() and not word.possessive
    return common and not following.capital and following.text in _GOES_ON


_PERSONS = frozenset(("jack", "will", "mark", "frank", "bill", "drew", "mary", "anna", "grace", "joseph", "adam"))
"""Names behind which a capital begins a surname, whatever the word."""

_OWNED = frozenset(("ark", "apple", "ladder", "ship", "oil", "day", "web"))


def namesake(text: str, span: Span) -> bool:
    """Whether the words right beside a full name say that a grown namesake is meant ("Rose Cutler, the singer")."""
    start, end = span
    after = text[end : end + _REACH]
    if _after().match(after) or _asked().search(text, end, end + 2 * _REACH):
        return True
    return _before().search(text, max(0, start - _REACH), start) is not None


def pretended(text: str, start: int) -> bool:
    """Whether the words before a name say that a stranger only calls himself so."""
    return _PRETENDS.search(text, max(0, start - _REACH), start) is not None


@cache
def _after() -> re.Pattern[str]:
    table = lexicon("child_context")["namesake"]
    works, theirs = "|".join(table["work"]), "|".join(table["of_theirs"])
    professions, trades = "|".join(table["professions"]), "|".join(table["trades"])
    return re.compile(
        rf"(?:['\u2019]s?|s['\u2019]) (?:(?:own|new|debut|latest|first|next|last|brilliant|old|second) )?"
        rf"(?:\w+ )?(?:{works}|{theirs})(?!\w)"
        rf"|,? \(?(?:the|an?|our|local|former|ex-?|retired|award[- ]winning|aka|better known as)(?: [\w-]+){{0,3}}? ?"
        rf"(?:{professions})(?!\w)"
        rf"|,? \(?(?:{professions})(?: and \w+)?[,)]"
        rf"|(?-i:,? (?:{trades})(?![\w]))"
        rf"|(?-i: (?:from|at|of|,) [A-Z][\w'\u2019]+(?: [A-Z][\w'\u2019]+)? (?:{trades})(?!\w))"
        rf"|,? (?:is|was) (?:an?|the) (?:[\w-]+ ){{0,2}}?(?:{professions})(?!\w)"
        rf"|,? (?:was born in|died in|born) 1\d\d\d",
        re.IGNORECASE,
    )


@cache
def _asked() -> re.Pattern[str]:
    """Return a pattern for the question whether somebody famous is meant ("does that mean the singer?")."""
    professions = "|".join(lexicon("child_context")["namesake"]["professions"])
    return re.compile(
        rf"(?<!\w)(?:means?|meant|not|as in|like|is (?:it|that|he|she)) the (?:actual |real |famous )?(?:{professions})"
        rf"(?!\w)(?=[^.!]{{0,4}}\?)",
        re.IGNORECASE,
    )


@cache
def _before() -> re.Pattern[str]:
    professions = "|".join(lexicon("child_context")["namesake"]["professions"])
    return re.compile(
        rf"(?<!\w)(?:(?:{professions}|starring|written by|sung by|painted by|illustrated by|directed by|novels? by"
        rf"|songs? by|album by|book by|books by|fans? of|biography of|statue of|portrait of|life of|works of|music of)"
        rf"|(?:our|my|the|local) (?:{professions})),? $",
        re.IGNORECASE,
    )
