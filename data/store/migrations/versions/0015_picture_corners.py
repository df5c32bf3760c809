"""Keep the strongest corners of each own picture, to find a crop of a withheld one among thousands."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("own_pictures", schema=None) as batch_op:
        batch_op.add_column(sa.Column("corners", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("own_pictures", schema=None) as batch_op:
        batch_op.drop_column("corners")
