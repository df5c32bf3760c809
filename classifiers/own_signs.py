"""Say what stands around a name in a school's own words: signs of a child, an adult, a story, a thing, an animal."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, cached_property

from classifiers.lexicon import word_list
from classifiers.names.fold import Word
from classifiers.names.sightings import Sighting
from classifiers.own_adult_signs import AdultSigns
from classifiers.own_capitals import a_name_by_its_capital
from classifiers.own_child_signs import REACH
from classifiers.own_lexicon import listed, needs_a_sign, ordinary, patterns, rows_of
from classifiers.own_rows import surname_words
from classifiers.own_stories import also_a_thing
from classifiers.own_tag_names import in_a_tag

_LEAST_SMALL = 4
_LARGE = listed("large_anyway") | listed("ambiguous")


class Signs(AdultSigns):
    """What stands around the names of one passage: whether a child is meant, or something else."""

    def whole_name(self, sighting: Sighting, *, tagged: bool) -> bool:
        """Whether a full name on the roll, or a surname with an initial, means the child of that name."""
        first, last = sighting.words
        said = [word.text for word in self.words[first:last]]
        if said[0] in listed("kin") and sighting.form != "full":
            return False
        if not tagged and first and self.words[first - 1].text in ("a", "an", "the") and self._is_a_kind(sighting):
            return False
        if thing := also_a_thing(self.words[first:last]):
            acts = thing == "words" and self.acts(sighting)
            return not tagged and (self.is_child(sighting) or acts)
        if not tagged and " ".join(said) in self.roll.public_names:
            return self.is_child(sighting) or rows_of("school_acts").match(self.text, sighting.span[1]) is not None
        return tagged or not self.is_adult(sighting)

    def _is_a_kind(self, sighting: Sighting) -> bool:
        """Whether a whole name after "a" or "the" is a saying or made of ordinary words ("a Jack Russell")."""
        last = self.words[sighting.words[1] - 1]
        return self.stories.in_a_saying(sighting.span) or ordinary(last.text)

    def is_story(self, sighting: Sighting) -> bool:
        """Whether the name is one of a book, a song, a place, a thing or an animal."""
        return (
            self.stories.in_a_saying(sighting.span)
            or self._around(self._story, sighting.span)
            or self._is_a_part(sighting)
            or self._is_introduced_animal(sighting)
        )

    def is_other(self, sighting: Sighting) -> bool:
        """Whether the name plainly belongs to somebody or something that is no child of the school."""
        return self.is_adult(sighting) or self.is_story(sighting)

    def is_made_up(self, sighting: Sighting) -> bool:
        """Whether the passage speaks of names that people make up, or of a street or a place."""
        last = self.words[sighting.words[1] - 1].text
        return last in listed("places") or self.stories.about_made_up_names

    def first_name(self, sighting: Sighting, *, on_roll: bool) -> float:
        """Return how surely a first name that stands alone means a child; 0.0 when it does not."""
        first, last = sighting.words
        word = self.words[first]
        common = bool({word.text, word.text.removesuffix("s")} & (word_list("name_words") | listed("ambiguous")))
        if word.tagged:
            return self._in_a_tag(sighting, common=common)
        length = sighting.span[1] - sighting.span[0]
        if not word.capital and (common or length < _LEAST_SMALL or not self._is_a_whole_name(sighting)):
            return 0.6 if on_roll and self._around(patterns("greeted", ()), sighting.span) else 0.0
        part_of_a_name = not self._shouting and surname_words(self.words, last - 1, self.text)
        if part_of_a_name or (on_roll and self._is_a_plural(sighting)) or self._is_not_a_childs(word.text, sighting):
            return 0.0
        if word.text in needs_a_sign() and not self._has_a_sign(sighting, on_roll=on_roll):
            return 0.0
        return 0.75 if on_roll and not common else 0.6

    def _has_a_sign(self, sighting: Sighting, *, on_roll: bool) -> bool:
        """Whether something says that a name which is a word too is a name here."""
        first, last = sighting.words
        around = (*self.words[max(0, first - 1) : first], *self.words[last : last + 1])
        if any(word.text == self.words[first].text for word in around):  # "Daisy, Daisy, give me your answer"
            return False
        if self._is_a_season(sighting) and (
            rows_of("a_heading").match(self.text, sighting.span[1]) or _is_a_date(self.words[max(0, first - 1) : first])
        ):
            return False
        if self.is_child(sighting):
            return True
        if self.words[first].text in self._plural:
            return False
        if self.acts(sighting):
            return True
        return on_roll and (self._by_its_capital(sighting) or self._owns(sighting))

    def surname_of_child(self, sighting: Sighting) -> bool:
        """Whether a surname that stands alone is a child's by what it does or by what stands beside it."""
        first, last = sighting.words
        sport = self.stories.about_sport and not ordinary(self.words[first].text)
        told = sport or self._around(patterns("surname", ()), sighting.span)
        acts = self._around(self._does, sighting.span) and not ordinary(self.words[first].text)
        return last == first + 1 and (told or acts)

    def is_a_houses(self, sighting: Sighting) -> bool:
        """Whether a surname that stands alone is a house's: houses are spoken of, or the verb is a plural's."""
        return self.stories.about_houses or self.words[sighting.words[0]].text in self._plural

    def _is_a_house(self, name: str, sighting: Sighting) -> bool:
        """Whether a first name is a house's: with a plural's verb, its points, or a famous surname among houses."""
        if name in self._plural:
            return True
        famous = name in _famous_surnames() and not sighting.pupils
        return self.stories.about_houses and (famous or name in self._with_points)

    @cached_property
    def _with_points(self) -> frozenset[str]:
        """The words after which a house's points, place or colour stand, twice at the least."""
        found = {w.text for w in self.words if w.capital and rows_of("house_points").match(self.text, w.end)}
        return frozenset(found) if len(found) > 1 else frozenset()

    def is_no_first_name(self, word: str) -> bool:
        """Whether a word that may be a first name is a class's, a street's, a day's or a grandmother's here."""
        return word in listed("places") or word in listed("kin") or self.is_of_a_class(word)

    def is_of_a_class(self, word: str) -> bool:
        """Whether a word is part of a class's name ("Sapphires")."""
        return any(word in name.split() or word.rstrip("s") == name.rstrip("s") for name in self._classes)

    def not_children(self) -> set[str]:
        """Return the first names that plainly belong to somebody or something else, somewhere in the passage."""
        found = set()
        for at, word in enumerate(self.words):
            if word.capital and not word.tagged and (word.text not in needs_a_sign() or self._is_a_known_adult(at)):
                sighting = Sighting("first", (word.start, word.end), frozenset(), (at, at + 1))
                known = word.text in self.roll.first_names or word.text in word_list("first_names")
                if known and (self.is_other(sighting) or self._has_another_surname(at)):
                    found.add(self.text[word.start : word.end].casefold())
        return found

    @cached_property
    def _plural(self) -> frozenset[str]:
        return frozenset(
            w.text
            for w in self.words
            if w.capital
            and rows_of("plural").match(self.text, w.end)
            and not self.text[: w.start].endswith((" and ", ", ", " & "))
        )

    def _is_a_plural(self, sighting: Sighting) -> bool:
        """Whether a name with an s and no apostrophe stands for many, or for a class ("four Matildas", "Wrens")."""
        word = self.words[sighting.words[0]]
        return (
            word.text not in self.roll.first_names
            and word.text.endswith("s")
            and not word.possessive
            and rows_of("owned").match(self.text, sighting.span[1]) is None
        )

    def _owns(self, sighting: Sighting) -> bool:
        """Whether something is said to be the name's, which is no season's, place's or class's ("Poppy's shoe")."""
        word = self.words[sighting.words[0]]
        return (
            word.possessive
            and word.capital
            and not (self._shouting or self._is_a_classes_name(sighting))
            and (self._has_a_childs_thing(sighting) if self._is_a_season(sighting) else word.text not in _LARGE)
        )

    def _has_a_childs_thing(self, sighting: Sighting) -> bool:
        return rows_of("a_months").match(self.text, sighting.span[1]) is None

    def _by_its_capital(self, sighting: Sighting) -> bool:
        if self._shouting or self._is_a_classes_name(sighting):
            return False
        return a_name_by_its_capital(self.words, sighting.words[0], self.text, self.roll.first_names)

    def _has_another_surname(self, at: int) -> bool:
        """Whether the first name at `at` goes on with a surname that no pupil of the name has ("Finley Mills")."""
        count = surname_words(self.words, at, self.text)
        said = " ".join(word.text for word in self.words[at + 1 : at + 1 + count])
        theirs = {name for known in self.roll.forms.values() for name in known.surnames}
        return count > 0 and not any(said == name or said.startswith(name + " ") for name in theirs)

    def _is_a_part(self, sighting: Sighting) -> bool:
        """Whether a name that a story has too is a part that somebody plays."""
        name = self.words[sighting.words[0]].text
        return name in listed("ambiguous") and self._around(patterns("role", ()), sighting.span)

    def _is_introduced_animal(self, sighting: Sighting) -> bool:
        start, end = sighting.span
        greeted = self._around(patterns("introduced", ()), sighting.span) and not self._around(
            self._class, sighting.span
        )
        return (
            greeted and rows_of("animal_about").search(self.text, max(0, start - REACH), end + REACH // 2) is not None
        )

    def _is_a_whole_name(self, sighting: Sighting) -> bool:
        """Whether a pupil goes by this very name on the roll, not by one that it is short for."""
        name = " ".join(word.text for word in self.words[slice(*sighting.words)])
        return any(name in self.roll.forms[pupil].firsts[:1] for pupil in sighting.pupils)

    def _is_not_a_childs(self, name: str, sighting: Sighting) -> bool:
        return (
            self.is_other(sighting)
            or self._of_company(name, sighting)
            or self._acts_as_a_class(sighting)
            or self._is_a_house(name, sighting)
        )

    def _of_company(self, name: str, sighting: Sighting) -> bool:
        at_school = rows_of("school_acts").match(self.text, sighting.span[1]) is not None or self.is_child(sighting)
        if self.stories.about_a_tale and not (self._says_child(sighting) or sighting.pupils & self._declared):
            return rows_of("school_acts").match(self.text, sighting.span[1]) is None
        return not at_school and self.stories.of_company(name, acts=self.acts(sighting))

    def _acts_as_a_class(self, sighting: Sighting) -> bool:
        """Whether a name that is a class's too stands for the class: with a plural, or before "class"."""
        if not self._is_a_classes_name(sighting) or self._around(self._child, sighting.span):
            return False
        return rows_of("class_acts").match(self.text, sighting.span[1]) is not None

    def _in_a_tag(self, sighting: Sighting, *, common: bool) -> float:
        at = sighting.words[0]
        a_class = self.words[at].text in self._classes
        if common and sighting.pupils & self._declared:
            return 0.6
        return in_a_tag(self.words, at, self.text, self.roll.first_names, common=common or a_class, a_class=a_class)


def _is_a_date(before: Sequence[Word]) -> bool:
    """Whether a day's number stands before a month ("14 June")."""
    return any(word.text.rstrip("stndrh").isdecimal() for word in before)


@cache
def _famous_surnames() -> frozenset[str]:
    return frozenset(name.split()[-1] for name in word_list("public_names") if " " in name)
