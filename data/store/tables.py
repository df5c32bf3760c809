"""The tables. Every row has its `school_id`: one store can hold many schools.

Columns that end in `_sealed` are encrypted by `data.store.cipher`; the key lies outside the store. Indexes are on plain
columns, because Alembic cannot compare expression indexes on SQLite.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, MetaData, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from data.store.types import BigId, Document, Moment


class Base(DeclarativeBase):
    """All tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Moment, dict[str, Any]: Document, list[Any]: Document, str: Text}  # noqa: RUF012 - SQLAlchemy reads it as a plain attribute


class SchoolRow(Base):
    """A school; `key_check` proves that the key file is the one the school's rows were sealed with."""

    __tablename__ = "schools"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    key_check: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]


class SourceRow(Base):
    """Where a source stands: its cursor, its three times, and when it may be asked again."""

    __tablename__ = "sources"
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    cursor: Mapped[dict[str, Any]]
    status: Mapped[str | None]
    detail: Mapped[str | None]
    failures: Mapped[int] = mapped_column(default=0)
    last_attempt_at: Mapped[datetime | None]
    last_success_at: Mapped[datetime | None]
    last_new_item_at: Mapped[datetime | None]
    next_allowed_at: Mapped[datetime | None]


class RunRow(Base):
    """One attempt at one source, every branch counted."""

    __tablename__ = "runs"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    source: Mapped[str]
    status: Mapped[str]
    detail: Mapped[str | None]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime]
    counts: Mapped[dict[str, Any]]
    __table_args__ = (Index("ix_runs_school_id_source_started_at", "school_id", "source", "started_at"),)


class PostRow(Base):
    """The newest version of a post. `examined_version` lags `version` until the detectors have read it.

    `text_dropped` says why a text is no longer kept (not about the school, retention, the platform's terms).
    """

    __tablename__ = "posts"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    platform: Mapped[str]
    native_id: Mapped[str]
    source: Mapped[str]
    direction: Mapped[str]
    account: Mapped[str | None]
    url: Mapped[str | None]
    title: Mapped[str | None]
    text: Mapped[str]
    author: Mapped[str | None]
    published_at: Mapped[datetime | None]
    edited_at: Mapped[datetime | None]
    rating: Mapped[float | None]
    on_own_post: Mapped[bool]
    thread: Mapped[str | None]
    report_url: Mapped[str | None]
    provenance: Mapped[str]
    extras: Mapped[dict[str, Any]]
    content_hash: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    examined_version: Mapped[int] = mapped_column(default=0)
    text_dropped: Mapped[str | None]
    collected_at: Mapped[datetime]
    gone_at: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("school_id", "platform", "native_id"),
        Index("ix_posts_school_id_collected_at", "school_id", "collected_at"),
        Index("ix_posts_school_id_source", "school_id", "source"),
        Index("ix_posts_school_id_thread", "school_id", "thread"),
        # The direction comes first, so that this wide index is never taken for a search by school alone.
        Index(
            "ix_posts_direction_school_id_published_at",
            "direction",
            "school_id",
            "published_at",
            "collected_at",
            "platform",
            "rating",
        ),
    )


class PostVersionRow(Base):
    """What a post said before it was edited."""

    __tablename__ = "post_versions"
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    text: Mapped[str]
    title: Mapped[str | None]
    extras: Mapped[dict[str, Any]]
    content_hash: Mapped[str]
    replaced_at: Mapped[datetime]


class RawRow(Base):
    """The item as received for one version of a post, with the mapper that read it."""

    __tablename__ = "raw_items"
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    source: Mapped[str]
    mapper_version: Mapped[int]
    payload: Mapped[dict[str, Any]]
    received_at: Mapped[datetime]


class UnparsedRow(Base):
    """An item that could not be mapped: kept, counted, and mapped again by `goodname remap`."""

    __tablename__ = "unparsed_items"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    source: Mapped[str]
    mapper_version: Mapped[int]
    payload_hash: Mapped[str]
    payload: Mapped[dict[str, Any]]
    error: Mapped[str]
    received_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("school_id", "source", "payload_hash"),)


class ExaminationRow(Base):
    """What the detectors together said of a post's version."""

    __tablename__ = "examinations"
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    version: Mapped[int]
    relevant: Mapped[bool]
    relevance: Mapped[float]
    sentiment: Mapped[str]
    severity: Mapped[str | None]
    scores: Mapped[dict[str, Any]]
    unread: Mapped[list[Any]]
    examined_at: Mapped[datetime]
    __table_args__ = (
        Index("ix_examinations_school_id_severity", "school_id", "severity"),
        Index("ix_examinations_post_id_relevant_sentiment", "post_id", "relevant", "sentiment"),
    )


