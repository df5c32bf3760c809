"""Add calibrations learned from a school's corrections, and what one in the shadow makes of posts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "calibrations",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("school_id", BIG, sa.ForeignKey("schools.id"), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("slope", sa.Double(), nullable=False),
        sa.Column("shift", sa.Double(), nullable=False),
        sa.Column("right", sa.Integer(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("fitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index("ix_calibrations_school_id_status", "calibrations", ["school_id", "status"])
    op.create_table(
        "shadow_findings",
        sa.Column("post_id", BIG, sa.ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("calibration_id", BIG, sa.ForeignKey("calibrations.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("school_id", BIG, sa.ForeignKey("schools.id"), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("level_now", sa.Text(), nullable=True),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_shadow_findings_school_id", "shadow_findings", ["school_id"])


def downgrade() -> None:
    op.drop_table("shadow_findings")
    op.drop_table("calibrations")
