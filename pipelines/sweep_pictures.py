"""Find published copies of pictures from the register: by SHA-256, by perceptual hash, by file name, then by corners.

Hashes are compared with the marks noted when each post was read, so that ten thousand posts take a moment. Corners find
crops and screenshots: the strongest few of each picture say which fifty are compared by all of theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from classifiers.declarations import file_name
from data.records import PhotoDeclaration, Picture
from data.store import own_pictures
from data.store.own_pictures import Marks
from data.store.posts import as_post
from data.store.tables import PostRow
from pipelines.home import Home
from pipelines.media import HomeMedia

MOST_CANDIDATES = 50
_NO_HASH = 64


@dataclass(frozen=True, slots=True)
class Published:
    """The marks of everything published, in a form that is compared quickly."""

    marks: tuple[Marks, ...]
    hashes: NDArray[np.uint64]
    mirrored: NDArray[np.uint64]
    by_sha256: dict[str, list[int]] = field(default_factory=dict)
    by_file: dict[str, list[int]] = field(default_factory=dict)

    def distances(self, phash: str, *, both_ways: bool) -> NDArray[np.int64]:
        """Return in how many bits each published picture differs from one with this hash."""
        wanted = _number(phash)
        if wanted is None or not self.marks:
            return np.full(len(self.marks), _NO_HASH, np.int64)
        straight = np.bitwise_count(self.hashes ^ wanted).astype(np.int64)
        turned = np.bitwise_count(self.mirrored ^ wanted).astype(np.int64)
        return np.asarray(np.minimum(straight, turned) if both_ways else straight)


def published(session: Session, school_id: int) -> Published:
    """Return the marks of every own picture that is still published."""
    marks = tuple(mark for mark in own_pictures.marks(session, school_id) if _number(mark.seen.phash) is not None)
    found = Published(
        marks,
        np.array([_number(mark.seen.phash) for mark in marks], np.uint64),
        np.array([_number(mark.seen.phash_mirrored) or np.uint64(0) for mark in marks], np.uint64),
    )
    for at, mark in enumerate(marks):
        found.by_sha256.setdefault(mark.seen.sha256, []).append(at)
        found.by_file.setdefault(file_name(mark.seen.file), []).append(at)
    return found


def posts_declared(photos: Iterable[PhotoDeclaration], among: Published) -> set[int]:
    """Return the posts with a picture that one of these declarations speaks of, by its content."""
    from classifiers.images.hashes import SAME_PICTURE

    found: set[int] = set()
    for photo in photos:
        places = set(among.by_sha256.get(photo.sha256 or "", ()))
        if photo.phash:
            places |= set(np.flatnonzero(among.distances(photo.phash, both_ways=False) <= SAME_PICTURE).tolist())
        found |= {among.marks[at].post_id for at in places}
    return found


def posts_with_copies(session: Session, home: Home, photo: PhotoDeclaration, among: Published) -> set[int]:
    """Return the posts that show this picture or a copy of it: resized, mirrored, cropped or as a screenshot."""
    from classifiers.images.hashes import LIKE_PICTURE, OTHER_PICTURE

    far = among.distances(photo.phash or "", both_ways=True)
    places = set(among.by_sha256.get(photo.sha256 or "", ()))
    places |= set(np.flatnonzero(far <= LIKE_PICTURE).tolist())
    named = among.by_file.get(file_name(photo.file), ()) if photo.file else ()
    places |= {at for at in named if photo.phash is None or far[at] < OTHER_PICTURE}
    if photo.features:
        rest = [at for at in _likeliest(photo, among, far) if at not in places]
        places |= {at for at in rest if _is_cut_from(session, home, among.marks[at], photo.features)}
    return {among.marks[at].post_id for at in places}


def with_what_is_published(
    session: Session, home: Home, photo: PhotoDeclaration, among: Published
) -> PhotoDeclaration:  # fmt: skip
    """Return the declaration with the hash and the corners that its own published file gives, where it has none.

    A list of withheld pictures often holds no more than names and sums.
    """
    from classifiers.images.hashes import SAME_PICTURE

    if photo.features:
        return photo
    places = among.by_sha256.get(photo.sha256 or "", [])
    if not places and photo.phash:
        places = np.flatnonzero(among.distances(photo.phash, both_ways=False) <= SAME_PICTURE).tolist()
    if not places and photo.file and not photo.sha256 and not photo.phash:
        places = among.by_file.get(file_name(photo.file), [])
    for at in places:
        mark = among.marks[at]
        # What an entry is found by stays as it is: a sum, else a hash, else a name.
        phash = (photo.phash or mark.seen.phash) if photo.sha256 else photo.phash
        return replace(photo, phash=phash, features=_corners(session, home, mark))
    return photo


def _likeliest(photo: PhotoDeclaration, among: Published, far: NDArray[np.int64]) -> list[int]:
    """Return which pictures to compare by all their corners: those whose strongest corners are likest, then by hash."""
    from classifiers.images.features import likeness, unpacked

    theirs = unpacked(photo.features or "")
    like = [0 if theirs is None else likeness(mark.seen.corners, theirs) for mark in among.marks]
    when = photo.declared_at

    def apart(at: int) -> float:
        return abs((among.marks[at].posted_at - when).total_seconds()) if when else -float(among.marks[at].post_id)

    order = sorted(range(len(among.marks)), key=lambda at: (-like[at], int(far[at]), apart(at)))
    return order[:MOST_CANDIDATES]


def _is_cut_from(session: Session, home: Home, mark: Marks, packed: str) -> bool:
    from classifiers.images.features import LEAST_INLIERS, inliers, unpacked
    from classifiers.images.sight import features_of, mirrored_features_of

    theirs, content = unpacked(packed), _content(session, home, mark)
    if theirs is None or content is None:
        return False
    ours = (features_of(content), mirrored_features_of(content))
    return any(one is not None and inliers(one, theirs) >= LEAST_INLIERS for one in ours)


def _corners(session: Session, home: Home, mark: Marks) -> str | None:
    from classifiers.images.features import packed
    from classifiers.images.sight import features_of

    content = _content(session, home, mark)
    found = features_of(content) if content is not None else None
    return packed(found) if found is not None and len(found.points) else None


def _content(session: Session, home: Home, mark: Marks) -> bytes | None:
    row = session.get(PostRow, mark.post_id)
    return None if row is None else HomeMedia(home).read(as_post(row), Picture(mark.seen.file))


def _number(phash: str) -> np.uint64 | None:
    try:
        return np.uint64(int(phash, 16)) if len(phash) == 16 else None  # noqa: PLR2004 - sixteen digits, as it is written
    except ValueError:
        return None


def declarations_of(keys: Sequence[str], photos: Iterable[PhotoDeclaration]) -> list[PhotoDeclaration]:
    """Return the declarations that a sweep's keys mean: SHA-256, else perceptual hash, else file name."""
    wanted = set(keys)
    return [photo for photo in photos if (photo.sha256 or photo.phash or photo.file) in wanted]
