"""Add what signing in needs: credentials, sessions, known browsers, one-time links, identities, back-off."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def _ours(table: str) -> tuple[sa.Constraint, ...]:
    return (
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f(f"fk_{table}_school_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f(f"fk_{table}_person_id"), ondelete="CASCADE"),
    )


def upgrade() -> None:
    op.create_table(
        "credentials",
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("school_id", _ID, nullable=False),
        sa.Column("password_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("code_step", sa.Integer(), nullable=False),
        sa.Column("set_at", _MOMENT, nullable=False),
        *_ours("credentials"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_credentials")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("school_id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("spent_at", _MOMENT, nullable=True),
        *_ours("recovery_codes"),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_recovery_codes")),
    )
    op.create_table(
        "sign_in_sessions",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("school_id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("begun_at", _MOMENT, nullable=False),
        sa.Column("seen_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.Column("pending_sealed", sa.LargeBinary(), nullable=True),
        *_ours("sign_in_sessions"),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in_sessions")),
    )
    op.create_table(
        "known_browsers",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("school_id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("seen_at", _MOMENT, nullable=False),
        *_ours("known_browsers"),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_known_browsers")),
    )
    op.create_table(
        "one_time_links",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("school_id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("spent_at", _MOMENT, nullable=True),
        *_ours("one_time_links"),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_one_time_links")),
    )
    op.create_table(
        "identities",
        sa.Column("identity_hash", sa.LargeBinary(), nullable=False),
        sa.Column("school_id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("linked_at", _MOMENT, nullable=False),
        *_ours("identities"),
        sa.PrimaryKeyConstraint("identity_hash", name=op.f("pk_identities")),
    )
    for table in ("recovery_codes", "sign_in_sessions", "known_browsers", "one_time_links", "identities"):
        op.create_index(f"ix_{table}_person_id", table, ["person_id"], unique=False)
    op.create_table(
        "back_offs",
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("school_id", _ID, nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", _MOMENT, nullable=False),
        sa.Column("wait_until", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_back_offs_school_id")),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_back_offs")),
    )
    op.create_index("ix_back_offs_school_id_last_at", "back_offs", ["school_id", "last_at"], unique=False)


def downgrade() -> None:
    for table in (
        "back_offs", "identities", "one_time_links", "known_browsers", "sign_in_sessions", "recovery_codes",
        "credentials",
    ):  # fmt: skip
        op.drop_table(table)
