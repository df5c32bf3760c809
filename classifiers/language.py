"""Say of a post that it is not English, so that it is listed as not read rather than guessed at."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import ClassVar

from classifiers.lexicon import word_list
from classifiers.names.fold import words
from classifiers.names.forms import phrase
from classifiers.passages import passages, unread_part
from data.records import Finding, MediaReader, Post, School
from data.words import Where

_READ = (Where.TEXT, Where.REPOST)
_LEAST_LETTERS = 12
_LEAST_FOREIGN = 3
_LATIN_SHARE = 0.6


class Language:
    """Finds no label; speaks up for every detector that reads English."""

    key: ClassVar[str] = "language"
    version: ClassVar[str] = "1"

    def examine(self, posts: Sequence[Post], school: School, media: MediaReader) -> list[list[Finding]]:
        """Return no finding for any post."""
        return [[] for _ in posts]

    def cannot_read(self, post: Post, media: MediaReader) -> str | None:
        """Say that the post is not English, or too long; a short text passes, for it says too little to tell."""
        text = " ".join(passage.text for passage in passages(post) if passage.where in _READ)
        return "not English: not read" if not_english(text) else unread_part(post)


@lru_cache(maxsize=512)
def not_english(text: str) -> bool:
    """Whether `text` is mostly in another script, or has more common words of other languages than of English."""
    letters = [char for char in text[:2000] if char.isalpha()]
    if len(letters) < _LEAST_LETTERS:
        return False
    latin = sum(1 for char in letters if char.isascii() or "LATIN" in unicodedata.name(char, ""))
    if latin < _LATIN_SHARE * len(letters):
        return True
    found = [word for word in words(text[:2000]) if word.text.isalpha() and not word.tagged]
    foreign = sum(word.text in _foreign() for word in found)
    return foreign >= _LEAST_FOREIGN and foreign > sum(word.text in word_list("function_words") for word in found)


@cache
def _foreign() -> frozenset[str]:
    return frozenset(phrase(word) for word in word_list("foreign_words"))
