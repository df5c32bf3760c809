"""Tables of sign-in: passwords and codes, sessions, known browsers, one-time links, linked identities, back-off.

A token is never stored, only a keyed hash of it; a copy of the store opens no door.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from data.store.tables import Base


class CredentialRow(Base):
    """A person's password hash and the secret of their code app, both encrypted.

    `code_step` is the newest 30-second step of which a code was spent, so that no code is taken twice.
    """

    __tablename__ = "credentials"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    password_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    secret_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    code_step: Mapped[int] = mapped_column(default=0)
    set_at: Mapped[datetime]


class RecoveryCodeRow(Base):
    """A code to sign in with once, when the phone with the code app is not at hand."""

    __tablename__ = "recovery_codes"
    code_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    spent_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_recovery_codes_person_id", "person_id"),)


class SignInSessionRow(Base):
    """A browser session. `stage` says how far it came; `pending_sealed` holds what is being set up."""

    __tablename__ = "sign_in_sessions"
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    stage: Mapped[str]
    method: Mapped[str]
    begun_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    pending_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    __table_args__ = (Index("ix_sign_in_sessions_person_id", "person_id"),)


class KnownBrowserRow(Base):
    """A browser that somebody signed in from: strangers who guess elsewhere cannot slow it down."""

    __tablename__ = "known_browsers"
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    seen_at: Mapped[datetime]
    __table_args__ = (Index("ix_known_browsers_person_id", "person_id"),)


class OneTimeLinkRow(Base):
    """A link that works once: an invitation to set a password, or the door of a demo."""

    __tablename__ = "one_time_links"
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    kind: Mapped[str]
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    spent_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_one_time_links_person_id", "person_id"),)


class IdentityRow(Base):
    """An account elsewhere (Entra ID, Google) that a person of ours was linked to by somebody."""

    __tablename__ = "identities"
    identity_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    provider: Mapped[str]
    linked_at: Mapped[datetime]
    __table_args__ = (Index("ix_identities_person_id", "person_id"),)


class BackOffRow(Base):
    """How often sign-in failed for an account, an origin or both, and until when it must wait."""

    __tablename__ = "back_offs"
    key_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    failures: Mapped[int]
    last_at: Mapped[datetime]
    wait_until: Mapped[datetime | None]
    __table_args__ = (Index("ix_back_offs_school_id_last_at", "school_id", "last_at"),)
