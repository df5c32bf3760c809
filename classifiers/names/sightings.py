"""Find a roll's names in folded words: which pupils a stretch of words could mean, and in which form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import ahocorasick
from rapidfuzz.distance import OSA

from classifiers.lexicon import word_list
from classifiers.names.fold import Word
from classifiers.names.forms import Forms, forms, phrase
from data.records import School, Span

_JOINERS = frozenset(("and", "n", "und", "or", "with", "plus"))
_LINKS = frozenset(
    (
        "and",
        "n",
        "the",
        "of",
        "de",
        "van",
        "bin",
        "ap",
        "ab",
        "twins",
        "kids",
        "family",
        "children",
        "boys",
        "girls",
        "brothers",
        "sisters",
        "siblings",
    )
)
_LEAST_FUZZY = 5
_LEAST_SLIPPED = 4
"""A word may be a letter short of a name of five."""

NO_INITIAL = frozenset("aiunxrkocybo")
"""Small letters that stand alone for a word ("n", "u", "r") and are no initial."""

_LIST_REACH = 6
_APART = 10
_HITS_AT_MOST = 60
"""First names and surnames weighed against each other in one string; a class list on a page has fewer."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Words `first` to `last` (exclusive) stand for a first name or a surname of these pupils."""

    first: int
    last: int
    pupils: frozenset[str]


@dataclass(frozen=True, slots=True)
class Sighting:
    """Words that name one or more pupils; `form` is full, parted, typo, joined, initial, one_name, first, surname."""

    form: str
    span: Span
    pupils: frozenset[str]
    words: tuple[int, int]
    plain: bool = False
    """The name is an ordinary word too, or stands in small letters."""


