"""Rewrite a post so that a model learned at one school reads another: names become words for what they name."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from functools import lru_cache

from classifiers.known_school import KnownSchool
from classifiers.lexicon import words_pattern
from classifiers.passages import whole
from classifiers.school_names import known_names
from data.records import Post, School

_URL = re.compile(r"https?://\S+|www\.\S+")
_HANDLE = re.compile(r"(?<!\w)@\w+")
_SPACE = re.compile(r"\s+")
_LEAST = 3
_SURROGATE = re.compile("[\ud800-\udfff]")


def masked(post: Post, school: School) -> str:
    """Return the words of `post` in lower case with names masked; also what stars it gave and where it stands."""
    text = _SURROGATE.sub("\ufffd", whole(post))
    text = _URL.sub(" weblink ", text)
    for finder, word in _masks(KnownSchool(school)):
        text = finder.sub(word, text)
    text = _HANDLE.sub("someuser", text)
    marks = [f"platform{post.platform.value.replace('_', '')}"]
    if post.rating is not None:
        marks.append(f"stars{round(post.rating)}")
    if post.title:
        marks.append("hastitle")
    return _SPACE.sub(" ", f"{text} {' '.join(marks)}").casefold()


@lru_cache(maxsize=8)
def _masks(names: KnownSchool) -> tuple[tuple[re.Pattern[str], str], ...]:
    school = names.school
    handles = {account.handle.lstrip("@").rstrip("/").rsplit("/", 1)[-1] for account in school.accounts}
    staff = {name for member in school.staff for name in (member.name, *member.known_as)}
    surnames = {member.name.split()[-1] for member in school.staff if " " in member.name}
    pupils = {
        f"{first} {pupil.surname}"
        for pupil in school.pupils
        for first in (pupil.legal_first, pupil.preferred_first)
        if first
    }
    namesakes = {name for entry in school.not_us for name in (entry, entry.split(",")[0])}
    ours = known_names(school)
    return tuple(
        (finder, f" {word} ")
        for found, word in (
            (namesakes - ours, "namesakename"),
            ({f"@?{re.escape(handle)}" for handle in handles if len(handle) >= _LEAST}, "ourhandle"),
            (ours, "ourschool"),
            (pupils, "pupilname"),
            (staff | {name for name in surnames if len(name) > _LEAST}, "staffname"),
            ({name for name in school.classes if len(name) > _LEAST}, "classname"),
            ({school.town or ""}, "ourtown"),
        )
        if (finder := _pattern(found, escaped=word == "ourhandle"))
    )


def _pattern(found: AbstractSet[str], *, escaped: bool) -> re.Pattern[str] | None:
    rows = sorted((name.strip() for name in found if len(name.strip()) >= _LEAST), key=len, reverse=True)
    if not rows:
        return None
    return words_pattern(tuple(row if escaped else re.escape(row).replace(r"\ ", r"\s+") for row in rows))
