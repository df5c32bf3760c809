"""Tables of the audit of the school's own posts: sweeps, sign-offs, the breach log, checks of devices."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.store.tables import Base
from data.store.types import BigId


class SweepRow(Base):
    """A search of everything published already, asked for in the transaction that stored its cause.

    `subjects_sealed` holds the ids of the pupils, or the keys of the pictures, that it is about.
    """

    __tablename__ = "sweeps"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    cause: Mapped[str]
    subjects_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    asked_at: Mapped[datetime]
    asked_by: Mapped[str]
    finished_at: Mapped[datetime | None]
    counts: Mapped[dict[str, Any]]
    __table_args__ = (Index("ix_sweeps_school_id_finished_at", "school_id", "finished_at"),)


class SweepPostRow(Base):
    """A published post that a sweep lists to be taken down, and the case it is in."""

    __tablename__ = "sweep_posts"
    sweep_id: Mapped[int] = mapped_column(ForeignKey("sweeps.id", ondelete="CASCADE"), primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    label: Mapped[str]
    listed_at: Mapped[datetime]
    __table_args__ = (Index("ix_sweep_posts_post_id", "post_id"), Index("ix_sweep_posts_case_id", "case_id"))


class OwnAuditRow(Base):
    """One audit of own posts: what was read, what was not, what was out of line, and who signed it off."""

    __tablename__ = "own_audits"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    since: Mapped[datetime]
    audited_at: Mapped[datetime]
    audited_by: Mapped[str]
    counts: Mapped[dict[str, Any]]
    exceptions: Mapped[list[Any]]
    signed_at: Mapped[datetime | None]
    signed_by: Mapped[str | None]
    note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    __table_args__ = (Index("ix_own_audits_school_id_audited_at", "school_id", "audited_at"),)


class BreachRow(Base):
    """A line of the breach log: one own post that broke a rule, until somebody says how it ended.

    `child_exposed` starts the 72 hours in which the data protection officer decides whether the regulator is told.
    """

    __tablename__ = "breaches"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    labels: Mapped[list[Any]]
    child_exposed: Mapped[bool]
    found_at: Mapped[datetime]
    owner: Mapped[str | None]
    owner_told_at: Mapped[datetime | None]
    rechecked_at: Mapped[datetime | None]
    recheck: Mapped[str | None]
    outcome: Mapped[str | None]
    outcome_at: Mapped[datetime | None]
    outcome_by: Mapped[str | None]
    outcome_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    decide_by: Mapped[datetime | None]
    decision: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]
    decision_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    __table_args__ = (
        UniqueConstraint("school_id", "post_id", "case_id"),
        Index("ix_breaches_case_id", "case_id"),
        Index("ix_breaches_school_id_found_at", "school_id", "found_at"),
    )


class DeviceCheckRow(Base):
    """A check of one device: what was the oldest picture of a child on it, and was it moved or deleted."""

    __tablename__ = "device_checks"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    device: Mapped[str]
    checked_on: Mapped[date] = mapped_column(Date)
    checked_by: Mapped[str]
    second_checker: Mapped[str | None]
    oldest_picture_on: Mapped[date | None] = mapped_column(Date)
    cleared: Mapped[bool]
    recorded_at: Mapped[datetime]
    __table_args__ = (Index("ix_device_checks_school_id_device", "school_id", "device"),)
