"""The table of holds: posts whose words stay although their platform removed them, and on what legal ground."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from data.store.tables import Base


class LegalHoldRow(Base):
    """A post held in a case. `ground` is a `data.words.HoldGround`; `decided_by` is the lead for safeguarding."""

    __tablename__ = "legal_holds"
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    ground: Mapped[str]
    set_at: Mapped[datetime]
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    lifted: Mapped[bool] = mapped_column(default=False)
    __table_args__ = (
        Index("ix_legal_holds_post_id", "post_id"),
        Index("ix_legal_holds_school_id_decided_at", "school_id", "decided_at"),
    )
