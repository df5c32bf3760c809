"""Find where and when children will be off site, in a school's own words, before it happened."""

from __future__ import annotations

import re
from collections.abc import Iterator

from data.records import Span

_SENTENCE = re.compile(r"[^.!?\n]+(?:[.](?=\d)[^.!?\n]+)*[.!?]*")


def trip_ahead(text: str, parts: dict[str, re.Pattern[str]]) -> tuple[Span, ...]:
    """Return the words that tell of a trip to come, by the patterns `parts`; () when `text` tells of none.

    A sentence is read with the one after it: "Off to the farm! We leave at 9."
    """
    for start, end in _windows(text):
        said = text[start:end]
        if parts["not"].search(said):
            continue
        if parts["past"].search(said) and not parts["surely_ahead"].search(said):
            continue
        found = [parts[part].search(said) for part in ("away", "ahead", "precise")]
        if all(found) and _children_go(said, parts):
            return tuple(sorted({(start + m.start(), start + m.end()) for m in found if m}))
    return ()


def sentence_around(text: str, span: Span) -> str:
    """Return the sentence of `text` that `span` begins in."""
    for match in _SENTENCE.finditer(text):
        if match.start() <= span[0] < match.end():
            return text[match.start() : max(match.end(), span[1])]
    return text[slice(*span)]


def _children_go(said: str, parts: dict[str, re.Pattern[str]]) -> bool:
    """Whether children are there, or people who may be and are said to go."""
    if parts["children"].search(said):
        return True
    goes = parts["going"].search(said) or parts["surely_ahead"].search(said)
    return goes is not None and parts["us"].search(said) is not None


def _windows(text: str) -> Iterator[Span]:
    sentences = [match.span() for match in _SENTENCE.finditer(text)]
    for at, (start, end) in enumerate(sentences):
        yield start, end
        if at + 1 < len(sentences):
            yield start, sentences[at + 1][1]
