"""What tells whether a name in a post is a child's, as numbers: its form, what points to it, what speaks against."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from classifiers.lexicon import lexicon, word_list, words_pattern
from classifiers.names.context import Pointer, adult_after, grown_before
from classifiers.names.fold import Word
from classifiers.names.hits import ordinary
from classifiers.names.sightings import Roll
from classifiers.names.tagger import births
from data.records import Finding, Post, Span
from data.words import Where

_BREAK = re.compile(r"[.!?]+\s+|\n+")
_NEIGHBOURS = {
    side: {name: frozenset(rows) for name, rows in groups.items()}
    for side, groups in lexicon("child_context")["neighbours"].items()
}
_AMONG = {name: words_pattern(tuple(rows)) for name, rows in lexicon("child_context")["around"].items()}
_ADULT = words_pattern(tuple(lexicon("child_context")["adult"]["around"]))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name or a description that may tell which child is meant, before it is weighed."""

    finding: Finding
    """With the score that the rules give it."""
    traits: Mapping[str, float] = field(default_factory=dict)

    @property
    def full(self) -> bool:
        """Whether it is a child's full name, and not that of a known adult too."""
        return self.finding.subtype == "full_name" and not self.traits.keys() & {"public", "staff", "adult_after"}


@dataclass(frozen=True, slots=True)
class Named:
    """Where a name stands: its words (`first` to `last`, exclusive, of `words`) and its place in `text`."""

    text: str
    words: Sequence[Word]
    first: int
    last: int
    span: Span
    form: str
    where: Where


def traits(
    named: Named, post: Post, roll: Roll, pointers: Sequence[Pointer], *, ruled: float, chance: float | None = None
) -> dict[str, float]:
    """Return what is known of a name, each number between 0 and about 1; what is missing is 0."""
    start, end = named.span
    words, first, last = named.words, named.first, named.last
    mine = words[first:last]
    sentence = _sentence(named.text, start)
    name = " ".join(word.text for word in mine)
    common = [word.text in ordinary() or word.text in word_list("function_words") for word in mine]
    found = {
        f"form_{named.form}": 1.0,
        f"where_{named.where.value}": 1.0,
        "ruled": ruled,
        "small": float(not mine[0].capital),
        "ordinary": float(all(common)),
        "ordinary_first": float(common[0]),
        "begins": float(_begins(named.text, start)),
        "ordinary_begins": float(common[0] and _begins(named.text, start)),
        "ordinary_last": float(len(mine) > 1 and common[-1]),
        "births": min(math.log10(1 + births().get(mine[0].text, 0)) / 4, 1.0),
        "adult_name": float(mine[0].text in word_list("adult_first_names")),
        "unborn": float(mine[0].text not in births()),
        "shouted": float(named.text[start:end].isupper() and end - start > 3),
        "public": float(name in roll.public_names),
        "staff": float(name in roll.staff_names),
        "staff_first": float(mine[0].text in roll.staff_firsts),
        "staff_surname": float(mine[-1].text in roll.staff_surnames),
        "adult_after": float(adult_after(named.text, end)),
        "grown": float(grown_before(named.text, start)),
        "real_author": float(bool(post.author) and post.author.count(" ") == 1 and post.author.istitle())
        if post.author
        else 0.0,
        "long": min(len(named.text) / 1000, 1.0),
        "anonymous": float(post.rating is not None),
    }
    if chance is not None:
        found["chance"] = chance
        found["unlikely"] = float(chance < 0.5)
    for pointer in pointers:
        key = f"{'near' if pointer.span else 'outside'}_{pointer.kind}"
        found[key] = max(found.get(key, 0.0), pointer.weight)
        if pointer.span and _gap(pointer.span, named.span) <= 4:
            found[f"beside_{pointer.kind}"] = 1.0
    kinds = {pointer.kind for pointer in pointers if pointer.span}
    found["kinds"] = min(len(kinds), 4) / 4
    found["strong"] = max((p.weight for p in pointers if p.strong), default=0.0)
    for scope, heard, most in (("said", _heard(sentence), 3), ("text", _heard(f"{named.text} {post.title or ''}"), 4)):
        found.update((f"{scope}_{key}", 1.0) for key in heard.kinds)
        found[f"{scope}_adult"] = min(heard.adults, most) / most
    before = words[first - 1].text if first else ""
    after = words[last].text if last < len(words) else ""
    for side, neighbour in (("before", before), ("after", after)):
        for key, row_words in _NEIGHBOURS[side].items():
            found[f"{side}_{key}"] = float(neighbour in row_words)
    found["noun_after"] = float(common[0] and _noun_after(words, last, mine[-1]))
    found["possessive"] = float(mine[-1].possessive)
    # "Charlotte's Web" is a title.
    found["possessive_title"] = float(mine[-1].possessive and last < len(words) and words[last].capital)
    return {key: value for key, value in found.items() if value}


@dataclass(frozen=True, slots=True)
class _Heard:
    """What a sentence or a text speaks of beside names, and how many of its words are about adults."""

    kinds: tuple[str, ...]
    adults: int


@lru_cache(maxsize=512)
def _heard(text: str) -> _Heard:
    kinds = tuple(key for key, row in _AMONG.items() if row.search(text))
    return _Heard(kinds, sum(1 for _ in islice(_ADULT.finditer(text), 4)))


def _noun_after(words: Sequence[Word], last: int, before: Word) -> bool:
    """Whether a small word that is neither a verb of doing nor a small word of grammar goes on ("Rose petals")."""
    if last >= len(words) or words[last].capital or before.possessive or words[last].start - before.end > 1:
        return False
    text = words[last].text
    return text not in _NEIGHBOURS["after"]["does"] | word_list("function_words") and not text.endswith("ed")


def _gap(left: Span, right: Span) -> int:
    return max(left[0] - right[1], right[0] - left[1], 0)


@lru_cache(maxsize=256)
def _breaks(text: str) -> tuple[int, ...]:
    return (0, *(match.end() for match in _BREAK.finditer(text)), len(text))


def _sentence(text: str, at: int) -> str:
    breaks = _breaks(text)
    after = bisect_right(breaks, at)
    return text[breaks[after - 1] : breaks[after]] if after < len(breaks) else ""


def _begins(text: str, at: int) -> bool:
    return at in _breaks(text) or not text[:at].strip() or text[:at].rstrip()[-1] in '.!?:"\u201c'
