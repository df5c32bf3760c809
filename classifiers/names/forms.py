"""The forms in which people write one pupil's name, folded: what the matcher looks for."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from classifiers.lexicon import lexicon
from classifiers.names.fold import words
from data.records import Pupil

_SHORTEST_FIRST = 2
_LEAST_AFTER_MC = 4
_PARTICLES = frozenset(
    [
        "de",
        "da",
        "do",
        "dos",
        "das",
        "del",
        "della",
        "di",
        "du",
        "la",
        "le",
        "van",
        "von",
        "der",
        "den",
        "el",
        "al",
        "ap",
        "ab",
        "ferch",
        "bin",
        "ibn",
        "abu",
        "mc",
        "mac",
        "st",
        "o",
    ]
)
_LEAST_JOINED = 7
"""A joined name shorter than this is found inside ordinary hashtags."""


@dataclass(frozen=True, slots=True)
class Forms:
    """One pupil's first names and surnames as folded phrases (words with single spaces), the usual one first."""

    pupil_id: str
    firsts: tuple[str, ...]
    surnames: tuple[str, ...]
    one_name: bool

    @property
    def joined(self) -> frozenset[str]:
        """The full names as they stand in a lower-case hashtag, either order."""
        pairs = ((first.replace(" ", ""), last.replace(" ", "")) for first in self.firsts for last in self.surnames)
        return frozenset(
            name for first, last in pairs for name in (first + last, last + first) if len(name) >= _LEAST_JOINED
        )

    @property
    def initial_joined(self) -> frozenset[str]:
        """The first name's initial and the surname as they stand in a handle ("mtrelawney")."""
        pairs = (first[0] + last.replace(" ", "") for first in self.firsts[:2] for last in self.surnames)
        return frozenset(name for name in pairs if len(name) >= _LEAST_JOINED)


def phrase(name: str) -> str:
    """Return `name` as folded words with single spaces."""
    return " ".join(word.text for word in words(name))


def forms(pupil: Pupil) -> Forms:
    """Return the forms of `pupil`'s name: legal, preferred and short first names; the surname and its parts."""
    firsts: dict[str, None] = {}
    for given in (pupil.preferred_first, pupil.legal_first):
        for form in _first_forms(given or ""):
            firsts.setdefault(form)
    surnames = _surname_forms(pupil.surname)
    return Forms(pupil.pupil_id, tuple(firsts), surnames, one_name=not surnames)


def _first_forms(given: str) -> list[str]:
    whole = phrase(given)
    parts = whole.split()
    if not parts:
        return []
    # "Maisie Rose" is called Maisie; so is "Maisie-Jo", who is called both. "Mohammed Zakariya" may go by either.
    found = [whole, parts[0], *(parts[1:] if len(parts) == 2 and "-" not in given else [])]
    if len(parts) > 1:
        found.append("".join(parts))
    for name in (parts[0], whole):
        found += _short_forms().get(name, ())
    found += [spelt for spelt in (_umlauts(given),) if spelt]
    return [name for name in dict.fromkeys(found) if len(name) >= _SHORTEST_FIRST]


def first_forms(first: str) -> frozenset[str]:
    """Return `first`, folded, with what it is shortened to or short for."""
    return frozenset((first, *_short_forms().get(first, ())))


def _surname_forms(surname: str) -> tuple[str, ...]:
    whole = phrase(surname)
    parts = whole.split()
    found = [whole] if whole else []
    if len(parts) > 1:
        found.append("".join(parts))
        particle = parts[0] in _PARTICLES
        if particle and len(parts[-1]) > _SHORTEST_FIRST:
            found.append(" ".join(parts[1:]))
        elif not particle:
            # "Garcia Lopez" and "Deshmukh-Rao" go by either half.
            found += [part for part in parts if len(part) > _SHORTEST_FIRST]
    for mark in ("'", "\u2019"):
        if mark in surname:
            found.append(phrase(surname.replace(mark, " ")))
    for prefix in ("mc", "mac"):
        rest = whole.removeprefix(prefix)
        if rest != whole and len(rest) >= _LEAST_AFTER_MC and " " not in whole:
            found.append(f"{prefix} {rest}")
            found.append(("mac" if prefix == "mc" else "mc") + rest)
    found += [spelt for spelt in (_umlauts(surname),) if spelt]
    return tuple(dict.fromkeys(found))


def _umlauts(name: str) -> str | None:
    """Return `name` with umlauts written out (Mueller), or None when it has none."""
    written = name.casefold()
    for letter, letters in (("\u00e4", "ae"), ("\u00f6", "oe"), ("\u00fc", "ue"), ("\u00f8", "oe"), ("\u00e5", "aa")):
        written = written.replace(letter, letters)
    return phrase(written) if written != name.casefold() else None


@cache
def _short_forms() -> dict[str, tuple[str, ...]]:
    """Return, for each first name, what it is shortened to and what it may be short for."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name, short in lexicon("nicknames")["names"].items():
        for form in short:
            found[name].append(form)
            found[form].append(name)
    return {name: tuple(dict.fromkeys(known)) for name, known in found.items()}
