"""Say of a name in a school's own words whether a child is meant, and how fully the child is named.

The school writes of its own: a first name on the roll is a child's unless something says otherwise (a title, a book, a
place); one that is not on the roll is a child's only where something says so (a class, a birthday, a prize).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from classifiers.names.fold import Word, spelt_out, words
from classifiers.names.sightings import Roll, Sighting
from classifiers.own_lexicon import a_first_name
from classifiers.own_rows import initial_after, surname_words
from classifiers.own_signs import Signs
from classifiers.own_slips import slips
from classifiers.own_surnames import lone_surnames
from classifiers.passages import Passage
from data.records import Span
from data.words import Where

FULL, FIRST = "full_name", "first_name"
_WHOLE = {"full": 0.97, "joined": 0.93, "typo": 0.85, "initial": 0.85, "parted": 0.75, "one_name": 0.75}
_TAGGED = (Where.HASHTAG, Where.FILE)


@dataclass(frozen=True, slots=True)
class Named:
    """A child named: how fully, how surely, where, and which pupils it may be (none: not on the roll)."""

    kind: str
    score: float
    span: Span
    pupils: tuple[str, ...] = ()


def children_named(
    passage: Passage, roll: Roll, classes: tuple[str, ...], *, declared: frozenset[str] = frozenset()
) -> list[Named]:
    """Return the children that `passage` names, each place once; `declared` are the pupils in the post's pictures."""
    tagged = passage.where in _TAGGED
    told: list[Named] = []
    others: set[str] = set()
    for reading in _readings(passage.text, tagged=tagged):
        signs = Signs(passage.text, reading, roll, classes, declared)
        told += _on_the_roll(reading, signs, roll, tagged=tagged)
        told += _off_the_roll(reading, signs, tagged=tagged)
        others |= signs.not_children()
    kept: list[Named] = []
    for named in sorted(told, key=lambda named: (named.kind != FULL, not named.pupils, -named.score)):
        name = passage.text[slice(*named.span)].casefold()
        # The same name elsewhere was a dog's or a visitor's ("This is Bella, our new hen. Bella loves corn").
        if named.kind == FIRST and name in others:
            continue
        if not any(a < named.span[1] and named.span[0] < b for a, b in (other.span for other in kept)):
            kept.append(named)
    return sorted(kept, key=lambda named: named.span)


def _on_the_roll(found: Sequence[Word], signs: Signs, roll: Roll, *, tagged: bool) -> Iterator[Named]:
    sightings = roll.sightings(found, signs.text)
    for sighting in sightings:
        pupils = tuple(sorted(sighting.pupils))
        if sighting.form in _WHOLE:
            if signs.whole_name(sighting, tagged=tagged):
                yield Named(FULL, _WHOLE[sighting.form], sighting.span, pupils)
            elif sighting.form == "parted":
                yield from _first_name(_first_of(sighting, found, roll), signs)
        elif sighting.form == "first":
            yield from _first_name(sighting, signs)
    for sighting, score in lone_surnames(sightings, signs, roll):
        yield Named(FULL, score, sighting.span, tuple(sorted(sighting.pupils)))
    if not tagged:
        for sighting in slips(found, signs, roll):
            yield Named(FIRST, 0.55, sighting.span, tuple(sorted(sighting.pupils)))


def _first_name(sighting: Sighting, signs: Signs) -> Iterator[Named]:
    score = signs.first_name(sighting, on_roll=True)
    if score:
        initial = initial_after(sighting, signs.text)
        kind, span = (FULL, (sighting.span[0], initial)) if initial else (FIRST, sighting.span)
        yield Named(kind, score, span, tuple(sorted(sighting.pupils)))


def _first_of(sighting: Sighting, found: Sequence[Word], roll: Roll) -> Sighting:
    """Return the first name of a name whose surname stands apart and is an adult's ("Rose told Mrs Tremlett")."""
    ends = (sighting.words[0], sighting.words[1] - 1)
    at = next((at for at in ends if found[at].text in roll.first_names), ends[0])
    return replace(sighting, form="first", span=(found[at].start, found[at].end), words=(at, at + 1))


def _off_the_roll(found: Sequence[Word], signs: Signs, *, tagged: bool) -> Iterator[Named]:
    if tagged:
        return
    for at, word in enumerate(found):
        if not word.capital or word.tagged or not a_first_name(word.text):
            continue
        if signs.is_no_first_name(word.text) or word.text in signs.roll.surnames:
            continue
        sighting = Sighting("first", (word.start, word.end), frozenset(), (at, at + 1))
        surnames = surname_words(found, at, signs.text)
        if surnames:
            end = found[at + surnames].end
            whole = replace(sighting, span=(word.start, end), words=(at, at + surnames + 1))
            if signs.is_child(whole) and not (signs.is_other(whole) or signs.is_made_up(whole)):
                yield Named(FULL, 0.7, whole.span)
        elif not signs.is_made_up(sighting) and signs.is_child(sighting) and signs.first_name(sighting, on_roll=False):
            yield Named(FIRST, 0.65, sighting.span)


def _readings(text: str, *, tagged: bool) -> Iterator[list[Word]]:
    plain = words(text, tagged=tagged)
    yield plain
    if joined := spelt_out(plain):
        yield joined
    if whole_tags := _run_together(plain):
        yield whole_tags


def _run_together(found: Sequence[Word]) -> list[Word] | None:
    """Return the words with those of one tag joined again (a surname may hold a capital: CallumMcAllister), or None."""
    joined: list[Word] = []
    for word in found:
        last = joined[-1] if joined else None
        if last and last.tagged and word.tagged and last.end == word.start:
            joined[-1] = replace(last, text=last.text + word.text, end=word.end)
        else:
            joined.append(word)
    return joined if len(joined) < len(found) else None
