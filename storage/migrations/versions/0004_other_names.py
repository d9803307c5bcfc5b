"""other names of what the sources speak of; sources that were read before have none until they are mended"""

import sqlalchemy as sa
from alembic import op


revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "aliases",
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
        sa.Column("source_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("owner", "form", "other", "source_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_aliases_source_id", "aliases", ["source_id"])


def downgrade() -> None:
    op.drop_index("ix_aliases_source_id", "aliases")
    op.drop_table("aliases")