class FindingRow(Base):
    """One listed finding. `pupil_ids_sealed` links a post to children, so it is encrypted.

    `picture` and `boxes` say where in which of the post's pictures; None in rows older than their columns.
    """

    __tablename__ = "findings"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    label: Mapped[str]
    subtype: Mapped[str | None]
    score: Mapped[float]
    level: Mapped[str]
    place: Mapped[str]
    spans: Mapped[list[Any]]
    reason: Mapped[str]
    detector: Mapped[str]
    detector_version: Mapped[str]
    pupil_ids_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    picture: Mapped[int | None]
    boxes: Mapped[list[Any] | None]
    __table_args__ = (Index("ix_findings_post_id", "post_id"),)


class CaseRow(Base):
    """One matter for people to handle; `reference` is random and is all that an alert may say of it.

    `chase_at` is when the next role is told because nobody acknowledged, `chase_step` how often that happened.
    `grown` counts posts that joined since people were last told (`told_at`). `hold_severity` and `hold_due_at` are what
    those see who may not know that a child is protected; None: what everybody sees.
    """

    __tablename__ = "cases"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    reference: Mapped[str] = mapped_column(unique=True)
    category: Mapped[str]
    severity: Mapped[str]
    status: Mapped[str]
    close_reason: Mapped[str | None]
    may_be_another_school: Mapped[bool] = mapped_column(default=False)
    has_unread: Mapped[bool] = mapped_column(default=False)
    thread_key: Mapped[str | None]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[str | None]
    chase_at: Mapped[datetime | None]
    chase_step: Mapped[int] = mapped_column(default=0)
    told_at: Mapped[datetime | None]
    grown: Mapped[int] = mapped_column(default=0)
    hold_severity: Mapped[str | None]
    hold_due_at: Mapped[datetime | None]
    __table_args__ = (
        Index("ix_cases_school_id_status_severity_opened_at", "school_id", "status", "severity", "opened_at"),
        Index("ix_cases_school_id_chase_at", "school_id", "chase_at"),
        Index("ix_cases_school_id_thread_key", "school_id", "thread_key"),
    )


class CasePostRow(Base):
    """A post that belongs to a case. `found` is what the last look at its address found, and when (`checked_at`)."""

    __tablename__ = "case_posts"
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    added_at: Mapped[datetime]
    checked_at: Mapped[datetime | None]
    found: Mapped[str | None]
    found_why: Mapped[str | None]
    __table_args__ = (Index("ix_case_posts_post_id", "post_id"),)


class CaseEventRow(Base):
    """A line of a case's timeline; what a person wrote is encrypted."""

    __tablename__ = "case_events"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    actor: Mapped[str]
    action: Mapped[str]
    reason: Mapped[str | None]
    note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    __table_args__ = (Index("ix_case_events_case_id", "case_id"),)


class DenialRow(Base):
    """A person who is or may be the subject of a case and therefore never sees it; beats every role."""

    __tablename__ = "case_denials"
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    why: Mapped[str]


class PersonRow(Base):
    """Somebody who uses this software or is told by it."""

    __tablename__ = "people"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    username: Mapped[str]
    display_name: Mapped[str]
    email: Mapped[str | None]
    roles: Mapped[list[Any]]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("school_id", "username"),)


class OutboxRow(Base):
    """A message on its way out, content-free; `dedupe_key` makes telling twice impossible."""

    __tablename__ = "outbox"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    channel: Mapped[str]
    recipient: Mapped[str | None]
    subject: Mapped[str]
    body: Mapped[str]
    dedupe_key: Mapped[str]
    status: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None]
    created_at: Mapped[datetime]
    next_attempt_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("school_id", "dedupe_key"),
        Index("ix_outbox_status_next_attempt_at", "status", "next_attempt_at"),
    )


class AuditRow(Base):
    """A line of the audit log: who, when, what, why; each line holds the one before it."""

    __tablename__ = "audit_events"
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), primary_key=True)
    number: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    at: Mapped[str]
    actor: Mapped[str]
    action: Mapped[str]
    reason: Mapped[str | None]
    details: Mapped[dict[str, Any]]
    chain: Mapped[str]


class RegisterRow(Base):
    """One entry of a register (a pupil, a member of staff, an account, a photo), encrypted whole.

    `lookup` is an HMAC of the entry's key, so that an import can find it without the key being readable.
    """

    __tablename__ = "register_entries"
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), primary_key=True)
    register: Mapped[str] = mapped_column(primary_key=True)
    lookup: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    entry_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    changed_at: Mapped[datetime]


class RegisterStateRow(Base):
    """When a register was last imported and how many entries it holds: an old roll is amber, then red."""

    __tablename__ = "registers"
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), primary_key=True)
    register: Mapped[str] = mapped_column(primary_key=True)
    imported_at: Mapped[datetime]
    entries: Mapped[int]
