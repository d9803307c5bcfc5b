"""what each line of a page is, and each sentence of a passage"""

import sqlalchemy as sa
from alembic import op


revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("pages", sa.Column("blocks", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("passages", sa.Column("kinds", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    with op.batch_alter_table("passages", schema=None) as batch_op:
        batch_op.drop_column("kinds")
    with op.batch_alter_table("pages", schema=None) as batch_op:
        batch_op.drop_column("blocks")
