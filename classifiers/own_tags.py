"""Find hashtags of a school's own post that are off its list, borrow a trend or do not belong to a school."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from classifiers.lexicon import lexicon
from classifiers.passages import READ_AT_MOST, STRINGS_AT_MOST
from data.records import Post, Span
from data.words import Where

_IN_TEXT = re.compile(r"[#＃](\w{2,80})")


@dataclass(frozen=True, slots=True)
class OddTag:
    """A hashtag out of line: where it stands, and why."""

    where: Where
    span: Span
    score: float
    reason: str


def odd_tags(post: Post, allowed: frozenset[str]) -> Iterator[OddTag]:
    """Yield the hashtags out of line, of the post's list and in its text; an empty `allowed` allows any fitting one."""
    seen = set()
    for where, tag, span in _tags(post):
        plain = folded(tag)
        if plain in seen or plain in allowed:
            continue
        seen.add(plain)
        if allowed:
            yield OddTag(where, span, 0.6, "a hashtag that is not on the school's list")
        elif _borrowed().fullmatch(plain):
            yield OddTag(where, span, 0.65, "a hashtag that borrows a trend or does not belong to a school")


def folded(tag: str) -> str:
    """Return a tag in small letters without the signs before it and between its words."""
    return re.sub(r"[\W_]", "", tag.casefold())


def _tags(post: Post) -> Iterator[tuple[Where, str, Span]]:
    for tag in post.hashtags[:STRINGS_AT_MOST]:
        yield Where.HASHTAG, tag, (0, len(tag))
    for match in list(_IN_TEXT.finditer(post.text[:READ_AT_MOST]))[:STRINGS_AT_MOST]:
        yield Where.TEXT, match[1], match.span()


@lru_cache(maxsize=1)
def _borrowed() -> re.Pattern[str]:
    return re.compile("|".join(lexicon("own_rules")["hashtags"]["borrowed"]))
