"""The public texts in which people's names are marked word by word: what the name finder learns from."""

from __future__ import annotations

import csv
import gzip
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from classifiers.names.tagger import BEGIN, INSIDE, OUTSIDE, births, tokens
from classifiers.training.corpus import PUBLIC, SEED

Line = tuple[list[str], list[str]]
"""The tokens of one text and the mark of each."""

_EVERY = 5
"""Each fifth text of each file is kept for measuring."""

_RARE, _FIRST_NAMES, _COPIED, _LEAST_END = 200, 0.6, 0.5, 4
_PERSON = {"PER": True, "person": True}


def marked_lines(*, held_out: bool) -> list[Line]:
    """Return the marked texts to learn from or, `held_out`, those kept for measuring; none without the files."""
    paths = sorted(PUBLIC.glob("broad_twitter_corpus/*.conll.gz")) + sorted(PUBLIC.glob("wnut17_ner/*.conll.gz"))
    return [line for path in paths for at, line in enumerate(_lines(path)) if (at % _EVERY == _EVERY - 1) is held_out]


def with_unknown_names(lines: Sequence[Line]) -> list[Line]:
    """Return `lines` and, of half of those with a name, a copy whose names nobody bears.

    From the copies the finder learns to tell a name by where it stands, and not only by having met it.
    """
    chance = random.Random(SEED)
    rare = sorted(name for name, count in births().items() if count < _RARE and "-" not in name)
    ends = [word for words, marks in lines for word, mark in zip(words, marks, strict=True) if _is_end(word, mark)]

    def surname() -> str:
        left, right = chance.choice(ends), chance.choice(ends)
        return (left[: chance.randint(3, 4)] + right[-chance.randint(2, 4) :]).title()

    def renamed(word: str, mark: str) -> str:
        if mark == OUTSIDE or not word.istitle():
            return word
        return chance.choice(rare).title() if mark == BEGIN and chance.random() < _FIRST_NAMES else surname()

    copies = [
        ([renamed(word, mark) for word, mark in zip(words, marks, strict=True)], marks)
        for words, marks in lines
        if BEGIN in marks and chance.random() < _COPIED
    ]
    return [*lines, *copies]


def _is_end(word: str, mark: str) -> bool:
    return mark == INSIDE and word.istitle() and len(word) >= _LEAST_END


def _lines(path: Path) -> Iterator[Line]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        found: Line = ([], [])
        for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row and row[0]:
                for token, mark in _ours(row[0], row[1] if len(row) > 1 else "O", found[0]):
                    found[0].append(token)
                    found[1].append(mark)
            elif found[0]:
                yield found
                found = ([], [])
        if found[0]:
            yield found


def _ours(word: str, mark: str, before: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the tokens that we make of the file's `word`; a handle is nobody's name."""
    kind = mark[2:]
    for at, (token, _, _) in enumerate(tokens(word)):
        named = _PERSON.get(kind, False) and token[0].isalnum() and not (before and before[-1] == "@")
        yield token, OUTSIDE if not named else BEGIN if mark[0] == "B" and at == 0 else INSIDE
