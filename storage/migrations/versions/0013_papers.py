"""exams on paper, with every question in its place and the versions before it"""

import sqlalchemy as sa
from alembic import op


revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "papers",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
    )
    op.create_index("ix_papers_owner_updated", "papers", ["owner", "updated_at"])
    op.create_table(
        "paper_items",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("paper_id", sa.String(32), sa.ForeignKey("papers.id", ondelete="CASCADE"), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.String(32), sa.ForeignKey("questions.id", ondelete="CASCADE"), nullable=False),
        sa.Column("points", sa.Float(), nullable=False),
        sa.Column("earlier", sa.JSON(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
    )
    op.create_index("ix_paper_items_paper_id", "paper_items", ["paper_id"])
    op.create_index("ix_paper_items_question_id", "paper_items", ["question_id"])


def downgrade() -> None:
    op.drop_table("paper_items")
    op.drop_table("papers")
