"""Find a roll's names in folded words: which pupils a stretch of words could mean, and in which form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import ahocorasick

from classifiers.lexicon import lexicon, word_list
from classifiers.names.bonds import full_names
from classifiers.names.fold import Word
from classifiers.names.forms import Forms, first_forms, forms, phrase
from classifiers.names.hits import Hit, Sighting, ordinary, plain, span_of
from classifiers.names.part_names import initials, slips, surname_initials
from data.records import School

__all__ = ["Roll", "Sighting", "overlaps"]

_HITS_AT_MOST = 60
"""First names and surnames weighed against each other in one string; a class list on a page has fewer."""

_LEAST_WITH_S = 4
_NEVER = frozenset(lexicon("child_context")["never_names"]["rows"])
_PLACES = frozenset(lexicon("child_context")["never_names"]["places"])


class Roll:
    """A roll made ready to be looked for; building it takes a fraction of a second for thousands of pupils."""

    def __init__(self, school: School) -> None:
        self.forms: dict[str, Forms] = {pupil.pupil_id: forms(pupil) for pupil in school.pupils}
        known = self.forms.values()
        self._firsts = _pupils((first, each) for each in known for first in each.firsts)
        self._surnames = _pupils((last, each) for each in known for last in each.surnames)
        self._joined_pupils = _pupils((name, each) for each in known for name in each.joined)
        self._initial_joined = _pupils((name, each) for each in known for name in each.initial_joined)
        self.first_names, self.surnames = frozenset(self._firsts), frozenset(self._surnames)
        self.staff_names = _staff_phrases(school)
        self.staff_surnames = frozenset(name.split()[-1] for name in self.staff_names if " " in name)
        self.public_names = frozenset(phrase(name) for name in word_list("public_names")) - {""}
        self._titles = frozenset(phrase(title) for title in word_list("story_titles")) - {""}
        self.adult_names = self.staff_names | self.public_names
        self.adult_firsts = frozenset(name.split()[0] for name in self.adult_names)
        self.staff_firsts = frozenset(name.split()[0] for name in self.staff_names)
        self.staff_called = frozenset(name for name in self.staff_names if " " not in name)
        self.places = _places(school)
        self.classes = frozenset(phrase(name) for name in school.classes) - {""}
        wholes = {f"{first} {last}" for each in known for first in each.firsts for last in each.surnames}
        self._adults = (self.adult_names | self._titles) - wholes
        # Children leave the apostrophe out: "rubys mum".
        owners = {f"{first}s": first for first in self._firsts if _takes_s(first) and first not in _NEVER}
        self._owners = {name: first for name, first in owners.items() if name not in {*self._firsts, *self._surnames}}
        self._words = _automaton({*self._firsts, *self._surnames, *self._adults, *self._owners})
        plural = {f"{name}s" for name in self.public_names}
        self._adult_words = _automaton({*self.adult_names, *self._titles, *plural})
        self._joined = _automaton(self._joined_pupils, whole=False)

    def sightings(self, words: Sequence[Word], text: str) -> list[Sighting]:
        """Return the names in `words` (of `text`), the fuller form where two overlap; pupils may share a surname."""
        firsts, surnames = self._hits(words)
        found = (
            *full_names(words, text, firsts, surnames, self.first_names),
            *initials(words, text, surnames, self.forms, self.adult_names),
            *surname_initials(words, text, firsts, self.forms),
            *slips(words, firsts, surnames, self.forms),
            *self._joined_names(words),
            *self._alone(words, firsts, surnames),
        )
        kept: list[Sighting] = []
        for sighting in found:
            if not any(overlaps(sighting, other) for other in kept):
                kept.append(sighting)
        return kept

    def adult_places(self, words: Sequence[Word]) -> frozenset[int]:
        """Return the places of words that belong to the whole name of staff or of somebody in public life."""
        line, starts = _line(words)
        places: set[int] = set()
        for end, name in self._adult_words.iter(line) if len(self._adult_words) else ():
            first = starts[end - len(name)]
            places.update(range(first, first + name.count(" ") + 1))
        return frozenset(places)

    def public_firsts(self, words: Sequence[Word]) -> frozenset[str]:
        """Return the first names, in every form, of people of public life who are named in full in `words`."""
        line, _ = _line(words)
        named = (name for _, name in self._adult_words.iter(line) if name in self.public_names)
        return frozenset(form for name in named for form in first_forms(name.split()[0]))

    def _hits(self, words: Sequence[Word]) -> tuple[list[Hit], list[Hit]]:
        """Return the first names and surnames; what stands inside the full name of a known adult is left out."""
        line, starts = _line(words)
        firsts, surnames, adults = [], [], []
        for end, name in self._words.iter(line) if len(self._words) else ():
            first = starts[end - len(name)]
            last = first + name.count(" ") + 1
            # A staff member known by a first name alone does not make every pupil of that name an adult.
            if name in self._adults and " " in name:
                adults.append((first, last))
            if name in self._firsts:
                firsts.append(Hit(first, last, self._firsts[name]))
            elif name in self._owners and not words[first].possessive:
                firsts.append(Hit(first, last, self._firsts[self._owners[name]]))
            if name in self._surnames and not _place_after(words, last) and not _club_after(words, last):
                surnames.append(Hit(first, last, self._surnames[name]))

        def free(hit: Hit) -> bool:
            return not any(first <= hit.first and hit.last <= last for first, last in adults)

        kept = [hit for hit in firsts if free(hit)], [hit for hit in surnames if free(hit)]
        return kept[0][:_HITS_AT_MOST], kept[1][:_HITS_AT_MOST]

    def _joined_names(self, words: Sequence[Word]) -> Iterator[Sighting]:
        """Yield full names that run together in a hashtag, a handle, a file name or a spelt-out row."""
        for index, word in enumerate(words):
            if not word.tagged or not len(self._joined):
                continue
            best = max((name for _, name in self._joined.iter(word.text)), key=len, default=None)
            if best:
                exact = word.end - word.start == len(word.text)
                at = word.start + word.text.index(best) if exact else word.start
                span = (at, at + len(best) if exact else word.end)
                yield Sighting("joined", span, self._joined_pupils[best], (index, index + 1))
            elif pupils := self._initial_joined.get(word.text):
                yield Sighting("initial", (word.start, word.end), pupils, (index, index + 1))

    def _alone(self, words: Sequence[Word], firsts: Sequence[Hit], surnames: Sequence[Hit]) -> Iterator[Sighting]:
        for hit in sorted(firsts, key=lambda hit: hit.first - hit.last):
            one = frozenset(p for p in hit.pupils if self.forms[p].one_name)
            span, common = span_of(words, hit.first, hit.last), plain(words, hit)
            if one and not common:
                yield Sighting("one_name", span, one, (hit.first, hit.last))
            yield Sighting("first", span, hit.pupils, (hit.first, hit.last), common)
        for hit in surnames:
            span = span_of(words, hit.first, hit.last)
            yield Sighting("surname", span, hit.pupils, (hit.first, hit.last), plain(words, hit))


def overlaps(one: Sighting, other: Sighting) -> bool:
    """Whether two sightings stand on the same words and are not two pupils who share a surname there."""
    if not (one.span[0] < other.span[1] and other.span[0] < one.span[1]):
        return False
    return not (one.form == other.form == "full" and one.pupils != other.pupils)


def _pupils(pairs: Iterable[tuple[str, Forms]]) -> Mapping[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for name, known in pairs:
        found[name].add(known.pupil_id)
    return {name: frozenset(pupils) for name, pupils in found.items()}


def _line(words: Sequence[Word]) -> tuple[str, dict[int, int]]:
    """Return the words as one line, and which word begins at each place of it."""
    starts = {}
    place = 1
    for index, word in enumerate(words):
        starts[place] = index
        place += len(word.text) + 1
    return " " + " ".join(word.text for word in words) + " ", starts


def _automaton(names: Iterable[str], *, whole: bool = True) -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for name in names:
        automaton.add_word(f" {name} " if whole else name, name)
    if len(automaton):
        automaton.make_automaton()
    return automaton


def _staff_phrases(school: School) -> frozenset[str]:
    return frozenset(phrase(name) for member in school.staff for name in (member.name, *member.known_as)) - {""}


def _place_after(words: Sequence[Word], at: int) -> bool:
    """Whether a word for a road or a house follows, which takes its name from somebody long gone."""
    return at < len(words) and words[at].capital and words[at].text in _PLACES


def _club_after(words: Sequence[Word], at: int) -> bool:
    """Whether the initials of a club follow (Park F.C.)."""
    letters = [word.text for word in words[at : at + 2]]
    return letters == ["f", "c"] or letters[:1] in (["fc"], ["rfc"], ["afc"], ["cc"])


def _places(school: School) -> frozenset[str]:
    """Return the words of the names of the school, its town and its namesakes: with a capital they are places."""
    names = (school.name, *school.aliases, school.town or "", *school.not_us)
    return frozenset(word for name in names for word in phrase(name).split()) - word_list("function_words")


def _takes_s(first: str) -> bool:
    """Whether `first` with an s is no word of its own: "marks" and "wills" are, "rubys" and "jacobs" are not."""
    ending = len(first) >= _LEAST_WITH_S and not first.endswith("s") and f"{first}s" not in ordinary()
    return ending and (first not in ordinary() or first[-1] == "y")
