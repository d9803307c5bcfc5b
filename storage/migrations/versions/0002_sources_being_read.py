"""sources that are being read, and what changes with a source's index"""

import sqlalchemy as sa
from alembic import op


revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sources", sa.Column("edition", sa.String(length=16), nullable=False, server_default=""))
    op.add_column("sources", sa.Column("reading", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("sources", schema=None) as batch_op:
        batch_op.drop_column("reading")
        batch_op.drop_column("edition")
