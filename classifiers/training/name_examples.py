"""The names in labelled posts, each with what is known of it and whether a child is meant: what the weighing learns."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from classifiers import free_names
from classifiers.evaluation import Labels
from classifiers.lexicon import word_list
from classifiers.names import matcher
from classifiers.names.sightings import Roll
from classifiers.names.tagger import births
from classifiers.names.traits import Candidate
from classifiers.names.weighing import FREE, ROLL
from classifiers.training.corpus import POSTS, SEED, Schoolful
from classifiers.training.tagged_words import marked_lines
from data.records import Post, Pupil, School, Span
from data.words import Direction, Platform, Where

ROLL_OF_STRANGERS = 1000
STRANGERS_COUNT = 0.1
"""More, and names in a school's own world are found later than they need be; less, and half the world is a pupil."""

Spans = Mapping[str, Sequence[Span]]


@dataclass(frozen=True, slots=True)
class Name:
    """One name in a post. `child` None: the post names a child, and whether this is the one nobody has marked.

    `counts`: how much it weighs among what a model learns from.
    """

    head: str
    traits: Mapping[str, float]
    child: bool | None
    full: bool
    counts: float = 1.0

    @property
    def listed(self) -> bool:
        """Whether the first name is a known one, so that it is found without the name finder."""
        return self.head == ROLL or "listed" in self.traits


@dataclass(frozen=True, slots=True)
class Example:
    """One post: what people say of it, its names, and the score of what needs no weighing (a description)."""

    labels: Labels
    names: tuple[Name, ...]
    fixed: float


def spans_of(key: str) -> list[Spans]:
    """Return, for each post about the school `key`, where the words stand that its child label rests on."""
    rows = [json.loads(line) for line in (POSTS / key / "posts.jsonl").read_text("utf-8").splitlines()]
    return [
        {
            Where.TEXT.value: row.get("spans", {}).get("child_identifying", ()),
            Where.TITLE.value: row.get("title_spans", {}).get("child_identifying", ()),
        }
        for row in rows
    ]


def examples(group: Schoolful) -> list[Example]:
    """Return the names in each post of `group`."""
    roll = matcher.roll_of(group.school)
    found = []
    for post, labels, spans in zip(group.posts, group.labels, spans_of(group.key), strict=True):
        on_roll = list(matcher.candidates(post, group.school, roll))
        free = list(free_names.candidates(post, group.school, roll))
        names = [
            Name(head, each.traits, _child(each, labels, spans), each.full)
            for head, candidates in ((ROLL, on_roll), (FREE, free))
            for each in candidates
            if each.traits
        ]
        fixed = max((each.finding.score for each in free if not each.traits), default=0.0)
        found.append(Example(labels, tuple(names), fixed))
    return found


def strangers(school: School) -> list[Name]:
    """Return the names in public texts that nobody's finder learned from, by strangers about no child of a school.

    For names on a roll `school` is given one of `ROLL_OF_STRANGERS` children named as babies in England and Wales are.
    """
    chance = random.Random(SEED)
    names, counts = zip(*sorted(births().items()), strict=True)
    ends = sorted(word_list("name_words") | {pupil.surname for pupil in school.pupils})
    pupils = tuple(
        Pupil(f"S{at:04}", first.title(), chance.choice(ends).title())
        for at, first in enumerate(chance.choices(names, counts, k=ROLL_OF_STRANGERS))
    )
    school = replace(school, pupils=pupils)
    roll = Roll(school)
    posts = [
        Post(f"stranger-{at}", Platform.X, _text(words), Direction.MENTION)
        for at, (words, _) in enumerate(marked_lines(held_out=True))
    ]
    return [
        Name(head, each.traits, child=False, full=each.full, counts=STRANGERS_COUNT)
        for post in posts
        for head, found in (
            (ROLL, matcher.candidates(post, school, roll)),
            (FREE, free_names.candidates(post, school, roll)),
        )
        for each in found
        if each.traits
    ]


def _text(words: Sequence[str]) -> str:
    """Return words and marks as somebody would have written them."""
    return re.sub(r" ([.,!?;:'\u2019)])|([#@(]) ", lambda match: match[1] or match[2], " ".join(words))


def _child(candidate: Candidate, labels: Labels, spans: Spans) -> bool | None:
    if labels.child_identifying is None:
        return False
    marked = spans.get(candidate.finding.where.value)
    if marked is None:
        return True
    return True if any(a < end and start < b for start, end in marked for a, b in candidate.finding.spans) else None
