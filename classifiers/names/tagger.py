"""Find people's names that no register holds: a CRF over plain words, which tells a name by how it stands in a line."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import pycrfsuite  # type: ignore[import-untyped]  # the library has no types

from classifiers.lexicon import word_list
from classifiers.names.fold import fold_char
from classifiers.weights_file import weights_file
from data.records import Span

FILE = "names.crfsuite"
BEGIN, INSIDE, OUTSIDE = "B", "I", "O"
READ_AT_MOST = 2_000
"""Tokens of one string that are tagged; the rest of a string that long is no post."""

_TOKEN = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*|[@#]\w+|[^\w\s\ud800-\udfff]")
_TITLES = frozenset(("mr", "mrs", "miss", "ms", "mx", "dr", "sir", "dame", "lord", "lady", "prof", "rev", "st"))
_CLAUSE = frozenset('.!?:;\n"\u201c\u2018(-\u2013\u2014')


@dataclass(frozen=True, slots=True)
class Tagged:
    """A stretch of words that may be somebody's name, and the least probability of its words."""

    span: Span
    chance: float


def tokens(text: str) -> list[tuple[str, int, int]]:
    """Return the words and marks of `text` with their places; a tag or a handle is one token."""
    return [(match.group(), *match.span()) for match in _TOKEN.finditer(text)][:READ_AT_MOST]


@cache
def births() -> dict[str, int]:
    """Return how many babies were given each first name in England and Wales in 2022 to 2024."""
    lines = files("classifiers").joinpath("lexicons", "first_name_births.txt").read_text("utf-8").splitlines()
    rows = (line.rsplit(" ", 1) for line in lines if line and not line.startswith("#"))
    return {name: int(count) for name, count in rows}


def features(found: Sequence[str]) -> list[list[str]]:
    """Return what the CRF is told of each token."""
    parts = [_alone(token) for token in found]
    rows = []
    for at, token in enumerate(found):
        row = [f"0:{part}" for part in parts[at]]
        row += [f"-1:{part}" for part in parts[at - 1]] if at else ["start"]
        row += [f"+1:{part}" for part in parts[at + 1]] if at + 1 < len(found) else ["end"]
        if at > 1:
            row.append(f"-2:w={found[at - 2].lower()}")
        if at + 2 < len(found):
            row.append(f"+2:w={found[at + 2].lower()}")
        if at and found[at - 1][-1] in _CLAUSE:
            row.append("begins")
        if at + 1 < len(found):
            row.append(f"pair={_shape(token)}|{_shape(found[at + 1])}")
            row.append(f"known={_known(token)}|{_known(found[at + 1])}")
        rows.append(row)
    return rows


@lru_cache(maxsize=16384)
def _alone(token: str) -> tuple[str, ...]:
    low = token.lower()
    return (
        f"w={low}",
        f"s={_shape(token)}",
        f"end={low[-3:]}",
        f"begin={low[:2]}",
        f"name={_known(token)}",
        f"title={low in _TITLES}",
    )


def _shape(token: str) -> str:
    if token[0] in "@#":
        return token[0]
    if not token[0].isalnum():
        return token
    if token[0].isdigit():
        return "9"
    if token.isupper():
        return "X" if len(token) == 1 else "XX"
    if token[0].isupper():
        return "Xx" if token[1:].islower() else "XxX"
    return "x"


def _known(token: str) -> str:
    """Say how common a token is as a first name, and whether it is an ordinary word as well."""
    plain = "".join(fold_char(char) for char in re.sub(r"['\u2019]s$", "", token))
    count = births().get(plain, 0)
    grade = 0 if not count else 1 + min(3, int(math.log10(count)))
    ordinary = plain in word_list("name_words")
    return f"{grade}{'w' if ordinary else ''}{'f' if plain in word_list('function_words') else ''}"


def stretches(found: Sequence[tuple[str, int, int]], chances: Sequence[float], least: float) -> list[Tagged]:
    """Return runs of at most four neighbouring tokens that are each a name with a chance of `least` or more."""
    runs: list[Tagged] = []
    row: list[int] = []
    for at in range(len(found) + 1):
        named = at < len(found) and chances[at] >= least and found[at][0][0].isalpha()
        apart = bool(row) and (not named or found[at][1] - found[at - 1][2] > 1 or len(row) == 4)
        if apart:
            runs.append(Tagged((found[row[0]][1], found[row[-1]][2]), min(chances[each] for each in row)))
            row = []
        if named:
            row.append(at)
    return runs


class NameTagger:
    """Says of each token how likely it belongs to a person's name."""

    def __init__(self, content: bytes) -> None:
        # The library reads the bytes where they are: they must live as long as it does.
        self._content = content
        self._tagger = pycrfsuite.Tagger()
        self._tagger.open_inmemory(self._content)

    def chances(self, found: Sequence[str]) -> list[float]:
        """Return the probability that each token is part of a name."""
        if not found:
            return []
        self._tagger.set(features(found))
        return [1.0 - self._tagger.marginal(OUTSIDE, at) for at in range(len(found))]

    def names(self, text: str, *, least: float) -> list[Tagged]:
        """Return the names in `text` that are as likely as `least`."""
        found = tokens(text)
        return stretches(found, self.chances([token for token, _, _ in found]), least)


@cache
def name_tagger() -> NameTagger:
    """Return the tagger that is shipped; `StoreError` when its file is not the one in the manifest."""
    return NameTagger(weights_file(FILE))
