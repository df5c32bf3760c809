"""Tables of the school's own pictures: by what each is known again, and who said who is in one that was held."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from data.store.tables import Base
from data.store.types import BigId


class OwnPictureRow(Base):
    """By what a published picture of the school's own is known again, and how many faces were counted in it.

    The hashes are of the whole picture; nothing of a face is kept. The row leaves with its post.
    """

    __tablename__ = "own_pictures"
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    picture: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    file: Mapped[str]
    sha256: Mapped[str]
    phash: Mapped[str]
    phash_mirrored: Mapped[str]
    faces: Mapped[int]
    seen_at: Mapped[datetime]
    corners: Mapped[bytes | None] = mapped_column(LargeBinary)
    __table_args__ = (Index("ix_own_pictures_school_id_sha256", "school_id", "sha256"),)


class PictureReviewRow(Base):
    """What one person said of a held picture, and what the second person said of that.

    `said_sealed` holds the pupils, the number of others and the words. `agrees` None: nobody has confirmed it yet.
    """

    __tablename__ = "picture_reviews"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    picture: Mapped[int]
    said_by: Mapped[str]
    said_at: Mapped[datetime]
    knows_class: Mapped[bool]
    said_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    confirmed_by: Mapped[str | None]
    confirmed_at: Mapped[datetime | None]
    agrees: Mapped[bool | None]
    __table_args__ = (Index("ix_picture_reviews_post_id_picture", "post_id", "picture"),)