class Roll:
    """A roll made ready to be looked for; building it takes a fraction of a second for thousands of pupils."""

    def __init__(self, school: School) -> None:
        self.forms: dict[str, Forms] = {pupil.pupil_id: forms(pupil) for pupil in school.pupils}
        self._firsts: defaultdict[str, set[str]] = defaultdict(set)
        self._surnames: defaultdict[str, set[str]] = defaultdict(set)
        joined: defaultdict[str, set[str]] = defaultdict(set)
        for known in self.forms.values():
            for first in known.firsts:
                self._firsts[first].add(known.pupil_id)
            for last in known.surnames:
                self._surnames[last].add(known.pupil_id)
            for name in known.joined:
                joined[name].add(known.pupil_id)
        self._adults = _adult_phrases(school) - {
            f"{first} {last}" for known in self.forms.values() for first in known.firsts for last in known.surnames
        }
        # Children leave the apostrophe out: "rubys mum".
        self._owners = {f"{first}s": first for first in self._firsts if _takes_s(first)}
        self._owners = {name: first for name, first in self._owners.items() if name not in self._firsts}
        self._words = _automaton(
            {f" {name} ": name for name in {*self._firsts, *self._surnames, *self._adults, *self._owners}}
        )
        self._joined = _automaton({name: name for name in joined})
        self._initial_joined = defaultdict(set)
        for known in self.forms.values():
            for name in known.initial_joined:
                self._initial_joined[name].add(known.pupil_id)
        self._joined_pupils = joined
        self.adult_firsts = frozenset(name.split()[0] for name in _adult_phrases(school) if name)
        self.adult_names = _adult_phrases(school)
        self._adult_names = _automaton({f" {name} ": name for name in self.adult_names})
        self.staff_names = _staff_phrases(school)
        self.staff_surnames = frozenset(name.split()[-1] for name in self.staff_names if " " in name)
        self.public_names = frozenset(phrase(name) for name in word_list("public_names")) - {""}
        self.first_names = frozenset(self._firsts)
        self.surnames = frozenset(self._surnames)

    def sightings(self, words: Sequence[Word], text: str) -> list[Sighting]:
        """Return the names in `words` (of `text`), the fuller form where two overlap."""
        firsts, surnames = self._hits(words)
        found = [
            *self._full(words, text, firsts, surnames),
            *self._initials(words, text, surnames),
            *self._surname_initials(words, text, firsts),
            *self._typos(words, firsts, surnames),
            *self._joined_names(words),
            *self._alone(words, firsts, surnames),
        ]
        kept: list[Sighting] = []
        for sighting in found:
            if not any(s.span[0] < sighting.span[1] and sighting.span[0] < s.span[1] for s in kept):
                kept.append(sighting)
        return kept

    def adult_places(self, words: Sequence[Word]) -> frozenset[int]:
        """Return the places of words that belong to the whole name of staff or of somebody in public life."""
        line, starts = _line(words)
        places: set[int] = set()
        for end, name in self._adult_names.iter(line) if len(self._adult_names) else ():
            first = starts[end - len(name)]
            places.update(range(first, first + name.count(" ") + 1))
        return frozenset(places)

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
                firsts.append(Hit(first, last, frozenset(self._firsts[name])))
            elif name in self._owners and name not in self._surnames and not words[first].possessive:
                firsts.append(Hit(first, last, frozenset(self._firsts[self._owners[name]])))
            if name in self._surnames:
                surnames.append(Hit(first, last, frozenset(self._surnames[name])))

        def free(hit: Hit) -> bool:
            return not any(first <= hit.first and hit.last <= last for first, last in adults)

        return [hit for hit in firsts if free(hit)][:_HITS_AT_MOST], [hit for hit in surnames if free(hit)][
            :_HITS_AT_MOST
        ]

    def _full(self, words: Sequence[Word], text: str, firsts: list[Hit], surnames: list[Hit]) -> Iterator[Sighting]:
        for first in sorted(firsts, key=lambda hit: hit.first - hit.last):
            for last in sorted(surnames, key=lambda hit: (abs(hit.first - first.last), hit.first - hit.last)):
                pupils = first.pupils & last.pupils
                form = self._bond(words, text, first, last) if pupils else None
                if form:
                    low, high = min(first.first, last.first), max(first.last, last.last)
                    plain = _plain(words, first) and _plain(words, last)
                    yield Sighting(form, _span(words, low, high), pupils, (low, high), plain)
                    break

    def _bond(self, words: Sequence[Word], text: str, first: Hit, last: Hit) -> str | None:
        """Say how a first name and a surname belong together, or None when they only stand near each other."""
        if last.first == first.last:
            gap = text[words[first.last - 1].end : words[last.first].start]
            return "full" if not _sentence_ends(gap) else None
        if last.last == first.first:
            gap = text[words[last.last - 1].end : words[first.first].start]
            ordinary = words[last.first].text in _ordinary() and not words[last.first].capital
            return "full" if "," in gap or not (_sentence_ends(gap) or ordinary) else None
        low, high = (first.last, last.first) if last.first >= first.last else (last.last, first.first)
        between = words[low:high]
        if len(between) <= 2 and last.first > first.last and all(_nameish(word) for word in between):
            return "full"
        if len(between) <= _LIST_REACH and all(
            word.text in _LINKS or word.capital or word.text in self._firsts for word in between
        ):
            stretch = text[words[low - 1].end : words[high].start]
            listed = any(word.text in _LINKS for word in between) or "&" in stretch or "," in stretch or "+" in stretch
            return "full" if listed and not _sentence_ends(stretch) else None
        both = words[first.first].capital and words[last.first].capital and words[last.first].text not in _ordinary()
        return "parted" if len(between) <= _APART and both else None

    def _initials(self, words: Sequence[Word], text: str, surnames: list[Hit]) -> Iterator[Sighting]:
        for last in surnames:
            at = last.first - 1
            if at < 0 or len(words[at].text) != 1:
                continue
            gap = text[words[at].end : words[last.first].start]
            letter = words[at].text
            # A small letter that is no word by itself, before a surname that is none either, is written by a child.
            small = letter not in NO_INITIAL and words[last.first].text not in _ordinary()
            both = words[at].capital and words[last.first].capital
            if gap.strip(". ") or len(gap) > 2 or not (gap == "." or both or (gap == " " and small)):
                continue
            pupils = frozenset(p for p in last.pupils if any(f[0] == letter for f in self.forms[p].firsts))
            adult = any(name[:1] == letter and name.endswith(" " + words[last.first].text) for name in self.adult_names)
            if pupils and not adult:
                plain = not words[at].capital
                yield Sighting("initial", _span(words, at, last.last), pupils, (at, last.last), plain)
        for last in surnames:
            at = last.last
            if at >= len(words) or len(words[at].text) != 1 or not words[at].capital or not words[last.first].capital:
                continue
            pupils = frozenset(p for p in last.pupils if any(f[0] == words[at].text for f in self.forms[p].firsts))
            if pupils and words[at].text not in "ia" and text[words[at - 1].end : words[at].start] in (" ", ", "):
                yield Sighting("initial", _span(words, last.first, at + 1), pupils, (last.first, at + 1))

    def _surname_initials(self, words: Sequence[Word], text: str, firsts: list[Hit]) -> Iterator[Sighting]:
        for first in firsts:
            at = first.last
            if at >= len(words) or len(words[at].text) != 1 or words[at - 1].possessive:
                continue
            if text[words[at - 1].end : words[at].start].strip(" _"):
                continue
            letter, capital = words[at].text, words[at].capital
            end = at + 1
            if end < len(words) and len(words[end].text) == 1 and text[words[at].end : words[end].start] in ("-", ".-"):
                # "felix h-d": both halves of a double surname.
                halves = [letter, words[end].text]
                pupils = frozenset(
                    p for p in first.pupils if any([h[0] for h in s.split()] == halves for s in self.forms[p].surnames)
                )
                end += 1
            elif capital or letter not in NO_INITIAL:
                dotted = text[words[at].end : words[at].end + 1] == "."
                pupils = frozenset(p for p in first.pupils if any(s[0] == letter for s in self.forms[p].surnames))
                pupils = pupils if letter not in "ia" or dotted else frozenset()
            else:
                continue
            if pupils:
                span = _span(words, first.first, end)
                yield Sighting("initial", span, pupils, (first.first, end), plain=not capital)

    def _typos(self, words: Sequence[Word], firsts: list[Hit], surnames: list[Hit]) -> Iterator[Sighting]:
        """Yield full names with one slip, tried only beside a half that is spelt right."""
        for first in firsts:
            at = first.last
            if at < len(words) and _fuzzy_worthy(words, at):
                pupils = frozenset(
                    p for p in first.pupils if any(_slip(words[at].text, last) for last in self.forms[p].surnames)
                )
                if pupils:
                    yield Sighting("typo", _span(words, first.first, at + 1), pupils, (first.first, at + 1))
        for last in surnames:
            at = last.first - 1
            if at >= 0 and _fuzzy_worthy(words, at):
                pupils = frozenset(
                    p for p in last.pupils if any(_slip(words[at].text, first) for first in self.forms[p].firsts)
                )
                if pupils:
                    yield Sighting("typo", _span(words, at, last.last), pupils, (at, last.last))

    def _joined_names(self, words: Sequence[Word]) -> Iterator[Sighting]:
        """Yield full names that run together in a hashtag, a handle, a file name or a spelt-out row."""
        if not self.forms:
            return
        for index, word in enumerate(words):
            if not word.tagged:
                continue
            best = (
                max((name for _, name in self._joined.iter(word.text)), key=len, default=None)
                if len(self._joined)
                else None
            )
            if not best and word.text in self._initial_joined:
                span = (word.start, word.end)
                yield Sighting("initial", span, frozenset(self._initial_joined[word.text]), (index, index + 1))
            if best:
                at = word.start + word.text.index(best) if word.end - word.start == len(word.text) else word.start
                end = at + len(best) if word.end - word.start == len(word.text) else word.end
                yield Sighting("joined", (at, end), frozenset(self._joined_pupils[best]), (index, index + 1))

    def _alone(self, words: Sequence[Word], firsts: list[Hit], surnames: list[Hit]) -> Iterator[Sighting]:
        for hit in sorted(firsts, key=lambda hit: hit.first - hit.last):
            one = frozenset(p for p in hit.pupils if self.forms[p].one_name)
            span = _span(words, hit.first, hit.last)
            plain = _plain(words, hit)
            if one and not plain:
                yield Sighting("one_name", span, one, (hit.first, hit.last))
            yield Sighting("first", span, hit.pupils, (hit.first, hit.last), plain)
        for hit in surnames:
            yield Sighting(
                "surname", _span(words, hit.first, hit.last), hit.pupils, (hit.first, hit.last), _plain(words, hit)
            )


