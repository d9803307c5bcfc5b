"""자료 해석: a table of the book, and five sentences on it of which one alone is right, or one alone wrong; each is computed from the cells."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence

from learning.claims import Claim, claims, holds
from learning.kinds.draft import Draft, numbered
from learning.material import Fact, Material
from learning.tables import Table, printed

CHOICES = 5
TRIED = 120  # sentences on a table
TURNS = 200  # sets of five that are tried
LONGER = 1.7  # the longest option by the shortest
A_FORM = 3  # options of one form at most, where there are others


def make(fact: Fact, material: Material, rng: random.Random) -> Draft | None:
    """None for a fact that is no table, and for one of which too little can be said."""
    table = fact.table
    if table is None:
        return None
    said: dict[bool, list[Claim]] = {True: [], False: []}
    for one in claims(table, rng, TRIED):
        if (verdict := holds(one.text, table)) is not None:
            said[verdict].append(one)
    right = rng.random() < 0.5  # the key is the right one, else the wrong one
    for _ in range(TURNS if len(said[right]) and len(said[not right]) >= CHOICES - 1 else 0):
        key, others = rng.choice(said[right]), rng.sample(said[not right], CHOICES - 1)
        if key.names[0] in {term.text for term in fact.terms} and _fair([key, *others], len(table.rows)):
            return _draft(fact, table, key, others, right)
    return None


def _fair(every: Sequence[Claim], rows: int) -> bool:
    """Five options of which none stands out: the rule is the same for each, so that nothing but the table tells the key.

    No two are on the same thing, each names rows and a column that others name too, and none is much longer than another.
    """
    forms = Counter(one.form for one in every)
    about = Counter((one.form, frozenset(one.names), one.column) for one in every)
    named = Counter(name for one in every for name in set(one.names))
    columns = Counter(one.column for one in every)
    lengths = sorted(len(one.text) for one in every)
    return (
        max(about.values()) == 1
        and (max(forms.values()) <= A_FORM or len(forms) == 1)
        and min(named.values()) > 1
        and (min(columns.values()) > 1 or rows == 2)  # five sentences on two rows need three columns
        and lengths[-1] <= LONGER * lengths[0]
    )


def _draft(fact: Fact, table: Table, key: Claim, others: Sequence[Claim], right: bool) -> Draft:
    head = "다음 표에 대한 설명으로 옳은 것은?" if right else "다음 표에 대한 설명으로 옳지 **않은** 것은?"
    stem = f"{head}\n{printed(fact.sentence.text)}"
    values = "; ".join(dict.fromkeys(_cells(table, one) for one in (key, *others)))
    note = f"정답은 “{key.text}”입니다. 표의 값은 다음과 같습니다. {values}."
    shown = numbered([key.text, *(one.text for one in others)])
    return Draft("data", stem, shown, ("1",), note, key.names[0], 0.6, key.names, (), True)


def _cells(table: Table, claim: Claim) -> str:
    """The cells on which a sentence turns: "인구: 서울 940, 부산 330"."""
    names = claim.names if claim.form in ("compared", "apart", "cell") else table.names
    return f"{table.heads[claim.column]}: {', '.join(f'{name} {table.cell(name, claim.column)}' for name in names)}"
