"""what every search looks at, without the rest of a source's row"""

from alembic import op


revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_sources_shelf", "sources", ["owner", "removed_at", "created_at", "id", "edition"])


def downgrade() -> None:
    op.drop_index("ix_sources_shelf", table_name="sources")
