"""Passwords: hashed with argon2id, checked in the same time whether the account exists or not."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from data.errors import InputError

SHORTEST, LONGEST = 12, 200
_WEAK = ("password", "letmein", "qwerty", "welcome", "123456", "abc123", "goodname", "changeme", "iloveyou", "school")


def hash_password(password: str) -> str:
    """Return the argon2id hash, with its parameters and salt in it."""
    return hasher().hash(_normal(password))


def is_right(password: str, hashed: str | None) -> bool:
    """Say whether `password` is the one that was hashed; for None (no such account) as much work is done in vain."""
    try:
        hasher().verify(hashed or _nobodys(), _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return hashed is not None


def check_choice(password: str, *, about: Iterable[str]) -> None:
    """Raise `InputError` for a password that is too short, too long, or little more than a word others would guess.

    `about`: words close to the person (user name, name, school). Length counts, not kinds of character (NIST 800-63B).
    """
    chosen = _normal(password)
    if len(chosen) < SHORTEST:
        raise InputError(f"choose a password of {SHORTEST} characters or more: three or four random words are good")
    if len(chosen) > LONGEST:
        raise InputError(f"choose a password of {LONGEST} characters or fewer")
    rest = chosen.casefold()
    words = [part for phrase in about for part in phrase.casefold().replace(".", " ").split()]
    for word in sorted({*_WEAK, *(word for word in words if len(word) > 3)}, key=len, reverse=True):  # noqa: PLR2004 - shorter words are in everything
        rest = rest.replace(word, "")
    if len(set(rest)) < 5:  # noqa: PLR2004 - fewer kinds of character than that are a pattern
        raise InputError("this password is easy to guess: choose three or four words that have nothing to do with you")


@cache
def hasher() -> PasswordHasher:
    """Return the hasher, with the library's parameters (RFC 9106, low memory)."""
    return PasswordHasher()


@cache
def _nobodys() -> str:
    return hasher().hash("nobody has this password")


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)
