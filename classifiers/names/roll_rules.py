"""What plain rules say of a roll name where it stands: how fully it names a child, how surely, and for what reason."""

from __future__ import annotations

import re
from collections.abc import Sequence

from classifiers.lexicon import lexicon, word_list
from classifiers.names.context import REASONS, Surroundings, adult_after, adult_before
from classifiers.names.fold import Word
from classifiers.names.hits import Sighting, ordinary
from classifiers.names.lone_surnames import surname_alone
from classifiers.names.namesakes import namesake, nobody_before
from classifiers.names.no_names import no_full_name, no_name
from classifiers.names.sightings import Roll
from classifiers.names.verdicts import Ruled, beside, follows

SCORES = {"full": 0.97, "joined": 0.93, "typo": 0.85, "initial": 0.82, "parted": 0.7, "one_name": 0.75}
"""The forms of a whole name, and how surely each is meant as one."""

_WAYS = {
    "full": "a pupil's full name, as on the roll",
    "joined": "a pupil's full name, run together",
    "typo": "a pupil's full name with one slip of spelling",
    "initial": "an initial and a name that fit a pupil on the roll",
    "parted": "a first name and a surname that belong to one pupil on the roll",
    "one_name": "a pupil's name, as on the roll",
}
_NOT_THE_ADULT = re.compile(
    r"(?<!\w)not (?:the |our |a )?(?:\w+ )?"
    r"(?:teacher|member of staff|staff|head|ta|film star|singer|actor|footballer)(?!\w)",
    re.IGNORECASE,
)
"""What people write beside a pupil's name that an adult bears too."""

_LEAST_NAME = 3
_SAID_OF_STAFF = frozenset(("class_year", "photo", "award", "family", "child", "behaviour", "collection"))
"""What points as well to the member of staff who is called by a pupil's first name."""

_FETCHES = re.compile(
    r"(?<!\w)(?:collect(?:s|ed|ing)?|fetch(?:es|ed|ing)?|pick(?:s|ed|ing)? up|drop(?:s|ped|ping)? off) $", re.IGNORECASE
)
_FETCHED = re.compile(
    r" (?:from|at|after|today|tonight|tomorrow|early|later|for me|pls|please)(?!\w)|[?.,!]|$", re.IGNORECASE
)
_NOT_SURNAMES = frozenset(lexicon("child_context")["never_names"]["not_surnames"])


def ruled(sighting: Sighting, found: Sequence[Word], text: str, around: Surroundings, roll: Roll) -> Ruled | None:
    """Return what the rules say of `sighting`, or None when it names no child at all."""
    first, last = sighting.words
    titled = adult_before(found, first, text) and not found[first].tagged
    if titled or nobody_before(text, sighting.span[0]):
        return None
    if sighting.form in SCORES:
        at_it = [pointer for pointer in beside(sighting.span, around.near(sighting.span)) if pointer.strong]
        grown = namesake(text, sighting.span) and not at_it
        other = grown or (no_full_name(found, first, last, text) and not follows(sighting.span, at_it))
        return None if other else _whole_name(sighting, found, text, around, roll)
    if sighting.form == "first":
        other = (
            other_surname(found, last, text) or adult_after(text, sighting.span[1]) or no_name(found, first, last, text)
        )
        return None if other else _first_name(sighting, found, text, around, roll)
    return surname_alone(sighting, found, text, around, roll)


def other_surname(found: Sequence[Word], last: int, text: str) -> bool:
    """Whether another surname follows, so that somebody else is meant (Will Smith)."""
    if last >= len(found) or not found[last].capital or found[last - 1].possessive or found[last].tagged:
        return False
    gap = text[found[last - 1].end : found[last].start]
    following = found[last].text
    if gap != " " or len(following) < 2 or following in _NOT_SURNAMES or following[0].isdigit():
        return False
    # In a post that shouts, a capital says nothing: only a word in mixed case is taken for a surname.
    written = text[found[last].start : found[last].end]
    return not written.isupper()


