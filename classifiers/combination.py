"""Find a first name, a class and a face together: each may be published alone, together they say who the child is.

Only where the policy allows first names: elsewhere the name is a breach by itself. The face is one that was found in
the picture's bytes; or the named pupil is declared to be in the picture, so that a picture that is not at hand is held
as well. A finding is a hold, for a second person to look: the name alone keeps the rule of first names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from classifiers.consents import account_of
from classifiers.declarations import declared_in, pupils_shown
from classifiers.images.sight import sights
from classifiers.names.matcher import roll_of
from classifiers.own_naming import FIRST, Named, children_named
from classifiers.own_rules import class_of
from classifiers.passages import passages
from data.policy import switch
from data.records import Finding, MediaReader, Post, School
from data.words import Direction, Label, Level


class Combination:
    """Holds a post of a class account that has a first name and a picture with a face."""

    key: ClassVar[str] = "combination"
    version: ClassVar[str] = "2"

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
        roll, shown, seen = roll_of(school), pupils_shown(post, school), sights(post, media)
        faces = next(((at, sight.faces) for at, sight in enumerate(seen) if sight and sight.faces), None)
        for passage in passages(post):
            for named in children_named(passage, roll, school.classes, declared=shown):
                if named.kind != FIRST or not (faces or shown.intersection(named.pupils)):
                    continue
                at, found = faces or (_picture_of(named, post, school), ())
                yield Finding(
                    Label.PERSONAL_DETAIL, 0.65, Level.REVIEW,
                    "a first name, the class and a picture of the child stand together, so that the child can be told",
                    self.key, self.version, "combination", passage.where, (named.span,), named.pupils,
                    picture=at, boxes=tuple(face.box for face in found),
                )  # fmt: skip
                return


def _picture_of(named: Named, post: Post, school: School) -> int:
    """Return which picture of the post the named pupil is declared to be in."""
    return next(
        (at for at, picture in enumerate(post.images) if set(named.pupils) & declared_in(picture, school)),
        0,
    )
