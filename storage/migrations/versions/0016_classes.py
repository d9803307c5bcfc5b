"""classes, who is in them, what they read, what they are set and what was handed in"""

import sqlalchemy as sa
from alembic import op


revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def class_key(**more: bool) -> sa.Column:
    return sa.Column("class_id", sa.String(32), sa.ForeignKey("classes.id", ondelete="CASCADE"), **more)


def upgrade() -> None:
    op.create_table(
        "classes",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("code", sa.String(16), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.UniqueConstraint("code"),
    )
    op.create_index("ix_classes_owner", "classes", ["owner"])
    op.create_table(
        "class_members",
        class_key(primary_key=True),
        sa.Column("owner", sa.String(64), primary_key=True),
        sa.Column("joined_at", sa.DateTime(), nullable=False),
    )
    op.create_index("ix_class_members_owner", "class_members", ["owner"])
    op.create_table(
        "class_shares",
        class_key(primary_key=True),
        sa.Column("source_id", sa.String(32), sa.ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("shared_at", sa.DateTime(), nullable=False),
    )
    op.create_index("ix_class_shares_source_id", "class_shares", ["source_id"])
    op.create_table(
        "assignments",
        sa.Column("id", sa.String(32), primary_key=True),
        class_key(nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("shuffled", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
    )
    op.create_index("ix_assignments_class_id", "assignments", ["class_id"])
    op.create_table(
        "submissions",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column(
            "assignment_id", sa.String(32), sa.ForeignKey("assignments.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("handed_in_at", sa.DateTime()),
        sa.UniqueConstraint("assignment_id", "owner", "number"),
    )
    op.create_index("ix_submissions_owner", "submissions", ["owner"])


def downgrade() -> None:
    for table in ("submissions", "assignments", "class_shares", "class_members", "classes"):
        op.drop_table(table)
