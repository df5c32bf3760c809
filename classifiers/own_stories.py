"""Say of one passage which names in it are a story's, a place's, a thing's or a saying's and no child's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, cached_property

from classifiers.lexicon import lexicon, word_list, words_pattern
from classifiers.names.fold import Word
from classifiers.own_lexicon import company, listed, ordinary, rows_of
from data.records import Span


class Stories:
    """What a passage speaks of beside children, each question answered once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._known: dict[str, list[bool]] = {}

    def of_company(self, name: str, *, acts: bool = False) -> bool:
        """Whether words of the story or the place that goes by the name too stand in the passage.

        `acts`: the name does what a person does, which outweighs a place.
        """
        if name not in self._known:
            self._known[name] = [
                yields for words, yields in company().get(name, ()) if words.search(self._text) is not None
            ]
        return any(not (acts and yields) for yields in self._known[name])

    def in_a_saying(self, span: Span) -> bool:
        """Whether the name stands in a saying, a make, or a title between quotation marks."""
        return any(start <= span[0] and span[1] <= end for start, end in self._sayings)

    @cached_property
    def about_made_up_names(self) -> bool:
        """Whether the passage speaks of names that people make up, as for a quiz."""
        return rows_of("made_up").search(self._text) is not None

    @cached_property
    def about_a_tale(self) -> bool:
        """Whether the passage says what happens in a book or a film."""
        return rows_of("tale").search(self._text) is not None

    @cached_property
    def about_grown_people(self) -> bool:
        """Whether the passage tells of people who were pupils once."""
        return rows_of("grown").search(self._text) is not None

    @cached_property
    def about_helpers(self) -> bool:
        """Whether the passage speaks of grown-ups who help the school."""
        return rows_of("helpers").search(self._text) is not None

    @cached_property
    def about_houses(self) -> bool:
        """Whether the passage tells of the houses that pupils compete in."""
        return rows_of("houses").search(self._text) is not None

    @cached_property
    def about_sport(self) -> bool:
        """Whether the passage tells of a match."""
        return rows_of("sport").search(self._text) is not None

    @cached_property
    def _sayings(self) -> list[Span]:
        return [match.span() for pattern in _sayings_patterns() for match in pattern.finditer(self._text)]


@cache
def _sayings_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    return words_pattern(tuple(lexicon("own_names")["idioms"]["rows"])), rows_of("titles_said")


def also_a_thing(name: Sequence[Word]) -> str | None:
    """Say whether a full name is a "saying" or two "words" too (the weather, a dish): then it needs a sign."""
    said = [word.text for word in name]
    whole = "".join(said)
    if any(thing in whole for thing in listed("phrases")):
        return "saying"
    words = len(said) == 2 and said[0] in word_list("name_words") and said[1] in listed("surname_things")
    if not name[-1].capital:
        words = words or ordinary(said[-1]) or said[-1] in listed("surname_things")
    return "words" if words else None
