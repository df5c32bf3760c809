"""What plain rules say of a name that no register holds: how fully it names a child, how surely, for what reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from classifiers.lexicon import lexicon, words_pattern
from classifiers.names.context import REASONS, Pointer, Surroundings, adult_after, adult_before, grown_before
from classifiers.names.free_stretches import FULL, INITIAL, Stretch
from classifiers.names.hits import ordinary
from classifiers.names.namesakes import namesake, nobody_before
from data.records import Span

_STRONG = frozenset(
    ("class_year", "age", "collection", "health", "care", "home", "photo", "sibling", "parent", "behaviour")
)
_FOLLOWS_A_SMALL_NAME = frozenset(("class_year", "age", "photo", "sibling"))
_ADULTS = words_pattern(tuple(lexicon("child_context")["adult"]["around"]))
_BESIDE, _NEAR = 4, 25
_WEIGHTY, _COUNTS = 0.5, 0.4


@dataclass(frozen=True, slots=True)
class RuledFree:
    """What the rules say of one stretch; `around` is all that points to a child near it, strongest first."""

    subtype: str
    score: float
    reason: str
    spans: tuple[Span, ...]
    around: tuple[Pointer, ...]


def ruled_free(stretch: Stretch, text: str, around: Surroundings) -> RuledFree | None:
    """Return what the rules say of `stretch`, or None when it names no child at all."""
    start, end = stretch.span
    if adult_before(stretch.words, stretch.first, text) or adult_after(text, end) or grown_before(text, start):
        return None
    if nobody_before(text, start) or (stretch.form == FULL and namesake(text, (start, end))):
        return None
    pointers = tuple(pointer for pointer in around.near((start, end)) if pointer.weight >= _COUNTS)
    strong = [p for p in pointers if p.kind in _STRONG and p.span is not None and p.weight >= _WEIGHTY]
    if stretch.small:
        # Children write names small; without a class or an age that follows at once, nearly any word could be one.
        reach = _BESIDE if stretch.form != INITIAL else _NEAR
        strong = [p for p in strong if p.span and p.kind in _FOLLOWS_A_SMALL_NAME and 0 <= p.span[0] - end <= reach]
        if not strong:
            return None
    scored = _scored(stretch, text, pointers, strong)
    if scored is None:
        return None
    score, reason = scored
    if stretch.words[stretch.first].text in ordinary():
        score -= 0.3
    spans = sorted({(start, end), *(p.span for p in strong[:1] if p.span)})
    subtype = "full_name" if stretch.form == FULL else "first_name_plus"
    return RuledFree(subtype, max(0.0, score), reason, tuple(spans), pointers)


def _scored(
    stretch: Stretch, text: str, pointers: Sequence[Pointer], strong: Sequence[Pointer]
) -> tuple[float, str] | None:
    best = f", with {REASONS[strong[0].kind]}" if strong else ""
    if stretch.form == FULL and pointers:
        return (0.85 if strong else 0.62), f"a child's first name and surname{best}"
    if stretch.form == FULL:
        adults = stretch.words[stretch.first].text in ordinary() or _ADULTS.search(text)
        return (0.3 if adults else 0.5), "a first name and surname that may be a child's"
    if strong:
        name = "a child's first name and initial" if stretch.form == INITIAL else "a child's first name"
        return strong[0].weight - 0.15, f"{name}{best}".replace(", with", " with")
    if pointers:
        return 0.2, f"a first name with {REASONS[pointers[0].kind]}"
    return None
