"""Add the indexes by which mentions are counted by day, source and sentiment without reading the posts themselves."""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The direction comes first, so that this wide index is never taken for a search by school alone.
    op.create_index(
        "ix_posts_direction_school_id_published_at",
        "posts",
        ["direction", "school_id", "published_at", "collected_at", "platform", "rating"],
        unique=False,
    )
    op.create_index(
        "ix_examinations_post_id_relevant_sentiment",
        "examinations",
        ["post_id", "relevant", "sentiment"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index("ix_examinations_post_id_relevant_sentiment", table_name="examinations")
    op.drop_index("ix_posts_direction_school_id_published_at", table_name="posts")
