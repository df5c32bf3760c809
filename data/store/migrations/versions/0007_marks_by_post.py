"""Find the newest posts of a mark without reading the others."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_text_marks_school_id_mark", table_name="text_marks")
    op.create_index(
        "ix_text_marks_school_id_mark_post_id", "text_marks", ["school_id", "mark", "post_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index("ix_text_marks_school_id_mark_post_id", table_name="text_marks")
    op.create_index("ix_text_marks_school_id_mark", "text_marks", ["school_id", "mark"], unique=False)
