"""Tables of the desk: who has a case open, what can be undone for a while, what somebody saved for themselves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from data.store.tables import Base
from data.store.types import BigId


class ClaimRow(Base):
    """Who works on a case now, so that no two people do so unknowingly; it lapses by itself."""

    __tablename__ = "case_claims"
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    since: Mapped[datetime]
    seen_at: Mapped[datetime]


class UndoRow(Base):
    """An act on cases that its actor can take back for a while: how each case stood before, in codes, no words."""

    __tablename__ = "case_undos"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    act: Mapped[str]
    at: Mapped[datetime]
    before: Mapped[list[Any]]
    undone_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_case_undos_person_id_at", "person_id", "at"),)


class PersonSettingRow(Base):
    """What somebody saved for themselves (views of the queue, preferences), sealed: people name views as they like."""

    __tablename__ = "person_settings"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    value_sealed: Mapped[bytes] = mapped_column(LargeBinary)