def _line(words: Sequence[Word]) -> tuple[str, dict[int, int]]:
    """Return the words as one line, and which word begins at each place of it."""
    starts = {}
    place = 1
    for index, word in enumerate(words):
        starts[place] = index
        place += len(word.text) + 1
    return " " + " ".join(word.text for word in words) + " ", starts


def _automaton(entries: dict[str, str]) -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for key, value in entries.items():
        automaton.add_word(key, value)
    if entries:
        automaton.make_automaton()
    return automaton


def _adult_phrases(school: School) -> frozenset[str]:
    return _staff_phrases(school) | ({phrase(name) for name in word_list("public_names")} - {""})


def _staff_phrases(school: School) -> frozenset[str]:
    return frozenset(phrase(name) for member in school.staff for name in (member.name, *member.known_as)) - {""}


def _ordinary() -> frozenset[str]:
    return word_list("name_words")


def _function_words() -> frozenset[str]:
    return word_list("function_words")


def _span(words: Sequence[Word], first: int, last: int) -> Span:
    return words[first].start, words[last - 1].end


def _plain(words: Sequence[Word], hit: Hit) -> bool:
    return not words[hit.first].capital or (hit.last == hit.first + 1 and words[hit.first].text in _ordinary())


def _takes_s(first: str) -> bool:
    """Whether `first` with an s is no word of its own: "marks" and "wills" are, "rubys" and "jacobs" are not."""
    return (
        len(first) > _LEAST_SLIPPED - 1 and not first.endswith("s") and (first not in _ordinary() or first[-1] == "y")
    )


def _sentence_ends(gap: str) -> bool:
    return "\n" in gap or (gap.strip() != "." and any(mark in gap for mark in ".!?;:"))


def _nameish(word: Word) -> bool:
    return (word.capital and word.text not in _JOINERS) or (
        len(word.text) == 1 and word.text.isalpha() and word.text not in "ai"
    )


def _fuzzy_worthy(words: Sequence[Word], at: int) -> bool:
    word = words[at]
    return len(word.text) >= _LEAST_SLIPPED and word.text not in _ordinary() and word.text not in _function_words()


def _slip(written: str, name: str) -> bool:
    """Whether `written` is `name` with exactly one slip: a letter more, less, changed, or two letters swapped."""
    return len(name) >= _LEAST_FUZZY and name not in _ordinary() and OSA.distance(written, name, score_cutoff=1) == 1
