"""Tables of what people did about a case: requests, states of URLs, escalations, disclosures, evidence, locks.

Whatever a person wrote, and every reference an outside body gave, is sealed.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.store.tables import Base
from data.store.types import BigId


class TakedownRow(Base):
    """A removal request as drafted, and what became of it. The words are sealed; a person sends them."""

    __tablename__ = "takedown_requests"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id", ondelete="SET NULL"))
    platform: Mapped[str]
    route: Mapped[str]
    ground: Mapped[str]
    subject: Mapped[str]
    filer: Mapped[str]
    draft_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    text_limit: Mapped[int | None]
    drafted_by: Mapped[str]
    drafted_at: Mapped[datetime]
    sent_by: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    reference_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    response_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    response_at: Mapped[datetime | None]
    outcome: Mapped[str]
    __table_args__ = (
        Index("ix_takedown_requests_case_id", "case_id"),
        Index("ix_takedown_requests_school_id_drafted_at", "school_id", "drafted_at"),
    )


class UrlStateRow(Base):
    """A change of where a post of a case stands; the newest line is the present state."""

    __tablename__ = "url_states"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    state: Mapped[str]
    at: Mapped[datetime]
    actor: Mapped[str]
    how: Mapped[str | None]
    __table_args__ = (
        Index("ix_url_states_case_id_post_id", "case_id", "post_id"),
        Index("ix_url_states_school_id_at", "school_id", "at"),
    )


class EscalationRow(Base):
    """A step on the ladder that was taken, or that was left out and why."""

    __tablename__ = "escalations"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    rung: Mapped[int]
    route: Mapped[str | None]
    skipped: Mapped[bool]
    why_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    reference_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    outcome: Mapped[str | None]
    actor: Mapped[str]
    at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_escalations_case_id", "case_id"),)


class DisclosureRow(Base):
    """To whom something of a case was given, why, and whether those concerned were asked: before any export."""

    __tablename__ = "disclosures"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    route: Mapped[str]
    recipient_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    why_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    consent: Mapped[str]
    consent_why_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    actor: Mapped[str]
    at: Mapped[datetime]
    document_sha256: Mapped[str | None]
    sent_how: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    sent_by: Mapped[str | None]
    sent_note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    __table_args__ = (
        Index("ix_disclosures_case_id", "case_id"),
        Index("ix_disclosures_school_id_at", "school_id", "at"),
    )


class EvidenceRow(Base):
    """A sealed record of what was seen. `link` ties it to the record before it; `signature` signs the link."""

    __tablename__ = "evidence_records"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id", ondelete="SET NULL"))
    number: Mapped[int]
    file: Mapped[str]
    manifest_sha256: Mapped[str]
    previous: Mapped[str]
    link: Mapped[str]
    signature: Mapped[bytes] = mapped_column(LargeBinary)
    actor: Mapped[str]
    at: Mapped[datetime]
    __table_args__ = (
        UniqueConstraint("school_id", "number"),
        Index("ix_evidence_records_case_id", "case_id"),
    )


class CaseLockRow(Base):
    """A case locked to the safeguarding lead because what it points to may be illegal to look at."""

    __tablename__ = "case_locks"
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    set_by: Mapped[str]
    set_at: Mapped[datetime]
    why_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    released_by: Mapped[str | None]
    released_at: Mapped[datetime | None]
    release_why_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
