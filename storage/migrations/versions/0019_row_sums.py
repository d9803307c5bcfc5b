"""sums of what people made, row by row"""

import sqlalchemy as sa
from alembic import op


revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "row_sums",
        sa.Column("kind", sa.String(32), primary_key=True),
        sa.Column("key", sa.Text(), primary_key=True),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("sum", sa.BigInteger(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("row_sums")
