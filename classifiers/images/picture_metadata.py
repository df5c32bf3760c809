"""Find names and places in the metadata of the school's own pictures; the place itself is never repeated.

A name is judged by the school's policy, as in a caption. Who stands in a field for persons shown (also a face region's
name) and is no known adult is reported even when the roll does not hold the name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from classifiers.base import NoMedia
from classifiers.images.sight import sights
from data.records import Finding, MediaReader, Post, School
from data.words import Direction, Label, Level, Where

if TYPE_CHECKING:
    from classifiers.images.metadata import Metadata, Words

_LEAST_NAME_WORDS = 2


class PictureMetadata:
    """Finds what a picture's file gives away beyond what it shows."""

    key: ClassVar[str] = "picture_metadata"
    version: ClassVar[str] = "1"

    def examine(self, posts: Sequence[Post], school: School, media: MediaReader) -> list[list[Finding]]:
        """Return the findings of each own post; a mention has none."""
        return [
            list(self._post(post, school, media)) if post.images and post.direction is Direction.OWN else []
            for post in posts
        ]

    def cannot_read(self, post: Post, media: MediaReader) -> str | None:
        """Return None: `face_count` says for all which pictures were not looked at."""
        return None

    def _post(self, post: Post, school: School, media: MediaReader) -> Iterator[Finding]:
        for at, seen in enumerate(sights(post, media)):
            if seen is None or seen.metadata is None:
                continue
            if seen.metadata.has_place:
                yield Finding(
                    Label.LOCATION_EXPOSED, 0.9, Level.ALERT,
                    "the picture's file says where it was taken, to a few metres; publish a copy without metadata",
                    self.key, self.version, "gps", where=Where.METADATA, picture=at,
                )  # fmt: skip
            yield from self._names(at, post, school, seen.metadata)

    def _names(self, at: int, post: Post, school: School, metadata: Metadata) -> Iterator[Finding]:
        for words, found in zip(metadata.words, named_in([w.text for w in metadata.words], post, school), strict=True):
            surest = max(found, key=lambda f: f.score, default=None)
            if surest is not None:
                yield self._finding(at, words, surest.score, surest.level, surest)
            elif words.of_person and _unknown_person(words.text, school):
                yield self._finding(at, words, 0.6, Level.REVIEW, None)

    def _finding(
        self, at: int, words: Words, score: float, level: Level | None, name: Finding | None
    ) -> Finding:  # fmt: skip
        who = "a child's name stands" if name else "the name of somebody shown, who is not on the staff list, stands"
        return Finding(
            Label.NAME_IN_METADATA, score, level,
            f"{who} in the picture's metadata ({words.field}); publish a copy without metadata",
            self.key, self.version, "name" if name else "person_shown", where=Where.METADATA,
            spans=name.spans if name else (), pupil_ids=name.pupil_ids if name else (), picture=at,
        )  # fmt: skip


def named_in(texts: Sequence[str], post: Post, school: School) -> list[list[Finding]]:
    """Return for each text that belongs to a picture of `post` what the school's rule on names says of it."""
    from classifiers.own_names import OwnNames

    bare = replace(post, title=None, hashtags=(), repost_of=None, images=())
    return OwnNames().examine([replace(bare, text=text) for text in texts], school, NoMedia())


def _unknown_person(text: str, school: School) -> bool:
    from classifiers.names.forms import phrase
    from classifiers.names.matcher import roll_of

    words = phrase(text)
    strict = school.policy.get("profile") != "first_name_only"
    return (strict or len(words.split()) >= _LEAST_NAME_WORDS) and words not in roll_of(school).adult_names
