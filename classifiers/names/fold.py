"""Fold text to plain lower-case words, each of which knows where it stood in the text as received."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

APOSTROPHES = frozenset("'\u2019\u2018\u02bc`\u00b4\u2032\uff07")
_SPECIAL = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "\u0131": "i", "ħ": "h"}
_CAMEL_STARTS = frozenset("#@\uff03\uff20")
_SPELT_GAP = 4
"""Letters of a name that is spelt out stand at most this far apart."""
_SPELT_LEAST = 3
_LEET = {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t"}
_DIGIT_TAIL = re.compile(r"(\D{3,})(\d+)$")


@dataclass(frozen=True, slots=True)
class Word:
    """One folded word. `start` and `end` count code points of the text as received; `end` is exclusive.

    `tagged`: it stands in a hashtag, a handle or a file name, where words run together.
    """

    text: str
    start: int
    end: int
    capital: bool
    possessive: bool = False
    tagged: bool = False


@lru_cache(maxsize=8192)
def fold_char(char: str) -> str:
    """Return `char` in lower case without accents; "" for a mark that only decorates or hides (zero width, bidi)."""
    if char.isascii():
        return char.lower()
    category = unicodedata.category(char)
    if category in ("Mn", "Me", "Cf", "Cc", "Cs"):
        return ""
    low = char.lower()
    plain = "".join(c for c in unicodedata.normalize("NFKD", low) if not unicodedata.combining(c))
    return "".join(_SPECIAL.get(c, c) for c in plain)


def words(text: str, *, tagged: bool = False, through_symbols: bool = False) -> list[Word]:
    """Return the words of `text` in order.

    A hyphen parts words and an apostrophe does not; a final 's is dropped and remembered. Where words run together
    (`tagged`, or after # and @) a capital after a small letter begins a new one. `through_symbols` reads over emoji
    inside a word instead of parting it there.
    """
    return list(_folded(text, tagged, through_symbols))


@lru_cache(maxsize=512)
def _folded(text: str, tagged: bool, through_symbols: bool) -> tuple[Word, ...]:  # noqa: FBT001 - a cache's key
    # Several detectors ask for the words of the same batch.
    found: list[Word] = []
    for start, end, in_tag in _runs(text, through_symbols=through_symbols):
        found += _split(text, start, end, tagged=tagged or in_tag)
    return tuple(found)


def spelt_out(found: list[Word]) -> list[Word] | None:
    """Return the words with single letters in a row (E.l.s.i.e) joined to one, or None when there is no such row."""
    joined: list[Word] = []
    row: list[Word] = []
    any_row = False

    def close() -> None:
        nonlocal any_row
        if len(row) >= _SPELT_LEAST:
            any_row = True
            text = "".join(_LEET.get(word.text, word.text) for word in row)
            joined.append(Word(text, row[0].start, row[-1].end, row[0].capital, tagged=True))
        else:
            joined.extend(row)
        row.clear()

    for word in found:
        single = len(word.text) == 1 and (word.text.isalpha() or (bool(row) and word.text in _LEET))
        if not single or (row and word.start - row[-1].end > _SPELT_GAP):
            close()
        if single:
            row.append(word)
        else:
            joined.append(word)
    close()
    return joined if any_row else None


def _runs(text: str, *, through_symbols: bool) -> Iterator[tuple[int, int, bool]]:
    start = -1
    in_tag = False
    for at, char in enumerate(text):
        folded = fold_char(char)
        if folded and (folded[0].isalnum()):
            if start < 0:
                start, in_tag = at, at > 0 and (text[at - 1] in _CAMEL_STARTS or (text[at - 1] == "_" and in_tag))
        elif start >= 0 and (not folded or char in APOSTROPHES or (through_symbols and _symbol(char))):
            continue
        elif start >= 0:
            yield start, at, in_tag
            start = -1
    if start >= 0:
        yield start, len(text), in_tag


def _symbol(char: str) -> bool:
    return unicodedata.category(char) in ("So", "Sk", "Sm", "Co") or char in "*_"


def _split(text: str, start: int, end: int, *, tagged: bool) -> Iterator[Word]:
    """Yield the words of one run of letters, digits, apostrophes and hidden marks."""
    letters = [(at, folded) for at in range(start, end) if (folded := fold_char(text[at])) and folded[0].isalnum()]
    possessive = (
        len(letters) > 1 and letters[-1][1] == "s" and _apostrophe_between(text, letters[-2][0], letters[-1][0])
    )
    if possessive:
        letters.pop()
    begin = 0
    for index in range(1, len(letters) + 1):
        if index == len(letters) or (tagged and _camel(text[letters[index - 1][0]], text[letters[index][0]])):
            piece = letters[begin:index]
            first, last = piece[0][0], piece[-1][0]
            last_end = last + 1
            while (
                last_end < end
                and not fold_char(text[last_end])
                and last_end < (letters[index][0] if index < len(letters) else end)
            ):
                last_end += 1
            word = Word(
                "".join(folded for _, folded in piece),
                first,
                last_end,
                text[first].isupper() or text[first].istitle(),
                possessive and index == len(letters),
                tagged,
            )
            yield from _without_digits(word) if tagged else (word,)
            begin = index


def _apostrophe_between(text: str, left: int, right: int) -> bool:
    return any(char in APOSTROPHES for char in text[left + 1 : right])


def _camel(left: str, right: str) -> bool:
    return left.islower() and right.isupper()


def _without_digits(word: Word) -> Iterator[Word]:
    """Part a number that hangs on a word in a tag or a file name (Trelawney09), one code point each."""
    match = _DIGIT_TAIL.fullmatch(word.text)
    if match and word.end - word.start == len(word.text):
        cut = word.start + match.end(1)
        yield replace(word, text=match[1], end=cut, possessive=False)
        yield Word(match[2], cut, word.end, capital=False, tagged=True)
    else:
        yield word
