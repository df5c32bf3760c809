"""Tables about sorting posts into cases: marks of texts, whom a case is about, mutes, false alarms, users' tokens."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from data.store.tables import Base
from data.store.types import BigId


class TextMarkRow(Base):
    """A hash by which a post with nearly the same words is found; it leaves with the words of its post."""

    __tablename__ = "text_marks"
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    mark: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    __table_args__ = (Index("ix_text_marks_school_id_mark_post_id", "school_id", "mark", "post_id"),)


class CaseTargetRow(Base):
    """Whom a case is about, as a keyed hash: it can be compared, and leads nobody back to a name."""

    __tablename__ = "case_targets"
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    target: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    __table_args__ = (Index("ix_case_targets_school_id_target", "school_id", "target"),)


class MuteRow(Base):
    """A source or a thread that opens no cases for a while. Never a person; never what could harm somebody."""

    __tablename__ = "mutes"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    kind: Mapped[str]
    value: Mapped[str]
    until: Mapped[datetime]
    why_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    set_by: Mapped[str]
    set_at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_mutes_school_id_until", "school_id", "until"),)


class LabelExampleRow(Base):
    """What a person said detectors got wrong about a post. It holds no words and leaves with its post.

    `may_teach` False: the platform's terms forbid its words in training, so the row counts and nothing more.
    """

    __tablename__ = "label_examples"
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    version: Mapped[int]
    wrong_labels: Mapped[list[Any]]
    may_teach: Mapped[bool]
    said_by: Mapped[str]
    said_at: Mapped[datetime]
    __table_args__ = (Index("ix_label_examples_school_id", "school_id"),)


class PersonTokenRow(Base):
    """A token that stands for a person on the command line; only its hash is kept."""

    __tablename__ = "person_tokens"
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_person_tokens_person_id", "person_id"),)
