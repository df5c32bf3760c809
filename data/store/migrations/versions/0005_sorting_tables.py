"""Add what sorting posts into cases, telling people and looking at posts again need."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.add_column(sa.Column("acknowledged_at", _MOMENT, nullable=True))
        batch_op.add_column(sa.Column("acknowledged_by", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("chase_at", _MOMENT, nullable=True))
        batch_op.add_column(sa.Column("chase_step", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("told_at", _MOMENT, nullable=True))
        batch_op.add_column(sa.Column("grown", sa.Integer(), nullable=False, server_default="0"))
        batch_op.create_index("ix_cases_school_id_chase_at", ["school_id", "chase_at"], unique=False)
    # Text marks take the place of the one hash a case had. Dropped in place: rebuilding the table would take the rows
    # that refer to it along.
    op.drop_index("ix_cases_school_id_text_key", table_name="cases")
    op.drop_column("cases", "text_key")
    with op.batch_alter_table("case_posts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("checked_at", _MOMENT, nullable=True))
        batch_op.add_column(sa.Column("found", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("found_why", sa.Text(), nullable=True))

    op.create_table(
        "text_marks",
        sa.Column("post_id", _ID, nullable=False),
        sa.Column("mark", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("school_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_text_marks_post_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_text_marks_school_id")),
        sa.PrimaryKeyConstraint("post_id", "mark", name=op.f("pk_text_marks")),
    )
    op.create_index("ix_text_marks_school_id_mark", "text_marks", ["school_id", "mark"], unique=False)

    op.create_table(
        "case_targets",
        sa.Column("case_id", _ID, nullable=False),
        sa.Column("target", sa.LargeBinary(), nullable=False),
        sa.Column("school_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_targets_case_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_case_targets_school_id")),
        sa.PrimaryKeyConstraint("case_id", "target", name=op.f("pk_case_targets")),
    )
    op.create_index("ix_case_targets_school_id_target", "case_targets", ["school_id", "target"], unique=False)

    op.create_table(
        "mutes",
        sa.Column("id", _ID, nullable=False),
        sa.Column("school_id", _ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("until", _MOMENT, nullable=False),
        sa.Column("why_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.Column("set_at", _MOMENT, nullable=False),
        sa.Column("lifted_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_mutes_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mutes")),
    )
    op.create_index("ix_mutes_school_id_until", "mutes", ["school_id", "until"], unique=False)

    op.create_table(
        "label_examples",
        sa.Column("post_id", _ID, nullable=False),
        sa.Column("school_id", _ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("wrong_labels", _DOCUMENT, nullable=False),
        sa.Column("may_teach", sa.Boolean(), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("said_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_label_examples_post_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_label_examples_school_id")),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_label_examples")),
    )
    op.create_index("ix_label_examples_school_id", "label_examples", ["school_id"], unique=False)

    op.create_table(
        "person_tokens",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("school_id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("revoked_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_person_tokens_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_person_tokens_school_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_person_tokens")),
    )
    op.create_index("ix_person_tokens_person_id", "person_tokens", ["person_id"], unique=False)


def downgrade() -> None:
    for table in ("person_tokens", "label_examples", "mutes", "case_targets", "text_marks"):
        op.drop_table(table)
    for column in ("found_why", "found", "checked_at"):
        op.drop_column("case_posts", column)
    op.drop_index("ix_cases_school_id_chase_at", table_name="cases")
    for column in ("grown", "told_at", "chase_step", "chase_at", "acknowledged_by", "acknowledged_at"):
        op.drop_column("cases", column)
    op.add_column("cases", sa.Column("text_key", sa.Text(), nullable=True))
    op.create_index("ix_cases_school_id_text_key", "cases", ["school_id", "text_key"], unique=False)
