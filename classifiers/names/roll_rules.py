"""What plain rules say of a roll name where it stands: how fully it names a child, how surely, and for what reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from classifiers.lexicon import lexicon, word_list
from classifiers.names.context import REASONS, Pointer, Surroundings, adult_after, adult_before
from classifiers.names.fold import Word
from classifiers.names.hits import Sighting
from classifiers.names.sightings import Roll
from data.records import Span

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

_BESIDE = 4
_CHILD_AFTER = frozenset(
    [
        "boy",
        "girl",
        "lad",
        "lass",
        "kid",
        "child",
        "twin",
        "twins",
        "kids",
        "children",
        "boys",
        "girls",
        "brothers",
        "sisters",
        "siblings",
    ]
)
_NOT_SURNAMES = frozenset(lexicon("child_context")["never_names"]["not_surnames"])
_GOES_ON = frozenset(lexicon("child_context")["ordinary"]["goes_on"])


@dataclass(frozen=True, slots=True)
class Ruled:
    """What the rules say of one sighting; `around` is all that points to a child near it, strongest first."""

    subtype: str
    score: float
    reason: str
    spans: tuple[Span, ...]
    around: tuple[Pointer, ...] = ()


def ruled(sighting: Sighting, found: Sequence[Word], text: str, around: Surroundings, roll: Roll) -> Ruled | None:
    """Return what the rules say of `sighting`, or None when it names no child at all."""
    first, last = sighting.words
    if adult_before(found, first, text) and not found[first].tagged:
        return None
    if sighting.form in SCORES:
        return _whole_name(sighting, found, text, around, roll)
    if sighting.form == "first":
        if other_surname(found, last, text) or adult_after(text, sighting.span[1]) or no_name(found, first, last):
            return None
        return _first_name(sighting, found, around, roll)
    return _surname(sighting, found, text, around)


def no_name(found: Sequence[Word], first: int, last: int) -> bool:
    """Whether an ordinary word goes on as no name does ("Hope everyone got home", "May the best team win")."""
    word = found[first]
    ordinary = last == first + 1 and word.text in word_list("name_words") and not word.possessive
    return ordinary and last < len(found) and not found[last].capital and found[last].text in _GOES_ON


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
    ordinary = all(word.text in word_list("name_words") for word in found[first:last])
    if (name in roll.adult_names and not said_child) or adult_after(text, sighting.span[1]):
        # A class says nothing of a namesake on the staff, who has one too.
        vague = ("class_year", "award", "photo") if name in roll.staff_names else ()
        child = [pointer for pointer in pointers if pointer.kind not in vague]
        score, reason = (0.6 if child else 0.4), "a pupil's full name that an adult bears too"
    elif sighting.plain and not found[first].tagged and not found[first].capital:
        score = 0.6 if not pointers and ordinary else score - 0.07
    if sighting.form == "initial" and len(sighting.pupils) > 1:
        reason = "an initial and a name that fit more than one pupil"
        return Ruled("first_name_plus", score - 0.1, reason, (sighting.span,), pointers)
    return Ruled("full_name", score, reason, (sighting.span,), pointers)


def _first_name(sighting: Sighting, found: Sequence[Word], around: Surroundings, roll: Roll) -> Ruled | None:
    first, _ = sighting.words
    word = found[first]
    surnames = {last.split()[-1] for pupil in sighting.pupils for last in roll.forms[pupil].surnames}
    pointers = around.near(sighting.span)
    if parent := around.by_parent(tuple(surnames)):
        pointers.insert(0, parent)
    strong = [pointer for pointer in pointers if pointer.strong]
    ordinary = word.text in word_list("name_words")
    if sighting.plain and ordinary and not word.capital and not _beside(sighting.span, pointers):
        return None
    if not pointers:
        score = 0.1 if not sighting.plain else 0.0
        return Ruled("first_name_plus", score, "a first name on the roll, alone", (sighting.span,))
    kinds = {pointer.kind for pointer in pointers}
    score = max(pointer.weight for pointer in pointers) + 0.04 * (len(kinds) - 1)
    if sighting.plain:
        score -= 0.25 if ordinary and first == 0 else 0.12
    if sighting.plain and not any(pointer.span for pointer in pointers):
        score -= 0.2
    if word.text in roll.adult_firsts and not kinds & {"class_year", "age", "parent"}:
        score -= 0.25
    best = strong[0] if strong else pointers[0]
    spans = sorted({sighting.span, *(p.span for p in strong[:2] if p.span and p.span[1] - p.span[0] > 1)})
    reason = f"a first name on the roll with {REASONS[best.kind]}"
    return Ruled("first_name_plus", max(0.0, min(score, 0.95)), reason, tuple(spans), tuple(pointers))


def _beside(span: Span, pointers: Sequence[Pointer]) -> bool:
    """Whether a class or an age follows at once, as children write it ("faith in badger year 11")."""
    return any(p.span and p.kind in ("class_year", "age") and 0 <= p.span[0] - span[1] <= _BESIDE for p in pointers)


def _surname(sighting: Sighting, found: Sequence[Word], text: str, around: Surroundings) -> Ruled | None:
    """Judge a surname that stands alone: only beside a word for a child does it say which child is meant."""
    first, last = sighting.words
    after = found[last].text if last < len(found) else ""
    before = found[first - 1].text if first else ""
    child = after in _CHILD_AFTER or (before in ("young", "little") and found[first].capital)
    if not child or (sighting.plain and not found[last - 1].capital):
        return None
    gap = text[sighting.span[1] : found[last].start] if last < len(found) else ""
    if after in _CHILD_AFTER and gap.strip("’'s "):
        return None
    if (
        before in ("young", "little")
        and after not in _CHILD_AFTER
        and text[found[first - 1].end : sighting.span[0]] != " "
    ):
        return None
    pointers = [pointer for pointer in around.near(sighting.span) if pointer.strong]
    spans = sorted({sighting.span, *(p.span for p in pointers[:1] if p.span)})
    reason = "a surname on the roll, said of a child"
    return Ruled("description", 0.7 if pointers else 0.62, reason, tuple(spans), tuple(pointers))
