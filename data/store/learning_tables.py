"""Tables about learning from a school's corrections: calibrations, and what one in the shadow makes of posts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from data.store.tables import Base
from data.store.types import BigId


class CalibrationRow(Base):
    """How one label's scores would move. `status`: shadow, accepted or ended; only an accepted one moves a score."""

    __tablename__ = "calibrations"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    label: Mapped[str]
    slope: Mapped[float]
    shift: Mapped[float]
    right: Mapped[int]
    wrong: Mapped[int]
    status: Mapped[str]
    fitted_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    accepted_by: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_calibrations_school_id_status", "school_id", "status"),)


class ShadowFindingRow(Base):
    """What a calibration in the shadow made of a post: a level and a score, no words; it opens no case.

    `level` None: the shadow would not have listed what `level_now` says is listed. It leaves with its post.
    """

    __tablename__ = "shadow_findings"
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    calibration_id: Mapped[int] = mapped_column(ForeignKey("calibrations.id", ondelete="CASCADE"), primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    label: Mapped[str]
    score: Mapped[float]
    level: Mapped[str | None]
    level_now: Mapped[str | None]
    found_at: Mapped[datetime]
    __table_args__ = (Index("ix_shadow_findings_school_id", "school_id"),)
