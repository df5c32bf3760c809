"""Find children named in the school's own posts, by the school's policy profile.

`strict_no_names`: any first name of a child. `first_name_only`: a surname, an initial beside the name, or a full name
(also in a file name or a tag).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from classifiers.base import Thresholds
from classifiers.free_names import FreeNames
from classifiers.names.matcher import RollMatcher
from data.records import Finding, MediaReader, Post, School
from data.words import Direction, Label, Where

_PLACES = {
    Where.TEXT: "the caption",
    Where.TITLE: "the title",
    Where.HASHTAG: "a hashtag",
    Where.ALT_TEXT: "the alternative text of a picture",
    Where.FILE: "the file name of a picture",
    Where.REPOST: "the text it repeats",
}
_STRICT = "strict_no_names"


class OwnNames:
    """Turns what the name finders say of an own post into the breach of the school's rule."""

    key: ClassVar[str] = "own_names"
    version: ClassVar[str] = "1"
    strict: ClassVar[Thresholds] = Thresholds(review=0.3, alert=0.6)
    first_name_only: ClassVar[Thresholds] = Thresholds(review=0.5, alert=0.7)

    def __init__(self) -> None:
        self._finders = (RollMatcher(), FreeNames())

    def examine(self, posts: Sequence[Post], school: School, media: MediaReader) -> list[list[Finding]]:
        """Return the breaches of each own post; a mention has none."""
        found: list[list[Finding]] = [[] for _ in posts]
        own = [at for at, post in enumerate(posts) if post.direction is Direction.OWN]
        chosen = [posts[at] for at in own]
        for finder in self._finders:
            for at, names in zip(own, finder.examine(chosen, school, media), strict=True):
                found[at] += self._breaches(names, school)
        return found

    def cannot_read(self, post: Post, media: MediaReader) -> str | None:  # noqa: ARG002 - the protocol's shape
        """Return None: names are looked for in any language."""
        return None

    def _breaches(self, names: list[Finding], school: School) -> Iterator[Finding]:
        strict = school.policy.get("profile", _STRICT) == _STRICT
        thresholds = self.strict if strict else self.first_name_only
        for name in names:
            if not name.spans:
                continue
            if strict:
                # The class account tells the class, so that a first name alone says who it is.
                score = max(name.score, 0.4 if name.subtype == "first_name_plus" and name.score > 0 else 0.0)
                reason = f"a child's name stands in {_PLACES[name.where]}; the school's rule is no names at all"
            elif name.subtype in ("full_name", "description"):
                score = name.score
                reason = f"a child's surname or initial stands in {_PLACES[name.where]}; the rule is first names only"
            else:
                continue
            level = thresholds.level(score)
            if level:
                yield Finding(
                    Label.CHILD_NAMED, score, level, reason, self.key, self.version,
                    where=name.where, spans=name.spans[:1], pupil_ids=name.pupil_ids,
                )  # fmt: skip
