"""Say what speaks for an adult around a name in a school's own words: a title, a role, work, other grown-ups' names."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import pairwise

from classifiers.lexicon import word_list
from classifiers.names.context import adult_after, adult_before
from classifiers.names.sightings import Sighting
from classifiers.own_child_signs import REACH, ChildSigns
from classifiers.own_lexicon import listed, ordinary, patterns, rows_of
from classifiers.own_rows import beside, row_before, surname_words

_IN_A_ROW = re.compile(
    r"(?:(?<!\w)(?:to|and|from|by|with|&)|\w,) ([A-Z][a-z]+)(?= (?:for|and|who|from|on|at|with)(?!\w)|[,.!])"
)


class AdultSigns(ChildSigns):
    """What speaks for an adult around the names of one passage."""

    def is_adult(self, sighting: Sighting) -> bool:
        """Whether a title, a role or what follows says that an adult is meant."""
        first, last = sighting.words
        name = " ".join(word.text for word in self.words[first:last])
        if rows_of("pupils_post").match(self.text, sighting.span[1]):
            return False
        if self._after_an_adult(sighting):
            return True
        if name in self.roll.adult_names:
            return name not in self.roll.first_names or not self._a_pupil_rather(sighting)
        return (
            (adult_before(self.words, first, self.text) and not self._a_pupils_title(first))
            or adult_after(self.text, sighting.span[1])
            or self._around(self._adult, sighting.span)
            or self._among_staff(sighting)
            or self._is_grown(sighting)
            or self._among_helpers(sighting)
            or self._is_called_by_title_too(sighting)
        )

    def _is_a_known_adult(self, at: int) -> bool:
        """Whether a title stands before the word, or a member of staff's surname after it."""
        whole = " ".join(word.text for word in self.words[at : at + 2])
        return whole in self.roll.staff_names or adult_before(self.words, at, self.text)

    def _a_pupil_rather(self, sighting: Sighting) -> bool:
        """Whether a name that a member of staff is known by too is a pupil's here."""
        return (
            self._around(patterns("pupil", self._class_names), sighting.span)
            or bool(sighting.pupils & self._declared)
            or (self._says_child(sighting) and self.acts(sighting))
            or any(word.text not in self._staff_firsts for word in self._pupils_beside(sighting))
        )

    def _a_pupils_title(self, at: int) -> bool:
        """Whether the title before a name is one that a school gives a child ("our captain Jack")."""
        title, before = self.words[at - 1].text, self.words[at - 2].text if at > 1 else ""
        return title in listed("pupils_titles") and (
            before in listed("ours") or (title == "captain" and before in ("the", "and"))
        )

    def _among_staff(self, sighting: Sighting) -> bool:
        """Whether the name is a member of staff's first name in a row of such ("Tom and Joe swapped classes")."""
        name = self.words[sighting.words[0]].text
        if name not in self._staff_firsts or self._says_child(sighting):
            return False
        row = beside(sighting, self.words, self.text)
        return bool(row) and all(word.text in self._staff_firsts for word in row)

    def _after_an_adult(self, sighting: Sighting) -> bool:
        """Whether the name is the second of a row that an adult's role begins ("Parents Sam and Grace")."""
        start = row_before(sighting, self.text, REACH)
        if start is None:
            return False
        before = self._adult[0].search(self.text[max(0, start - REACH) : start])
        return before is not None or (not sighting.pupils and self._titled(start))

    def _is_grown(self, sighting: Sighting) -> bool:
        """Whether a name off the roll stands where people are told of who have left and grown up."""
        return not sighting.pupils and self.stories.about_grown_people

    def _among_helpers(self, sighting: Sighting) -> bool:
        """Whether grown-ups who help are spoken of, and as many first names off the roll stand there as on it."""
        if not self.stories.about_helpers or self._around(patterns("pupil", self._class_names), sighting.span):
            return False
        on, off = self._first_names_said
        return sighting.words[1] == sighting.words[0] + 1 and len(off) >= max(1, len(on))

    @cached_property
    def _first_names_said(self) -> tuple[set[str], set[str]]:
        """The first names that stand alone in the passage: those on the roll, and the others."""
        said = {
            word.text
            for at, word in enumerate(self.words)
            if word.capital and not word.tagged and not surname_words(self.words, at, self.text) and not word.possessive
        }
        known = {name for name in said if name in self.roll.first_names and not ordinary(name)}
        others = {n for n in said - known if n in word_list("first_names") and not ordinary(n)}
        others |= {match[1].casefold() for match in _IN_A_ROW.finditer(self.text)} - known - word_list("function_words")
        return known, others - listed("places") - listed("large_anyway") - self._classes

    def _is_called_by_title_too(self, sighting: Sighting) -> bool:
        """Whether a member of staff of this first name stands in the passage by title ("Grace! Miss Ollerton ran")."""
        theirs = f"{self.words[sighting.words[0]].text} "
        surnames = {name.split()[-1] for name in self.roll.staff_names if name.startswith(theirs)}
        titled = {
            word.text for before, word in pairwise(self.words) if before.text in listed("titles") and before.capital
        }
        return bool(surnames & titled) and not self._a_pupil_rather(sighting)

    def _titled(self, start: int) -> bool:
        at = next((at for at, word in enumerate(self.words) if word.start == start), 0)
        return adult_before(self.words, at, self.text)

    @cached_property
    def _staff_firsts(self) -> frozenset[str]:
        return frozenset(name.split()[0] for name in self.roll.staff_names) - listed("titles")
