"""quizzes under way, so that a reload or a restart loses none of their answers"""

import sqlalchemy as sa
from alembic import op


revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sittings",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", "owner"),
    )
    op.create_index("ix_sittings_owner_updated", "sittings", ["owner", "updated_at"])


def downgrade() -> None:
    op.drop_index("ix_sittings_owner_updated", table_name="sittings")
    op.drop_table("sittings")
