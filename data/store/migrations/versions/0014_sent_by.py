"""Keep in the disclosure log how a document left the school."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("disclosures", sa.Column("sent_how", sa.Text(), nullable=True))
    op.add_column("disclosures", sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("disclosures", sa.Column("sent_by", sa.Text(), nullable=True))
    op.add_column("disclosures", sa.Column("sent_note_sealed", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    for name in ("sent_note_sealed", "sent_by", "sent_at", "sent_how"):
        op.drop_column("disclosures", name)
