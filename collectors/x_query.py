"""The questions put to X's recent search: the school's own names and handles, and nothing about a person.

X takes at most 512 characters a question (docs.x.com, seen 2026-08-22), so a school with many aliases asks several.
A namesake is excluded only beside the one name that it contains: a post that also says another name of the school is
still found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from collectors.base import NotConfigured

LONGEST = 512
ROOM_FOR_OWN = 160
_HANDLE = re.compile(r"[A-Za-z0-9_]{1,15}")


def is_handle(text: str) -> bool:
    """Say whether X could have an account of this name."""
    return _HANDLE.fullmatch(text) is not None


def search_queries(
    names: Sequence[str], *, handles: Sequence[str] = (), not_us: Sequence[str] = (), longest: int = LONGEST
) -> tuple[str, ...]:
    """Return as few questions as hold every name and handle, each at most `longest` characters.

    Posts of the own accounts are left out where that fits: their own stream brings them, and X bills each post read.
    Raises `NotConfigured` when one name alone is too long to be asked for.
    """
    own = " ".join(f"-from:{handle}" for handle in handles)
    tail = f" {own}" if own and len(own) <= ROOM_FOR_OWN else ""
    room = longest - len(tail) - len("()")
    terms = [*dict.fromkeys(_name(name, not_us, room) for name in names), *(f"@{handle}" for handle in handles)]
    return tuple(f"({batch}){tail}" for batch in _batches(terms, room))


def _name(name: str, not_us: Iterable[str], room: int) -> str:
    phrase = _quoted(name)
    if len(phrase) > room:
        raise NotConfigured("a name or alias of the school is too long for X's search: shorten it under [school]")
    term = phrase
    for namesake in not_us:
        longer = f"{term} -{_quoted(namesake)}"
        contains = name.casefold() in namesake.casefold() and name.casefold() != namesake.casefold()
        if contains and len(longer) + len("()") <= room:
            term = longer
    return term if term == phrase else f"({term})"


def _quoted(text: str) -> str:
    return f'"{" ".join(text.replace(chr(34), " ").split())}"'


def _batches(terms: Sequence[str], room: int) -> list[str]:
    batches: list[str] = []
    for term in terms:
        joined = f"{batches[-1]} OR {term}" if batches else term
        if batches and len(joined) <= room:
            batches[-1] = joined
        else:
            batches.append(term)
    return batches
