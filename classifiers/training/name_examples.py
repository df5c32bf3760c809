"""The names in labelled posts, each with what is known of it and whether a child is meant: what the weighing learns."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from classifiers import free_names
from classifiers.evaluation import Labels
from classifiers.names import matcher
from classifiers.names.traits import Candidate
from classifiers.names.weighing import FREE, ROLL
from classifiers.training.corpus import POSTS, Schoolful
from data.records import Span
from data.words import Where

Spans = Mapping[str, Sequence[Span]]


@dataclass(frozen=True, slots=True)
class Name:
    """One name in a post. `child` None: the post names a child, and whether this is the one nobody has marked."""

    head: str
    traits: Mapping[str, float]
    child: bool | None
    full: bool

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


def _child(candidate: Candidate, labels: Labels, spans: Spans) -> bool | None:
    if labels.child_identifying is None:
        return False
    marked = spans.get(candidate.finding.where.value)
    if marked is None:
        return True
    return True if any(a < end and start < b for start, end in marked for a, b in candidate.finding.spans) else None
