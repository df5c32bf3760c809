"""Find what staff declared of a picture: by its SHA-256, then its perceptual hash, then its file name.

A withheld picture stays withheld until somebody later says otherwise, with a date.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from classifiers.images.sight import Sight
from data.records import PhotoDeclaration, Picture, Post, School

Matches = Callable[[PhotoDeclaration], bool]

OUT = ("withheld", "withdrawn")
_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)
_AFTER_ALL = datetime.max.replace(tzinfo=UTC)


def declaration_of(picture: Picture, school: School, seen: Sight | None = None) -> PhotoDeclaration | None:
    """Return what staff declared of `picture`, or None when nothing declares it.

    `seen` is what is seen of its bytes, when they are at hand; without them only the file name can match.
    """
    by_name: Matches = lambda photo: named_alike(photo, picture, seen)  # noqa: E731 - one of three ways, tried in turn
    for matches in (*_by_content(seen), by_name):
        found = [photo for photo in school.photos if matches(photo)]
        if found:
            return newest(found)
    return None


def declared_in(picture: Picture, school: School) -> frozenset[str]:
    """Return the pupils who are declared to be in `picture`, by the photo register or by the post itself."""
    declared = declaration_of(picture, school)
    return frozenset(declared.pupil_ids if declared else picture.pupil_ids or ())


def pupils_shown(post: Post, school: School) -> frozenset[str]:
    """Return the pupils who are declared to be in the pictures of `post`."""
    return frozenset().union(*(declared_in(picture, school) for picture in post.images))


def newest(declared: Sequence[PhotoDeclaration]) -> PhotoDeclaration:
    """Return the declaration that holds among several of one picture: the latest; the last line where dates are equal.

    One without a date counts as the oldest, but when it withholds the picture: then as the newest.
    """
    return max(enumerate(declared), key=lambda entry: (moment_of(entry[1]), entry[0]))[1]


def moment_of(photo: PhotoDeclaration) -> datetime:
    """Return from when a declaration holds."""
    return photo.declared_at or (_AFTER_ALL if photo.status in OUT else _BEFORE_ALL)


def people_in(photo: PhotoDeclaration | None, picture: Picture) -> int | None:
    """Return how many people are declared to be in the picture, or None when nobody said."""
    if photo is not None:
        return len(set(photo.pupil_ids)) + (photo.others or 0)
    return None if picture.pupil_ids is None else len(set(picture.pupil_ids))


def named_alike(photo: PhotoDeclaration, picture: Picture, seen: Sight | None) -> bool:
    """Say whether a declaration means a picture by its file name, and what is seen of it does not say otherwise.

    A camera gives the same name to many pictures; a crop or a filter changes a picture less than that.
    """
    name = file_name(picture.file)
    if not name or photo.file is None or file_name(photo.file) != name:
        return False
    if seen is None or not seen.phash or photo.phash is None:
        return True
    from classifiers.images.hashes import OTHER_PICTURE, distance

    return distance(photo.phash, seen.phash) < OTHER_PICTURE


def file_name(path: str) -> str:
    """Return the last part of a path or an address, in small letters."""
    return path.replace("\\", "/").split("?")[0].rsplit("/", 1)[-1].casefold()


def _by_content(seen: Sight | None) -> tuple[Matches, ...]:
    if seen is None:
        return ()
    if seen.refused:
        return (lambda photo: photo.sha256 == seen.sha256,)
    from classifiers.images.hashes import SAME_PICTURE, distance

    return (
        lambda photo: photo.sha256 == seen.sha256,
        lambda photo: photo.phash is not None and distance(photo.phash, seen.phash) <= SAME_PICTURE,
    )
