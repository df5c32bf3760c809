"""A post's words with those marked on which findings rest; spans may overlap and count code points."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dashboard.components.safe_html import safe
from data.words import Level


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of text, and the number and label of the finding that rests on it."""

    start: int
    end: int
    number: int
    label: str
    level: Level


def highlighted(text: str, marks: Sequence[Mark]) -> str:
    """Return `text` as HTML with each marked stretch in a `<mark>`, its findings named in a tooltip and by number.

    A span that reaches beyond the text (the post was edited since) is cut to it.
    """
    return "".join(_piece(words, over, ending) for words, over, ending in _pieces(text, marks))


def _pieces(text: str, marks: Sequence[Mark]) -> Iterator[tuple[str, list[Mark], list[Mark]]]:
    begins: defaultdict[int, list[Mark]] = defaultdict(list)
    ends: defaultdict[int, list[Mark]] = defaultdict(list)
    for mark in marks:
        begin, end = max(mark.start, 0), min(mark.end, len(text))
        if begin < end:
            begins[begin].append(mark)
            ends[end].append(mark)
    over: list[Mark] = []
    cuts = sorted({0, len(text), *begins, *ends})
    for begin, end in pairwise(cuts):
        over = [mark for mark in over if mark not in ends[begin]] + begins[begin]
        yield text[begin:end], over, ends[end]


def _piece(words: str, over: Sequence[Mark], ending: Sequence[Mark]) -> str:
    if not over:
        return safe(words)
    by_number = {m.number: m for m in over}
    told = "; ".join(f"Finding {number}: {m.label} ({m.level.label})" for number, m in sorted(by_number.items()))
    kind = "gn-alert" if any(m.level is Level.ALERT for m in over) else "gn-review"
    numbers = "".join(
        f'<sup class="gn-number"><span class="gn-spoken"> finding </span>{number}</sup>'
        for number in sorted({m.number for m in ending})
    )
    return f'<mark class="{kind}" title="{safe(told)}">{safe(words)}{numbers}</mark>'
