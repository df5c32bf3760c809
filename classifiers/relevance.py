"""Say whether a post is about this school, and not about a namesake or schools at large."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import ClassVar, NamedTuple

from classifiers.base import Thresholds
from classifiers.known_school import KnownSchool
from classifiers.lexicon import lexicon, pattern, words_pattern
from classifiers.names.matcher import roll_matcher
from classifiers.school_names import (
    bare_names,
    joined,
    known_names,
    namesake_names,
    namesake_places,
    says_school,
    written,
)
from data.records import Finding, MediaReader, Post, School
from data.words import Direction, Label, Platform

_LISTINGS = frozenset((Platform.GOOGLE_REVIEWS, Platform.TRUSTPILOT))
_FULL = frozenset(("full_name",))
_SURE = 0.8
_BESIDE = 40


class Relevance:
    """Weighs the school's names, its accounts, its people and its namesakes."""

    key: ClassVar[str] = "relevance"
    version: ClassVar[str] = "1"
    thresholds: ClassVar[Thresholds] = Thresholds(review=0.5, alert=0.8)

    def examine(self, posts: Sequence[Post], school: School, media: MediaReader) -> list[list[Finding]]:
        """Return one finding a post: how surely it is about this school, and why."""
        from classifiers.judge import judge

        named = roll_matcher().examine(posts, school, media)
        scores = judge().scores("relevant", posts, school)
        return [
            [self._post(post, school, float(score), full_name=any(f.subtype in _FULL and f.level for f in found))]
            for post, found, score in zip(posts, named, scores, strict=True)
        ]

    def cannot_read(self, post: Post, media: MediaReader) -> str | None:
        """Return None: names are looked for in any language."""
        return None

    def _post(self, post: Post, school: School, learned: float, *, full_name: bool) -> Finding:
        ruled, reason = weigh(post, school, full_name=full_name)
        # What names the school plainly, or stands on its ground, is about it whatever the model makes of the words.
        score = round(max(learned, ruled) if ruled >= _SURE or full_name else learned, 4)
        return Finding(Label.RELEVANT, score, self.thresholds.level(score), reason, self.key, self.version)


class Mentions(NamedTuple):
    """How often a text names the school (`plainly`: with a word for a school), and how often a namesake."""

    ours: int
    plainly: int
    namesakes: int


def weigh(post: Post, school: School, *, full_name: bool) -> tuple[float, str]:
    """Return how surely `post` is about `school` and why; `full_name`: it names a pupil on the roll in full."""
    seen = "\n".join((post.text[:4000], post.title or "", " ".join("#" + tag for tag in post.hashtags)))
    known = KnownSchool(school)
    named = mentions(seen, school)
    # A listing is the school's unless what stands above it says whose it is.
    above = mentions(post.title, school) if post.title else Mentions(1, 1, 0)
    listed = post.platform in _LISTINGS and above.ours > 0
    signs = (
        (post.direction is Direction.OWN or post.on_own_post, 0.99, "stands on the school's own account"),
        (listed, 0.97, "stands on the school's listing"),
        (post.platform in _LISTINGS and above.namesakes, 0.05, "stands on the listing of a namesake"),
        (_handles(known).search(seen), 0.97, "speaks to one of the school's accounts"),
        (named.plainly and not named.namesakes, 0.95, "names the school"),
        (above.plainly and post.title, 0.93, "stands in a thread that names the school"),
        (named.plainly, 0.8, "names the school and a namesake"),
        (full_name, 0.85, "names a pupil on the roll in full"),
        (_people(known).search(seen), 0.6 if named.namesakes else 0.88, "names staff of the school"),
        (named.ours and not named.namesakes, 0.75, "names the school in short"),
        (named.ours, 0.55, "names the school in short, and a namesake"),
        (named.namesakes, 0.1, "names a namesake, not the school"),
        (_classes(known).search(seen), 0.7, "names one of the school's classes"),
        (any(re.search(row, seen) for row in lexicon("relevance")["other_school"]), 0.2, "names another school"),
        (pattern("relevance", "school_words").search(seen), 0.3, "speaks of a school"),
    )
    return next(((score, why) for sign, score, why in signs if sign), (0.15, "does not name the school"))


def mentions(text: str, school: School) -> Mentions:
    """Return how often `text` names the school, and how often a namesake."""
    known = KnownSchool(school)
    namesakes = [match.span() for match in _not_us(known).finditer(text)]
    ours = plainly = 0
    for match in _us(known).finditer(text):
        start, end = match.span()
        if any(start < b and a < end for a, b in namesakes):
            continue
        if _namesake_follows().match(text, end) or _is_elsewhere(known, text, start, end):
            namesakes.append((start, end))
            continue
        ours += 1
        plainly += says_school(match.group()) or match.group().casefold() in _plain_words(known)
    return Mentions(ours, plainly, len(namesakes))


def _is_elsewhere(known: KnownSchool, text: str, start: int, end: int) -> bool:
    """Whether the name at `start` is a namesake's that bears our name: its place stands beside it, and not our town."""
    places = _places(known)
    if not says_school(text[start:end]):
        return False
    beside = places.search(text[max(0, start - _BESIDE) : end + _BESIDE]) is not None
    return beside and not _town(known).search(text)


@lru_cache(maxsize=8)
def _us(known: KnownSchool) -> re.Pattern[str]:
    return _any_of(joined(known_names(known.school) | bare_names(known.school)))


@lru_cache(maxsize=8)
def _plain_words(known: KnownSchool) -> frozenset[str]:
    """Return the names that say it is a school, run together as in a hashtag."""
    names = frozenset(name for name in known_names(known.school) if says_school(name))
    return frozenset(name.casefold() for name in joined(names))


@lru_cache(maxsize=8)
def _places(known: KnownSchool) -> re.Pattern[str]:
    return words_pattern(tuple(re.escape(place) for place in namesake_places(known.school)))


@lru_cache(maxsize=8)
def _town(known: KnownSchool) -> re.Pattern[str]:
    town, name = known.school.town, known.school.name
    # A town whose name the school bears says nothing: every mention of the school would name it.
    return words_pattern((re.escape(town),) if town and town.casefold() not in name.casefold() else ())


@lru_cache(maxsize=8)
def _not_us(known: KnownSchool) -> re.Pattern[str]:
    return _any_of(joined(namesake_names(known.school)))


def _any_of(names: frozenset[str]) -> re.Pattern[str]:
    return words_pattern(tuple(written(name) for name in sorted(names, key=len, reverse=True)))


@lru_cache(maxsize=1)
def _namesake_follows() -> re.Pattern[str]:
    return re.compile(r"\s+(?:" + "|".join(lexicon("relevance")["namesake_after"]) + r")(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=8)
def _handles(known: KnownSchool) -> re.Pattern[str]:
    handles = {account.handle.lstrip("@").rstrip("/").rsplit("/", 1)[-1] for account in known.school.accounts}
    # Without its @ a handle may be no more than the name of the place.
    return words_pattern(tuple(rf"(?:@|(?<=\w/)){re.escape(handle)}" for handle in handles if len(handle) > 4))


@lru_cache(maxsize=8)
def _classes(known: KnownSchool) -> re.Pattern[str]:
    # A class called "4A" is any school's.
    return words_pattern(tuple(re.escape(name) for name in known.school.classes if len(name) > 3))


@lru_cache(maxsize=8)
def _people(known: KnownSchool) -> re.Pattern[str]:
    names = {name for member in known.school.staff for name in (member.name, *member.known_as) if " " in name}
    return words_pattern(tuple(re.escape(name) for name in names))
