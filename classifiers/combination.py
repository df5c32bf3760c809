"""Find a first name, a class and a face together: each may be published alone, together they say who the child is.

Only where the policy allows first names: elsewhere the name is a breach by itself. The face is one that was found in
the picture's bytes, so that a picture that is not at hand raises nothing here (it is *not read* elsewhere).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from classifiers.consents import account_of
from classifiers.images.sight import sights
from classifiers.names.matcher import roll_of
from classifiers.own_naming import FIRST, children_named
from classifiers.own_rules import class_of
from classifiers.passages import passages
from data.policy import switch
from data.records import Finding, MediaReader, Post, School
from data.words import Direction, Label, Level


class Combination:
    """Holds a post of a class account that has a first name and a picture with a face."""

    key: ClassVar[str] = "combination"
    version: ClassVar[str] = "1"

    def examine(self, posts: Sequence[Post], school: School, media: MediaReader) -> list[list[Finding]]:
        """Return at most one finding of each own post; a mention has none."""
        if switch(school.policy, "child_names") == "none":
            return [[] for _ in posts]
        if switch(school.policy, "first_name_with_class_and_face") != "hold":
            return [[] for _ in posts]
        return [
            list(self._post(post, school, media)) if post.direction is Direction.OWN and post.images else []
            for post in posts
        ]

    def cannot_read(self, post: Post, media: MediaReader) -> str | None:
        """Return None: `face_count` says which pictures were not looked at."""
        return None

    def _post(self, post: Post, school: School, media: MediaReader) -> Iterator[Finding]:
        if class_of(account_of(post, school), school) is None:
            return
        roll = roll_of(school)
        for passage in passages(post):
            for named in children_named(passage, roll, school.classes):
                if named.kind != FIRST:
                    continue
                faces = next(((at, seen) for at, seen in enumerate(sights(post, media)) if seen and seen.faces), None)
                if faces is None:
                    return
                at, seen = faces
                yield Finding(
                    Label.PERSONAL_DETAIL, 0.65, Level.REVIEW,
                    "a first name, the class and a face stand together, so that the child can be told",
                    self.key, self.version, "combination", passage.where, (named.span,), named.pupils,
                    picture=at, boxes=tuple(face.box for face in seen.faces),
                )  # fmt: skip
                return
