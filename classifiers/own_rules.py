"""Find in the school's own words what its policy keeps from the public, beside names and pictures.

Places and times ahead, codes and rotas, private matters of staff and children, undignified settings, hashtags.
A rule reads one string at a time; what a rule does (hold or breach) is the policy's switch of the same matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import ClassVar

from classifiers.lexicon import lexicon, words_pattern
from classifiers.own_tags import folded, odd_tags
from classifiers.own_trips import sentence_around, trip_ahead
from classifiers.passages import Passage, passages
from data.policy import switch
from data.records import Account, Finding, MediaReader, Post, School, Span
from data.words import Direction, Label, Level, Where

_STAFF_WORDS = (
    r"(?:mr|mrs|miss|ms|mx|dr|mme|madame|sir|matron|monsieur|se\u00f1ora?) (?-i:[A-Z])[\w\u2019'-]+"
    r"|(?:our|the) (?:head(?:teacher|master|mistress)?|deputy(?: head)?|bursar|caretaker|cook|school secretary"
    r"|(?:site|office|business) manager|receptionist|ta|teaching assistant|lunchtime supervisor|senco|school nurse)"
)
_RULES = ("code", "rota", "staff_contact", "staff_health", "undignified", "distress")
_CHILD_RULES = ("child_health", "child_behaviour")
_READ = (Where.TEXT, Where.TITLE, Where.ALT_TEXT, Where.REPOST)
_SCORES = {"breach": (0.85, Level.ALERT), "hold": (0.65, Level.REVIEW)}


class OwnRules:
    """Reads an own post by the rules of the school's policy that are not about names or permissions."""

    key: ClassVar[str] = "own_rules"
    version: ClassVar[str] = "3"

    def examine(self, posts: Sequence[Post], school: School, media: MediaReader) -> list[list[Finding]]:
        """Return the findings of each own post; a mention has none."""
        return [list(self._post(post, school)) if post.direction is Direction.OWN else [] for post in posts]

    def cannot_read(self, post: Post, media: MediaReader) -> str | None:
        """Return None: the language detector speaks for all that read English."""
        return None

    def _post(self, post: Post, school: School) -> Iterator[Finding]:
        told: set[tuple[str, Where]] = set()
        for passage in passages(post):
            if passage.where not in _READ:
                continue
            for rule, spans in _found(passage, school):
                table = lexicon("own_rules")[rule]
                if (table["reason"], passage.where) not in told:
                    told.add((table["reason"], passage.where))
                    yield from self._finding(table, school, passage.where, spans)
        yield from self._hashtags(post, school)

    def _finding(
        self, table: dict[str, str], school: School, where: Where, spans: tuple[Span, ...]
    ) -> Iterator[Finding]:
        verdict = str(switch(school.policy, table["switch"]))
        if verdict in _SCORES:
            score, level = _SCORES[verdict]
            yield Finding(
                Label(table["label"]), score, level, table["reason"], self.key, self.version,
                table.get("subtype"), where, spans,
            )  # fmt: skip

    def _hashtags(self, post: Post, school: School) -> Iterator[Finding]:
        if switch(school.policy, "hashtags") == "allow":
            return
        for tag in odd_tags(post, frozenset(folded(tag) for tag in switch(school.policy, "hashtags_allowed"))):
            yield Finding(
                Label.HASHTAG, tag.score, Level.REVIEW, tag.reason, self.key, self.version,
                where=tag.where, spans=(tag.span,),
            )  # fmt: skip


def _found(passage: Passage, school: School) -> Iterator[tuple[str, tuple[Span, ...]]]:
    """Yield the rules that `passage` breaks, each with the words it rests on."""
    text, staff = passage.text, _staff_names(school)
    for rule in _RULES:
        patterns = _patterns(rule, school.classes, staff)
        for match in patterns["what"].finditer(text):
            sentence = sentence_around(text, match.span())
            if "not" not in patterns or not patterns["not"].search(sentence):
                yield rule, (match.span(),)
                break
    one = _patterns("one_child", school.classes, staff)
    for rule in _CHILD_RULES:
        for match in _patterns(rule, school.classes, staff)["what"].finditer(text):
            sentence = sentence_around(text, match.span())
            named = _named(sentence, school)
            meant = named or (one["rows"].search(sentence) and not one["many"].search(sentence))
            if meant and not one["general"].search(sentence):
                yield rule, (match.span(),)
                break
    if trip := trip_ahead(text, _patterns("trip", school.classes, staff)):
        yield "trip", trip


def _named(sentence: str, school: School) -> bool:
    """Whether a pupil's first name stands in the sentence, as a word with a capital."""
    return _first_names(tuple(p.preferred_first or p.legal_first for p in school.pupils)).search(sentence) is not None


def class_of(account: Account | None, school: School) -> str | None:
    """Return the class that an account speaks for, or None."""
    area = (account.area or "").casefold() if account else ""
    return next((name for name in school.classes if name.casefold() == area), None)


def _staff_names(school: School) -> tuple[str, ...]:
    """Return what the school's staff are called by, but for a first name that a pupil has too."""
    pupils = {name for p in school.pupils for name in (p.preferred_first, p.legal_first)}
    names = {name for m in school.staff for name in (m.name, m.name.split()[0] if m.name else "", *m.known_as)}
    return tuple(sorted((name for name in names if name and name not in pupils), key=lambda name: (-len(name), name)))


@lru_cache(maxsize=64)
def _patterns(table: str, classes: tuple[str, ...], staff: tuple[str, ...]) -> dict[str, re.Pattern[str]]:
    known = "|".join(re.escape(name) for name in classes) or "(?!)"
    adults = "|".join([_STAFF_WORDS, *(f"(?-i:{re.escape(name)})" for name in staff)])
    found = {}
    for part, rows in lexicon("own_rules")[table].items():
        if isinstance(rows, list):
            filled = tuple(row.replace("STAFF", adults).replace("CLASS", known) for row in rows)
            found[part] = words_pattern(filled)
    return found


@lru_cache(maxsize=8)
def _first_names(names: tuple[str, ...]) -> re.Pattern[str]:
    return (
        re.compile(r"(?<!\w)(?:" + "|".join(re.escape(n) for n in names if n) + r")(?!\w)")
        if names
        else re.compile(r"(?!)")
    )
