"""attempts in full: how long, which option, how many hints, and a grade that the learner disagrees with"""

import sqlalchemy as sa
from alembic import op


revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("attempts", sa.Column("seconds", sa.Float(), nullable=False, server_default="0"))
    op.add_column("attempts", sa.Column("choice", sa.String(length=8), nullable=False, server_default=""))
    op.add_column("attempts", sa.Column("hints", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("attempts", sa.Column("graded", sa.Float(), nullable=True))
    op.add_column("attempts", sa.Column("ruling", sa.String(length=8), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        for name in ("ruling", "graded", "hints", "choice", "seconds"):
            batch_op.drop_column(name)
