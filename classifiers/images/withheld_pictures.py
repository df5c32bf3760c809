"""Find a picture that staff withheld or withdrew and that is published all the same.

By SHA-256, by perceptual hash (also of the mirrored picture), by file name; and, for the fifty likeliest, by corners of
the whole picture, which finds crops and screenshots. A person compares both pictures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar

from classifiers.declarations import OUT, declaration_of, moment_of, named_alike
from classifiers.images.sight import Sight, contents, features_of, look, mirrored_features_of
from data.records import Finding, MediaReader, PhotoDeclaration, Picture, Post, School
from data.words import Direction, Label, Level, Where

if TYPE_CHECKING:
    from classifiers.images.features import Features


class WithheldPictures:
    """Compares the school's own pictures with those it withheld."""

    key: ClassVar[str] = "withheld_pictures"
    version: ClassVar[str] = "1"

    def examine(self, posts: Sequence[Post], school: School, media: MediaReader) -> list[list[Finding]]:
        """Return the findings of each own post; a mention has none."""
        out = tuple(photo for photo in school.photos if photo.status in OUT)
        return [
            list(self._post(post, school, out, media))
            if out and post.images and post.direction is Direction.OWN
            else []
            for post in posts
        ]

    def cannot_read(self, post: Post, media: MediaReader) -> str | None:
        """Return None: `face_count` says for all which pictures were not looked at."""
        return None

    def _post(
        self, post: Post, school: School, out: tuple[PhotoDeclaration, ...], media: MediaReader
    ) -> Iterator[Finding]:
        for at, content in enumerate(contents(post, media)):
            picture = post.images[at]
            seen = None if content is None else look(content, file=picture.file)
            declared = declaration_of(picture, school, seen)
            # What staff said of this very picture later than they withheld its like holds.
            held = tuple(photo for photo in out if not _let_through(declared, photo))
            found = self._alike(at, picture, seen, held)
            if found is None and content is not None and seen is not None and seen.phash:
                found = self._copy(at, content, held, post=post, school=school, media=media)
            if found is not None:
                yield found

    def _alike(
        self, at: int, picture: Picture, seen: Sight | None, held: Sequence[PhotoDeclaration]
    ) -> Finding | None:  # fmt: skip
        for photo in held:
            if seen is not None and photo.sha256 == seen.sha256:
                return self._finding(at, 0.98, Level.ALERT, "staff withheld or withdrew this very picture", "same_file")
        if seen is not None and seen.phash:
            from classifiers.images.hashes import LIKE_PICTURE, distance

            known = [photo.phash for photo in held if photo.phash]
            if any(distance(one, ours) <= LIKE_PICTURE for one in known for ours in (seen.phash, seen.phash_mirrored)):
                reason = "this looks like a picture that staff withheld or withdrew; compare both"
                return self._finding(at, 0.9, Level.ALERT, reason, "same_picture")
        if any(named_alike(photo, picture, seen) for photo in held):
            reason = "staff withheld or withdrew a picture of this file name"
            return self._finding(at, 0.9, Level.ALERT, reason, "same_name")
        return None

    def _copy(
        self,
        at: int,
        content: bytes,
        held: Sequence[PhotoDeclaration],
        *,
        post: Post,
        school: School,
        media: MediaReader,
    ) -> Finding | None:
        seen = look(content)
        from classifiers.images.features import LEAST_INLIERS, MOST_CANDIDATES, inliers
        from classifiers.images.hashes import distance

        likeliest = sorted(held, key=lambda photo: distance(photo.phash or "", seen.phash))[:MOST_CANDIDATES]
        known = [found for photo in likeliest if (found := _features(photo, post, school, media)) is not None]
        if not known:
            return None
        for ours in _corners(content):
            if any(inliers(ours, theirs) >= LEAST_INLIERS for theirs in known):
                reason = "this may be a crop or a screenshot of a picture that staff withheld or withdrew; compare both"
                return self._finding(at, 0.75, Level.REVIEW, reason, "copy")
        return None

    def _finding(self, at: int, score: float, level: Level, reason: str, subtype: str) -> Finding:
        return Finding(
            Label.REPOST_OF_WITHHELD, score, level, reason, self.key, self.version, subtype,
            where=Where.PICTURE, picture=at,
        )  # fmt: skip


def _let_through(declared: PhotoDeclaration | None, photo: PhotoDeclaration) -> bool:
    return declared is not None and declared.status not in OUT and moment_of(declared) > moment_of(photo)


def _corners(content: bytes) -> tuple[Features, ...]:
    return tuple(one for one in (features_of(content), mirrored_features_of(content)) if one is not None)


def _features(photo: PhotoDeclaration, post: Post, school: School, media: MediaReader) -> Features | None:
    """Return the corners of a withheld picture: from the register, or from its own file where that is at hand."""
    twins = (p for p in school.photos if p.sha256 == photo.sha256 or (photo.phash and p.phash == photo.phash))
    stored = photo.features or next((p.features for p in twins if p.features and photo.sha256), None)
    if stored:
        return _unpacked(stored)
    content = media.read(post, Picture(photo.file)) if photo.file else None
    return None if content is None else features_of(content)


@lru_cache(maxsize=128)
def _unpacked(text: str) -> Features | None:
    from classifiers.images.features import unpacked

    return unpacked(text)
