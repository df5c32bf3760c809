"""Find children named in the school's own posts, by the school's policy.

`child_names` "none": any first name of a child. "first_name": a surname, an initial beside the name, or a full name
(also in a file name or a tag), and any name of a pupil whose parents allowed no naming.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from classifiers.base import Thresholds
from classifiers.declarations import pupils_shown
from classifiers.names.matcher import roll_of
from classifiers.names.sightings import Roll
from classifiers.own_naming import FULL, Named, children_named
from classifiers.passages import Passage, passages
from data.policy import switch
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
_FILES_AND_TAGS = (Where.HASHTAG, Where.FILE, Where.ALT_TEXT)


class OwnNames:
    """Reads an own post for names of children and says which of them the school's rule forbids."""

    key: ClassVar[str] = "own_names"
    version: ClassVar[str] = "4"
    thresholds: ClassVar[Thresholds] = Thresholds(review=0.5, alert=0.7)

    def examine(self, posts: Sequence[Post], school: School, media: MediaReader) -> list[list[Finding]]:
        """Return the breaches of each own post; a mention has none."""
        roll = roll_of(school)
        return [list(self._post(post, school, roll)) if post.direction is Direction.OWN else [] for post in posts]

    def cannot_read(self, post: Post, media: MediaReader) -> str | None:
        """Return None: names are looked for in any language."""
        return None

    def _post(self, post: Post, school: School, roll: Roll) -> Iterator[Finding]:
        unnamed = frozenset(p.pupil_id for p in school.pupils if any(d.naming is False for d in p.decisions))
        shown = pupils_shown(post, school)
        for passage in passages(post):
            if passage.where is Where.REPOST and switch(school.policy, "names_in_reposts") == "ignore":
                continue
            for named in children_named(passage, roll, school.classes, declared=shown):
                if finding := self._breach(named, passage, school, unnamed):
                    yield finding

    def _breach(self, named: Named, passage: Passage, school: School, unnamed: frozenset[str]) -> Finding | None:
        rule = "names_in_files_and_tags" if passage.where in _FILES_AND_TAGS else "child_names"
        place = _PLACES[passage.where]
        if switch(school.policy, rule) == "none":
            reason = f"a child's name stands in {place}; the school's rule is no names at all"
        elif named.kind == FULL:
            reason = f"a child's surname or initial stands in {place}; the rule is first names only"
        elif named.pupils and unnamed.issuperset(named.pupils):
            reason = f"a child who is not to be named at all is named in {place}"
        else:
            return None
        level = self.thresholds.level(named.score)
        if level is None:
            return None
        return Finding(
            Label.CHILD_NAMED, named.score, level, reason, self.key, self.version,
            named.kind, passage.where, (named.span,), named.pupils,
        )  # fmt: skip
