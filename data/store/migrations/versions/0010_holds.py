"""Keep beside a protected child's case what those see who may not know of the protection."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Added in place: rebuilding the table would take the rows that refer to it along.
    op.add_column("cases", sa.Column("hold_severity", sa.Text(), nullable=True))
    op.add_column("cases", sa.Column("hold_due_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("cases", "hold_due_at")
    op.drop_column("cases", "hold_severity")
