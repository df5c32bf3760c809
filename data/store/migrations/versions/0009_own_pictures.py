"""Add by what own pictures are known again, and who let a held picture through."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "own_pictures",
        sa.Column("post_id", BIG, nullable=False),
        sa.Column("picture", sa.Integer(), nullable=False),
        sa.Column("school_id", BIG, nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("phash", sa.Text(), nullable=False),
        sa.Column("phash_mirrored", sa.Text(), nullable=False),
        sa.Column("faces", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_own_pictures_post_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_own_pictures_school_id")),
        sa.PrimaryKeyConstraint("post_id", "picture", name=op.f("pk_own_pictures")),
    )
    with op.batch_alter_table("own_pictures", schema=None) as batch_op:
        batch_op.create_index("ix_own_pictures_school_id_sha256", ["school_id", "sha256"], unique=False)

    op.create_table(
        "picture_reviews",
        sa.Column("id", BIG, nullable=False),
        sa.Column("school_id", BIG, nullable=False),
        sa.Column("post_id", BIG, nullable=False),
        sa.Column("picture", sa.Integer(), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("knows_class", sa.Boolean(), nullable=False),
        sa.Column("said_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agrees", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_picture_reviews_post_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_picture_reviews_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_picture_reviews")),
    )
    with op.batch_alter_table("picture_reviews", schema=None) as batch_op:
        batch_op.create_index("ix_picture_reviews_post_id_picture", ["post_id", "picture"], unique=False)


def downgrade() -> None:
    op.drop_table("picture_reviews")
    op.drop_table("own_pictures")