def _whole_name(sighting: Sighting, found: Sequence[Word], text: str, around: Surroundings, roll: Roll) -> Ruled:
    first, last = sighting.words
    score, reason = SCORES[sighting.form], _WAYS[sighting.form]
    name = " ".join(word.text for word in found[first:last])
    pointers = tuple(around.near(sighting.span))
    said_child = _NOT_THE_ADULT.search(text) is not None
    common = all(word.text in ordinary() for word in found[first:last])
    if (name in roll.adult_names and not said_child) or adult_after(text, sighting.span[1]):
        if name in roll.public_names and not said_child:
            # Classes read of such people: only what stands right at the name says that a pupil bears it.
            pointers = tuple(beside(sighting.span, pointers))
        # A class says nothing of a namesake on the staff, who has one too.
        vague = ("class_year", "award", "photo") if name in roll.staff_names else ()
        child = [pointer for pointer in pointers if pointer.kind not in vague]
        score, reason = (0.6 if child else 0.4), "a pupil's full name that an adult bears too"
    elif sighting.plain and not found[first].tagged and not found[first].capital:
        score = 0.6 if not pointers and common else score - 0.07
    if sighting.form == "initial" and len(sighting.pupils) > 1:
        reason = "an initial and a name that fit more than one pupil"
        return Ruled("first_name_plus", score - 0.1, reason, (sighting.span,), pointers)
    return Ruled("full_name", score, reason, (sighting.span,), pointers)


def _first_name(sighting: Sighting, found: Sequence[Word], text: str, around: Surroundings, roll: Roll) -> Ruled | None:
    first, last = sighting.words
    word = found[first]
    surnames = {last.split()[-1] for pupil in sighting.pupils for last in roll.forms[pupil].surnames}
    pointers = around.near(sighting.span)
    if parent := around.by_parent(tuple(surnames)):
        pointers.insert(0, parent)
    at_it = beside(sighting.span, pointers)
    if first and _part_of(found[first - 1], found[first], text):
        return None
    if not at_it and _of_something_else(found, first, last, roll):
        return None
    if word.text in roll.staff_called and {pointer.kind for pointer in pointers} <= _SAID_OF_STAFF:
        return None
    strong = [pointer for pointer in pointers if pointer.strong]
    common = word.text in ordinary()
    small = sighting.plain and common and not word.capital
    if small and not (follows(sighting.span, at_it) or _handed_over(text, sighting)):
        return None
    if not pointers:
        score = 0.1 if not sighting.plain else 0.0
        return Ruled("first_name_plus", score, "a first name on the roll, alone", (sighting.span,))
    kinds = {pointer.kind for pointer in pointers}
    score = max(pointer.weight for pointer in pointers) + 0.04 * (len(kinds) - 1)
    if sighting.plain:
        score -= 0.25 if common and first == 0 else 0.12
    if sighting.plain and not any(pointer.span for pointer in pointers):
        score -= 0.2
    if word.text in roll.staff_firsts and not kinds & {"class_year", "age", "parent"}:
        score -= 0.25
    best = strong[0] if strong else pointers[0]
    spans = sorted({sighting.span, *(p.span for p in strong[:2] if p.span and p.span[1] - p.span[0] > 1)})
    reason = f"a first name on the roll with {REASONS[best.kind]}"
    return Ruled("first_name_plus", max(0.0, min(score, 0.95)), reason, tuple(spans), tuple(pointers))


def _handed_over(text: str, sighting: Sighting) -> bool:
    """Whether a word that may be no name is somebody who is fetched ("collecting rose from club")."""
    start, end = sighting.span
    return bool(_FETCHES.search(text, max(0, start - 20), start) and _FETCHED.match(text, end))


def _of_something_else(found: Sequence[Word], first: int, last: int, roll: Roll) -> bool:
    """Whether a first name is a class of the school, or that of a famous person who is named beside it."""
    mine = " ".join(word.text for word in found[first:last])
    if {mine, f"{mine}s", mine.removesuffix("s")} & roll.classes:
        return True
    return mine in roll.public_firsts(found)


def _part_of(before: Word, word: Word, text: str) -> bool:
    """Whether a word with a capital stands right before, of no meaning of its own (Marl Heath)."""
    joined = before.capital and not before.possessive and text[before.end : word.start] == " "
    if not joined or not word.capital or len(before.text) < _LEAST_NAME:
        return False
    begins = not text[: before.start].strip() or text[: before.start].rstrip()[-1] in ".!?:"
    known = before.text in ordinary() or before.text in word_list("function_words") or before.text in _NOT_SURNAMES
    shouted = text[before.start : before.end].isupper() and text[word.start : word.end].isupper()
    return not (begins or known or shouted)
