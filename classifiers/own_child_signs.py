"""Say what speaks for a child around a name in a school's own words: a class, a prize, what only a person does."""

from __future__ import annotations

import re
from collections.abc import Sequence

from classifiers.names.fold import Word
from classifiers.names.sightings import Roll, Sighting
from classifiers.own_lexicon import listed, ordinary, patterns, rows_of
from classifiers.own_rows import beside, row_end
from classifiers.own_stories import Stories
from data.records import Span

REACH = 90
"""Code points before a name that are read for a sign."""


class ChildSigns:
    """What speaks for a child around the names of one passage, read as `found`."""

    def __init__(
        self, text: str, found: Sequence[Word], roll: Roll, classes: tuple[str, ...], declared: frozenset[str]
    ) -> None:
        self.text = text
        self.words = found
        self.roll = roll
        self.stories = Stories(text)
        self._declared = declared
        self._shouting = text.isupper()
        self._class_names = classes
        self._classes = frozenset(name.casefold() for name in classes)
        self._child, self._does = patterns("child", classes), patterns("does", classes)
        self._class = patterns("of_a_class", classes)
        self._story, self._adult = patterns("story", classes), patterns("adult", ())

    def is_child(self, sighting: Sighting) -> bool:
        """Whether something says that a child is meant: a class, an age, a birthday, a prize, another child."""
        return (
            self._says_child(sighting)
            or self._among_names(sighting)
            or bool(rows_of("pupils_post").match(self.text, sighting.span[1]))
            or (bool(sighting.pupils & self._declared) and self._stands_as_a_name(sighting))
        )

    def acts(self, sighting: Sighting) -> bool:
        """Whether the name does what only a person does, by itself or in a row ("Rose and Daisy made a den")."""
        before, after = self._does
        end = sighting.span[1]
        if self._is_a_classes_name(sighting) and self._may_be_a_class(sighting):
            one = rows_of("she_or_he").match(self.text, end) or rows_of("one").match(self.text, end)
            return one is not None
        ends = {end, row_end(sighting, self.text)}
        if not self._a_verb_too(sighting):
            if rows_of("she_or_he").match(self.text, end):
                return True
        elif not self.words[sighting.words[0]].capital:
            return False
        if any(after.match(self.text, at) for at in ends):
            return not (self._is_a_season(sighting) and rows_of("weather").match(self.text, end))
        return before.search(self.text[max(0, sighting.span[0] - REACH) : sighting.span[0]]) is not None

    def _says_child(self, sighting: Sighting) -> bool:
        """Whether words for a child stand before the name or after it, also after a row of names that it begins."""
        end = row_end(sighting, self.text)
        return (
            self._around(self._child, sighting.span)
            or self._child[1].match(self.text, end) is not None
            or (bool(sighting.pupils) and self._around(patterns("child_on_roll", ()), sighting.span))
        )

    def _may_be_a_class(self, sighting: Sighting) -> bool:
        """Whether the name is the class's own word, not one of many ("Robin" is no way to say Robins)."""
        return (
            self.words[sighting.words[0]].text in self._classes
            or rows_of("class_acts").match(self.text, sighting.span[1]) is not None
        )

    def _is_a_season(self, sighting: Sighting) -> bool:
        return self.words[sighting.words[0]].text in listed("seasons")

    def _a_verb_too(self, sighting: Sighting) -> bool:
        return self.words[sighting.words[0]].text in listed("verbs")

    def _is_a_classes_name(self, sighting: Sighting) -> bool:
        name = self.words[sighting.words[0]].text
        return bool({name, name + "s"} & self._classes)

    def _stands_as_a_name(self, sighting: Sighting) -> bool:
        return rows_of("stands").match(self.text, sighting.span[1]) is not None or self.acts(sighting)

    def _among_names(self, sighting: Sighting) -> bool:
        """Whether the name stands in a row with a first name on the roll that is no word ("Amara, Rose and Priya")."""
        return bool(self._pupils_beside(sighting))

    def _pupils_beside(self, sighting: Sighting) -> list[Word]:
        return [
            word
            for word in beside(sighting, self.words, self.text)
            if word.text in self.roll.first_names and not ordinary(word.text) and not self.stories.of_company(word.text)
        ]

    def _around(self, rows: tuple[re.Pattern[str], re.Pattern[str]], span: Span) -> bool:
        before, after = rows
        return (
            after.match(self.text, span[1]) is not None
            or before.search(self.text[max(0, span[0] - REACH) : span[0]]) is not None
        )
