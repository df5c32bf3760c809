"""Where a name may stand that no register holds: known first names with what follows, and what the finder finds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from classifiers.lexicon import lexicon, word_list
from classifiers.names.fold import Word, spelt_out
from classifiers.names.hits import NO_INITIAL, ordinary
from classifiers.names.no_names import no_name
from classifiers.names.sightings import Roll
from classifiers.names.tagger import Tagged, births, name_tagger
from data.records import Span

LEAST_CHANCE = 0.15
"""A stretch of words that the name finder gives less than this is no candidate."""

WORDS_AT_MOST = 120
"""Words of names that are weighed in one string; a class list on a page has fewer."""

FULL, FIRST, INITIAL = "full", "first", "initial"
_NEVER = frozenset(lexicon("child_context")["never_names"]["rows"])
_TITLED = frozenset(("mr", "mrs", "miss", "ms", "mx", "dr", "sir", "mister", "madam", "nurse", "coach"))
_PLACES = frozenset(lexicon("child_context")["never_names"]["places"])
_NOT_SMALL_SURNAMES = frozenset(
    word for rows in lexicon("child_context")["neighbours"]["after"].values() for word in rows
) | frozenset(lexicon("child_context")["ordinary"]["goes_on"])
_KIN = frozenset(lexicon("child_context")["neighbours"]["after"]["kin"])
_TOLD = re.compile(
    r"(?:,| \(| -)? ?(?:in |from |of |is in )?(?:year|yr|y)s? ?\d{1,2}(?!\w)|,? \(?\d{1,2}[,)]", re.IGNORECASE
)
"""A class or an age that follows at once: an unknown word with a capital is then a name."""

_TRADES = frozenset(trade.casefold() for trade in lexicon("child_context")["namesake"]["trades"])
_SMALL_WORD = 2
_NAME_AT_LEAST = 3
_SHORT_AT_LEAST = 4
_SPELT_AT_LEAST = 7
_SPELT_FIRST_AT_LEAST = 4


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words `first` to `last` (exclusive) of `words` that may be a child's name.

    `form` is full, first or initial (a first name and a surname's initial); `listed`: the first name is a known one;
    `small`: it is written without capitals; `chance` is the name finder's.
    """

    words: Sequence[Word]
    first: int
    last: int
    form: str
    listed: bool = False
    small: bool = False
    chance: float = 0.0

    @property
    def span(self) -> Span:
        """Where the stretch stands in the text."""
        return self.words[self.first].start, self.words[self.last - 1].end


def free_stretches(text: str, found: Sequence[Word], roll: Roll, classes: frozenset[str]) -> Iterator[Stretch]:
    """Yield what may be a name, each word at most once."""
    adults = roll.adult_places(found)
    tagged = name_tagger().names(text, least=LEAST_CHANCE)
    taken: set[int] = set(adults)
    for stretch in (
        *_listed(text, found, taken, tagged),
        *_tagged(found, taken, tagged),
        *_with_initial(text, found, taken),
    ):
        mine = range(stretch.first, stretch.last)
        if taken & set(mine) or _is_class([found[at].text for at in mine], found, stretch, classes):
            continue
        if stretch.form == FIRST and (
            len(found[stretch.first].text) == 1 or no_name(found, mine.start, mine.stop, text)
        ):
            continue
        if found[stretch.first].text in _TITLED or _of_a_trade(found, stretch):
            continue
        if found[stretch.first].text in roll.places and not known_first(found[stretch.first].text):
            continue
        # What is written small is weighed with and without the word behind it.
        taken.update(() if stretch.small else mine)
        yield stretch
        if len(taken) - len(adults) > WORDS_AT_MOST:
            return
    yield from _spelt(list(found))


def known_first(name: str) -> bool:
    """Whether `name` is a first name of at least a few babies, or a short form of one."""
    return name in word_list("first_names") or name in _short_names()


@cache
def _short_names() -> frozenset[str]:
    """Return the short forms that are no words of their own."""
    short = {form for forms in lexicon("nicknames")["names"].values() for form in forms}
    return frozenset(form for form in short if len(form) >= _SHORT_AT_LEAST) - word_list("name_words")


def surname_after(found: Sequence[Word], at: int, text: str) -> int:
    """Return how many of the following words are the surname: 0 to 3, with a hyphen in it or a middle name before."""
    count = 0
    while count < 3 and at + count + 1 < len(found):
        left, right = found[at + count], found[at + count + 1]
        gap = text[left.end : right.start]
        close = gap == "-" or (gap == " " and count < 2 and not right.tagged) or (gap == "" and right.tagged)
        if not close or not right.capital or left.possessive:
            break
        if right.text in word_list("function_words") or len(right.text) < 2 or right.text in _NEVER:
            break
        shouted = text[right.start : right.end].isupper() and len(right.text) > 2
        if shouted and not text[left.start : left.end].isupper():
            break
        count += 1
    return count


def _listed(text: str, found: Sequence[Word], taken: set[int], tagged: Sequence[Tagged]) -> Iterator[Stretch]:
    for at, word in enumerate(found):
        known = known_first(word.text)
        told = word.text in births() or _TOLD.match(text, word.end)
        rare = word.capital and not known and told and word.text not in ordinary() | word_list("function_words")
        if not (known or rare) or word.text in _NEVER or at in taken or no_name(found, at, at + 1, text):
            continue
        if not word.capital:
            if len(word.text) >= _NAME_AT_LEAST and word.text not in ordinary() and not word.tagged:
                more = _initial(text, found, at)
                yield Stretch(found, at, at + 1 + more, INITIAL if more else FIRST, listed=True, small=True)
                if not more and _small_surname(text, found, at):
                    yield Stretch(found, at, at + 2, FULL, listed=True, small=True)
            continue
        if _is_title_or_place(found, at):
            continue
        if at and found[at - 1].capital and _joined(text, found[at - 1], word):
            continue
        surname = surname_after(found, at, text)
        if word.tagged and (not surname or _handle(text, found, at)):
            continue
        more = surname or _initial(text, found, at)
        form = FULL if surname else INITIAL if more else FIRST
        chance = _chance(tagged, (word.start, found[at + more].end))
        yield Stretch(found, at, at + 1 + more, form, listed=known, chance=chance)


