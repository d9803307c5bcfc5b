"""The table of sums: what each row was when it was written, so that a letter that changes is noticed."""

from sqlalchemy import BigInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables import Base


class RowSum(Base):
    """The sum of one row (storage.upkeep.row_sums); ``key`` is the row's primary key, its parts joined."""

    __tablename__ = "row_sums"
    kind: Mapped[str] = mapped_column(String(32), primary_key=True)  # the row's table
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    owner: Mapped[str] = mapped_column(String(64))
    sum: Mapped[int] = mapped_column(BigInteger)
