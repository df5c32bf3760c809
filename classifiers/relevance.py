"""Say whether a post is about this school, and not about a namesake or schools at large."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import ClassVar

from classifiers.base import Thresholds
from classifiers.lexicon import lexicon, pattern, words_pattern
from classifiers.names.matcher import RollMatcher
from classifiers.school_names import known_names
from data.records import Finding, MediaReader, Post, School
from data.words import Direction, Label, Platform

_LISTINGS = frozenset((Platform.GOOGLE_REVIEWS, Platform.TRUSTPILOT))
_FULL = frozenset(("full_name",))
_SURE = 0.95


class Relevance:
    """Weighs the school's names, its accounts, its people and its namesakes."""

    key: ClassVar[str] = "relevance"
    version: ClassVar[str] = "1"
    thresholds: ClassVar[Thresholds] = Thresholds(review=0.5, alert=0.8)

    def __init__(self) -> None:
        self._roll = RollMatcher()

    def examine(self, posts: Sequence[Post], school: School, media: MediaReader) -> list[list[Finding]]:
        """Return one finding a post: how surely it is about this school, and why."""
        from classifiers.text_model import text_model

        named = self._roll.examine(posts, school, media)
        scores = text_model().scores("relevant", posts, school)
        return [
            [self._post(post, school, float(score), full_name=any(f.subtype in _FULL and f.level for f in found))]
            for post, found, score in zip(posts, named, scores, strict=True)
        ]

    def cannot_read(self, post: Post, media: MediaReader) -> str | None:  # noqa: ARG002 - the protocol's shape
        """Return None: names are looked for in any language."""
        return None

    def _post(self, post: Post, school: School, learned: float, *, full_name: bool) -> Finding:
        ruled, reason = weigh(post, school, full_name=full_name)
        # What stands on the school's own ground, or names its pupil, is about it whatever the model makes of the words.
        score = round(max(learned, ruled) if ruled >= _SURE or full_name else learned, 4)
        return Finding(Label.RELEVANT, score, self.thresholds.level(score), reason, self.key, self.version)


def weigh(post: Post, school: School, *, full_name: bool) -> tuple[float, str]:
    """Return how surely `post` is about `school` and why; `full_name`: it names a pupil on the roll in full."""
    seen = "\n".join((post.text[:4000], post.title or "", " ".join("#" + tag for tag in post.hashtags)))
    known = _Known(school)
    ours, namesakes = mentions(seen, school)
    signs = (
        (post.direction is Direction.OWN or post.on_own_post, 0.99, "stands on the school's own account"),
        (post.platform in _LISTINGS, 0.97, "stands on the school's listing"),
        (_handles(known).search(seen), 0.97, "speaks to one of the school's accounts"),
        (ours and not namesakes, 0.95, "names the school"),
        (ours, 0.75, "names the school and a namesake"),
        (full_name, 0.85, "names a pupil on the roll in full"),
        (_people(known).search(seen), 0.5 if namesakes else 0.85, "names staff of the school"),
        (namesakes, 0.1, "names a namesake, not the school"),
        (_classes(known).search(seen), 0.75, "names one of the school's classes"),
        (any(re.search(row, seen) for row in lexicon("relevance")["other_school"]), 0.3, "names another school"),
        (pattern("relevance", "school_words").search(seen), 0.65, "speaks of a school"),
    )
    return next(((score, why) for sign, score, why in signs if sign), (0.4, "does not name the school"))


def mentions(text: str, school: School) -> tuple[int, int]:
    """Return how often `text` names the school, and how often a namesake."""
    known = _Known(school)
    namesakes = [match.span() for match in _not_us(known).finditer(text)]
    ours = 0
    for match in _us(known).finditer(text):
        start, end = match.span()
        if any(start < b and a < end for a, b in namesakes):
            continue
        if _namesake_follows().match(text, end):
            namesakes.append((start, end))
        else:
            ours += 1
    return ours, len(namesakes)


class _Known:
    """A school's names, compared by value, so that its patterns are made once."""

    def __init__(self, school: School) -> None:
        self.school = school
        self._value = (
            school.name,
            school.aliases,
            school.not_us,
            school.classes,
            id(school.accounts),
            id(school.staff),
        )

    def __hash__(self) -> int:
        return hash(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Known) and other._value == self._value


@lru_cache(maxsize=8)
def _us(known: _Known) -> re.Pattern[str]:
    names = set(known_names(known.school))
    names |= {re.sub(r"\W", "", name) for name in names if " " in name}
    return words_pattern(tuple(re.escape(name).replace(r"\ ", r"\s+") for name in sorted(names, key=len, reverse=True)))


@lru_cache(maxsize=8)
def _not_us(known: _Known) -> re.Pattern[str]:
    names = {name for entry in known.school.not_us for name in (entry, entry.split(",")[0].strip())}
    names -= {known.school.name, *known.school.aliases}
    names |= {re.sub(r"\W", "", name) for name in names if " " in name}
    return words_pattern(tuple(re.escape(name).replace(r"\ ", r"\s+") for name in sorted(names, key=len, reverse=True)))


@lru_cache(maxsize=1)
def _namesake_follows() -> re.Pattern[str]:
    return re.compile(r"\s+(?:" + "|".join(lexicon("relevance")["namesake_after"]) + r")(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=8)
def _handles(known: _Known) -> re.Pattern[str]:
    handles = {account.handle.lstrip("@").rstrip("/").rsplit("/", 1)[-1] for account in known.school.accounts}
    return words_pattern(tuple("@?" + re.escape(handle) for handle in handles if len(handle) > 4))  # noqa: PLR2004


@lru_cache(maxsize=8)
def _classes(known: _Known) -> re.Pattern[str]:
    # A class called "4A" is any school's.
    return words_pattern(tuple(re.escape(name) for name in known.school.classes if len(name) > 3))  # noqa: PLR2004


@lru_cache(maxsize=8)
def _people(known: _Known) -> re.Pattern[str]:
    names = {name for member in known.school.staff for name in (member.name, *member.known_as) if " " in name}
    return words_pattern(tuple(re.escape(name) for name in names))
