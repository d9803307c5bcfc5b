"""The database: engine, session, tables and migrations. Imports no other package of ours."""

from storage import (
    account_tables,
    class_tables,
    data_tables,
    figure_table,
    paper_tables,
    sum_table,
    token_table,
    topic_tables,
)
from storage.engine import Database
from storage.tables import Base

__all__ = [
    "Base",
    "Database",
    "account_tables",
    "class_tables",
    "data_tables",
    "figure_table",
    "paper_tables",
    "sum_table",
    "token_table",
    "topic_tables",
]
