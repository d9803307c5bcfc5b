"""what people said of answers and questions, word for word; earlier thumbs and corrections move there"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("support", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(), nullable=True),
    )
    op.create_index("ix_feedback_owner_state", "feedback", ["owner", "state"])
    op.create_index("ix_feedback_owner_subject", "feedback", ["owner", "subject"])
    connection = op.get_bind()
    answers = connection.execute(
        sa.text(
            "SELECT id, owner, question, payload, created_at, feedback, comment, correction FROM answers "
            "WHERE feedback != 0 OR correction != ''"
        )
    ).all()
    for answer in answers:
        for kind, said in (("thumb", answer.feedback != 0), ("correction", bool(answer.correction))):
            if said:
                connection.execute(
                    sa.text(
                        "INSERT INTO feedback (owner, kind, subject, payload, state, support, reason, created_at) "
                        "VALUES (:owner, :kind, :subject, :payload, 'pending', '', '', :at)"
                    ),
                    {
                        "owner": answer.owner,
                        "kind": kind,
                        "subject": f"answer:{answer.id}",
                        "payload": json.dumps(_payload(kind, answer), ensure_ascii=False),
                        "at": answer.created_at,
                    },
                )
    op.drop_column("answers", "comment")
    op.drop_column("answers", "correction")


def _payload(kind, answer):
    shown = json.loads(answer.payload)
    evidence = [
        {"title": one["title"], "page": one["page"], "text": one["quote"]} for one in shown.get("citations") or ()
    ]
    return {
        "question": answer.question,
        "shown": shown.get("text", ""),
        "evidence": evidence,
        "good": answer.feedback > 0 if kind == "thumb" else None,
        "comment": answer.comment,
        "correction": answer.correction if kind == "correction" else "",
        "cited": "",
    }


def downgrade() -> None:
    op.add_column("answers", sa.Column("comment", sa.Text(), nullable=False, server_default=""))
    op.add_column("answers", sa.Column("correction", sa.Text(), nullable=False, server_default=""))
    op.drop_index("ix_feedback_owner_subject", table_name="feedback")
    op.drop_index("ix_feedback_owner_state", table_name="feedback")
    op.drop_table("feedback")
