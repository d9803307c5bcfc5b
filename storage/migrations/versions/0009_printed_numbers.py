"""the number that is printed on a page, and what of a file is on no page"""

import sqlalchemy as sa
from alembic import op


revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("pages", sa.Column("label", sa.String(length=20), nullable=False, server_default=""))
    op.add_column("sources", sa.Column("left_out", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    with op.batch_alter_table("sources", schema=None) as batch_op:
        batch_op.drop_column("left_out")
    with op.batch_alter_table("pages", schema=None) as batch_op:
        batch_op.drop_column("label")
