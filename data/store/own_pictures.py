"""The marks of own published pictures in the store, and what people said of the held ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from data.store.cipher import Cipher
from data.store.picture_tables import OwnPictureRow, PictureReviewRow
from data.store.tables import PostRow


@dataclass(frozen=True, slots=True)
class Seen:
    """By what one picture is known again: `picture` is its place in the post, `corners` its strongest corners."""

    picture: int
    file: str
    sha256: str
    phash: str
    phash_mirrored: str
    faces: int
    corners: bytes = b""


@dataclass(frozen=True, slots=True)
class Marks:
    """By what one published picture is known again, and where. `posted_at`: published, or else collected, then."""

    post_id: int
    seen: Seen
    posted_at: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """What one person said of a held picture: which pupils are in it, how many others, and why they are sure."""

    pupil_ids: tuple[str, ...]
    others: int
    words: str
    by: str
    at: datetime
    knows_class: bool


def remember(session: Session, school_id: int, post_id: int, seen: Iterable[Seen], now: datetime) -> None:
    """Store the marks of a post's pictures in place of earlier ones."""
    session.execute(delete(OwnPictureRow).where(OwnPictureRow.post_id == post_id))
    for one in seen:
        session.add(
            OwnPictureRow(
                post_id=post_id,
                picture=one.picture,
                school_id=school_id,
                file=one.file,
                sha256=one.sha256,
                phash=one.phash,
                phash_mirrored=one.phash_mirrored,
                faces=one.faces,
                seen_at=now,
                corners=one.corners or None,
            )
        )


def marks(session: Session, school_id: int) -> Iterator[Marks]:
    """Yield the marks of every own picture that is still published."""
    rows = session.execute(
        select(OwnPictureRow, PostRow.published_at, PostRow.collected_at)
        .join(PostRow, PostRow.id == OwnPictureRow.post_id)
        .where(OwnPictureRow.school_id == school_id, PostRow.gone_at.is_(None))
    )
    for row, published_at, collected_at in rows.yield_per(1000):
        seen = Seen(row.picture, row.file, row.sha256, row.phash, row.phash_mirrored, row.faces, row.corners or b"")
        yield Marks(row.post_id, seen, published_at or collected_at)


def marks_of(session: Session, post_id: int, picture: int) -> OwnPictureRow | None:
    """Return the marks of one picture, or None when its bytes were never at hand."""
    return session.get(OwnPictureRow, (post_id, picture))


def say(
    session: Session, cipher: Cipher, school_id: int, *, post_id: int, picture: int, said: Said
) -> PictureReviewRow:
    """Store what one person said of a held picture; a second person confirms it."""
    row = PictureReviewRow(
        school_id=school_id,
        post_id=post_id,
        picture=picture,
        said_by=said.by,
        said_at=said.at,
        knows_class=said.knows_class,
        said_sealed=cipher.seal(
            {"pupil_ids": list(said.pupil_ids), "others": said.others, "words": said.words},
            school_id,
            "picture_reviews",
            "said",
            post_id,
        ),
    )
    session.add(row)
    session.flush()
    return row


def waiting(session: Session, post_id: int, picture: int) -> PictureReviewRow | None:
    """Return what was said last of a picture and nobody has confirmed or rejected yet."""
    return session.scalars(
        select(PictureReviewRow)
        .where(
            PictureReviewRow.post_id == post_id, PictureReviewRow.picture == picture, PictureReviewRow.agrees.is_(None)
        )
        .order_by(PictureReviewRow.id.desc())
    ).first()


def opened(cipher: Cipher, row: PictureReviewRow) -> Said:
    """Return what a person said, opened."""
    told = cipher.open(row.said_sealed, row.school_id, "picture_reviews", "said", row.post_id)
    return Said(tuple(told["pupil_ids"]), told["others"], told["words"], row.said_by, row.said_at, row.knows_class)
