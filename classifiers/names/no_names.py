"""Tell from a name the ordinary words that look like one: wishes, months, plants, sayings, streets and halls."""

from __future__ import annotations

from collections.abc import Sequence

from classifiers.lexicon import lexicon, words_pattern
from classifiers.names.fold import Word
from classifiers.names.hits import ordinary

_GOES_ON = frozenset(lexicon("child_context")["ordinary"]["goes_on"])
_COMPOUNDS = {name: frozenset(rows) for name, rows in lexicon("child_context")["compounds"].items()}
_OWNED = frozenset(("ark", "apple", "ladder", "ship", "oil", "day", "web"))
_PERSONS = frozenset(("jack", "will", "mark", "frank", "bill", "drew", "mary", "anna", "grace", "joseph", "adam"))
"""Names behind which a capital begins a surname, whatever the word."""

_MONTHS = frozenset(("april", "may", "june", "august", "summer", "autumn", "winter", "easter", "december", "october"))
_BEFORE_MONTHS = frozenset(
    ("in", "by", "until", "till", "since", "last", "next", "this", "from", "every", "of")
) | frozenset(("early", "late", "mid", "during", "before", "after", "through", "end", "start"))
_HANDED = frozenset(("pick", "picks", "picked", "picking", "drop", "drops", "dropped", "collect", "collects"))
_COUNTED = frozenset(("a", "an", "the", "some", "two", "three", "four", "any", "no", "this", "that", "every", "each"))
_PLACES = frozenset(lexicon("child_context")["never_names"]["places"]) | frozenset(
    lexicon("child_context")["namesake"]["place_words"]
)
_AT_A_PLACE = frozenset(lexicon("child_context")["namesake"]["at_a_place"])
_PLACE_IS = words_pattern(tuple(lexicon("child_context")["namesake"]["place_is"]))


def no_name(found: Sequence[Word], first: int, last: int, text: str) -> bool:
    """Whether an ordinary word goes on as no name does ("Hope everyone got home", "Olive oil", "Noah's Ark")."""
    word = found[first]
    before = found[first - 1].text if first else ""
    if last != first + 1 or before in _HANDED:
        return False
    if word.text in _MONTHS and before in _BEFORE_MONTHS:
        return True
    common = word.text in ordinary() and not word.possessive
    if common and not word.capital and before in _COUNTED:
        return True
    if last >= len(found) or found[last].tagged:
        return False
    following = found[last]
    if following.text in _COMPOUNDS.get(word.text, ()) and not (following.capital and word.text in _PERSONS):
        return not word.possessive or following.text in _OWNED
    inside = word.capital and not _begins(text, word.start) and not found[first - 1].capital
    return common and not inside and not following.capital and following.text in _GOES_ON


def no_full_name(found: Sequence[Word], first: int, last: int, text: str) -> bool:
    """Whether a full name is a thing or a place here ("poppy field", "parking on Hope Street")."""
    if last - first == 2 and not found[first].capital and not found[first + 1].capital:
        return found[first + 1].text in _COMPOUNDS.get(found[first].text, ())
    if found[last - 1].text not in _PLACES or found[last - 1].possessive or last - first < 2:
        return False
    before = found[first - 1].text if first else ""
    return before in _AT_A_PLACE or _PLACE_IS.match(text, found[last - 1].end + 1) is not None


def _begins(text: str, at: int) -> bool:
    before = text[:at].rstrip(" \"'\u201c\u2018(")
    return not before or before[-1] in ".!?:\n\u2026-\u2013"
