"""Write a post the way the encoder reads it: in plain words, with the names of the school and its people masked.

A model that has learned a school's name has learned nothing about the next school; so "the school" stands for it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from classifiers.known_school import KnownSchool
from classifiers.lexicon import words_pattern
from classifiers.passages import READ_TITLE
from classifiers.school_names import bare_names, joined, known_names, namesake_names, written
from data.records import Post, School

READ_TEXT = 2_000
"""Code points of a text that the encoder is given; 128 word pieces seldom reach beyond half of it."""

_URL = re.compile(r"https?://\S+|www\.\S+")
_HANDLE = re.compile(r"(?<!\w)@\w+")
_ARTICLE = re.compile(r"\b(?:the|a|an|our) (?=our (?:school|town|class|teacher|pupil)\b)", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\ufe0f]")
_MARKS = re.compile("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff]{3,}")
_LEAST = 3
_SURNAME_LEAST = 4


def reading(post: Post, school: School) -> str:
    """Return what the encoder reads of `post`: where it stands, its title, its words, and what it repeats."""
    parts = []
    if post.rating is not None:
        parts.append(f"a review with {round(post.rating)} of 5 stars")
    if post.on_own_post:
        parts.append("under a post of our school")
    if post.title:
        parts.append(f"in {plain(post.title[:READ_TITLE], school)[:120]}")
    head = f"{', '.join(parts)}: " if parts else ""
    text = plain(post.text[:READ_TEXT], school)
    if post.repost_of and post.repost_of.text:
        text = f"{text} \u2014 {plain(post.repost_of.text[:READ_TEXT], school)}"
    tags = [tag for tag in post.hashtags[:8] if tag.casefold() not in text.casefold()]
    if tags:
        text = f"{text} {plain(' '.join('#' + tag for tag in tags), school)}"
    return _SPACE.sub(" ", head + text).strip()


def plain(text: str, school: School) -> str:
    """Return `text` without links, marks that hide and names that belong to one school."""
    text = _MARKS.sub("", _INVISIBLE.sub("", _SURROGATE.sub(" ", text)))
    text = _URL.sub(" a link ", text)
    for finder, word in _masks(KnownSchool(school)):
        text = finder.sub(word, text)
    text = _ARTICLE.sub("", _HANDLE.sub("@someone", text))
    return _SPACE.sub(" ", text)


@lru_cache(maxsize=8)
def _masks(names: KnownSchool) -> tuple[tuple[re.Pattern[str], str], ...]:
    school = names.school
    handles = {account.handle.lstrip("@").rstrip("/").rsplit("/", 1)[-1] for account in school.accounts}
    ours = joined(known_names(school) | bare_names(school))
    people = [name for member in school.staff for name in (member.name, *member.known_as)]
    surnames = {member.name.split()[-1] for member in school.staff if " " in member.name}
    pupils = {
        f"{first} {pupil.surname}"
        for pupil in school.pupils
        for first in (pupil.legal_first, pupil.preferred_first)
        if first and pupil.surname
    }
    rows: tuple[tuple[set[str], str], ...] = (
        ({written(name) for name in namesake_names(school)}, "another place"),
        ({f"@{re.escape(handle)}" for handle in handles if handle}, "our school"),
        (
            {written(name) for name in ours} | {re.escape(handle) for handle in handles if len(handle) > _LEAST},
            "our school",
        ),
        ({re.escape(name) for name in pupils}, "our pupil"),
        ({re.escape(name) for name in people if " " in name}, "our teacher"),
        (
            {re.escape(name) for name in (*surnames, *people) if " " not in name and len(name) >= _SURNAME_LEAST},
            "our teacher",
        ),
        ({re.escape(name) for name in school.classes if len(name) > _LEAST}, "our class"),
        ({re.escape(school.town or "")}, "our town"),
    )
    found = []
    for patterns, word in rows:
        kept = tuple(sorted((row for row in patterns if len(row) >= _LEAST), key=len, reverse=True))
        if kept:
            found.append((words_pattern(kept), word))
    return tuple(found)
