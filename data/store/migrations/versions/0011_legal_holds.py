"""Add holds: posts whose words stay in a grave case although their platform removed them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "legal_holds",
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("post_id", BIG, nullable=False),
        sa.Column("school_id", BIG, nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_legal_holds_case_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_legal_holds_post_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_legal_holds_school_id")),
        sa.PrimaryKeyConstraint("case_id", "post_id", name=op.f("pk_legal_holds")),
    )
    with op.batch_alter_table("legal_holds", schema=None) as batch_op:
        batch_op.create_index("ix_legal_holds_post_id", ["post_id"], unique=False)
        batch_op.create_index("ix_legal_holds_school_id_decided_at", ["school_id", "decided_at"], unique=False)


def downgrade() -> None:
    op.drop_table("legal_holds")
