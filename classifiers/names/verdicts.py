"""What the rules make of a roll name, and which pointers stand right at one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from classifiers.names.context import Pointer
from data.records import Span

_BESIDE = 4


@dataclass(frozen=True, slots=True)
class Ruled:
    """What the rules say of one sighting; `around` is all that points to a child near it, strongest first."""

    subtype: str
    score: float
    reason: str
    spans: tuple[Span, ...]
    around: tuple[Pointer, ...] = ()


def beside(span: Span, pointers: Sequence[Pointer]) -> list[Pointer]:
    """Return the pointers that stand right at the name ("faith in badger year 11", "Mabel, 6")."""
    return [p for p in pointers if p.span and -1 <= max(p.span[0] - span[1], span[0] - p.span[1]) <= _BESIDE]


def follows(span: Span, pointers: Sequence[Pointer]) -> bool:
    """Whether a class or an age follows a name at once, as children write it."""
    return any(p.span and p.kind in ("class_year", "age") and 0 <= p.span[0] - span[1] <= _BESIDE for p in pointers)