def _tagged(found: Sequence[Word], taken: set[int], tagged: Sequence[Tagged]) -> Iterator[Stretch]:
    for run in tagged:
        places = [at for at, word in enumerate(found) if run.span[0] <= word.start and word.end <= run.span[1]]
        if not places or taken & set(places):
            continue
        first = places[0]
        last = next((at for at in places if not found[at].capital), places[-1] + 1)
        if last == first:
            continue
        mine = [word.text for word in found[first:last]]
        words = set(mine) & (_NEVER | word_list("function_words")) or set(mine[1:]) & _PLACES
        title = last - first > 1 and found[first].possessive
        if words or title or not found[first].capital or found[first].tagged:
            continue
        yield Stretch(found, first, last, FULL if len(mine) > 1 else FIRST, chance=run.chance)


def _with_initial(text: str, found: Sequence[Word], taken: set[int]) -> Iterator[Stretch]:
    """Yield an initial with a surname ("J. Okafor")."""
    for at in range(len(found) - 1):
        letter, surname = found[at], found[at + 1]
        if len(letter.text) != 1 or not letter.capital or not surname.capital or {at, at + 1} & taken:
            continue
        gap = text[letter.end : surname.start]
        dotted = gap in (".", ". ")
        worded = surname.text in _NEVER | word_list("function_words") or len(surname.text) < _NAME_AT_LEAST
        if (dotted or (gap == " " and letter.text not in "ia")) and not worded and not surname.tagged:
            yield Stretch(found, at, at + 2, INITIAL)


def _of_a_trade(found: Sequence[Word], stretch: Stretch) -> bool:
    """Whether two words with capitals are a firm (Steele Coaches) or the beginning of a title (An Inspector Calls)."""
    first, last = found[stretch.first], found[stretch.last - 1]
    small_word = len(first.text) <= _SMALL_WORD and first.text in ordinary()
    return stretch.form == FULL and (small_word or (last.capital and last.text in _TRADES))


def _handle(text: str, found: Sequence[Word], at: int) -> bool:
    """Whether a word stands in somebody's handle, which is theirs and seldom a child's."""
    while at and found[at - 1].end == found[at].start:
        at -= 1
    return text[found[at].start - 1 : found[at].start] == "@"


def _is_title_or_place(found: Sequence[Word], at: int) -> bool:
    """Whether the word behind makes a place or the title of a book of a name (Rose Cottage, Charlotte's Web)."""
    if at + 1 >= len(found) or not found[at + 1].capital:
        return False
    following = found[at + 1].text
    return following not in (_NEVER | _KIN) if found[at].possessive else following in _PLACES


def _small_surname(text: str, found: Sequence[Word], at: int) -> bool:
    """Whether a word that may be a surname follows a small first name ("ethan carter in year 6")."""
    if at + 1 >= len(found) or found[at].possessive or text[found[at].end : found[at + 1].start] != " ":
        return False
    word = found[at + 1].text
    known = word in word_list("function_words") or word in _NOT_SMALL_SURNAMES or word in _NEVER
    return len(word) >= _NAME_AT_LEAST and word.isalpha() and not known


def _spelt(found: list[Word]) -> Iterator[Stretch]:
    """Yield a full name whose letters stand apart ("E.l.s.i.e T.u.c.k"): it begins with a known first name."""
    joined = spelt_out(found)
    for at, word in enumerate(joined or ()):
        if not word.tagged or len(word.text) < _SPELT_AT_LEAST or word.end - word.start < 2 * len(word.text) - 1:
            continue
        cuts = range(_SPELT_FIRST_AT_LEAST, len(word.text) - 2)
        if joined and any(word.text[:cut] in births() for cut in cuts):
            yield Stretch(joined, at, at + 1, FULL, listed=True, chance=0.5)


def _initial(text: str, found: Sequence[Word], at: int) -> int:
    """Return 1 where a surname's initial follows ("Poppy B of Kestrel", "olivia p"), else 0."""
    if at + 1 >= len(found) or found[at].possessive:
        return 0
    letter = found[at + 1]
    if len(letter.text) != 1 or not letter.text.isalpha() or text[found[at].end : letter.start] != " ":
        return 0
    dotted = text[letter.end : letter.end + 1] == "."
    plain = letter.text in "ia" if letter.capital else letter.text in NO_INITIAL
    return int(dotted or not plain)


def _is_class(mine: list[str], found: Sequence[Word], stretch: Stretch, classes: frozenset[str]) -> bool:
    """Whether the words are a class of the school, or begin one."""
    longer = [*mine, *(word.text for word in found[stretch.last : stretch.last + 1])]
    return any(" ".join(words) in classes for words in (mine, mine[:1], mine[1:], longer) if words)


def _chance(tagged: Sequence[Tagged], span: Span) -> float:
    return max((run.chance for run in tagged if run.span[0] < span[1] and span[0] < run.span[1]), default=0.0)


def _joined(text: str, left: Word, right: Word) -> bool:
    return text[left.end : right.start] in (" ", "-") and left.start > 0 and known_first(left.text)
