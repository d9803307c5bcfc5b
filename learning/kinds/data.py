"""자료 해석: a table of the book, or a passage of dated events, and five sentences on it of which one alone is right, or
one alone wrong.

Each sentence is computed from the cells, or from the years of the passage.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Sequence

from knowledge import Citation
from korean import lexicon
from learning.facts.dated_passages import read_dated_lines, table_of_stem
from learning.facts.fact import Fact, FactPool
from learning.facts.table_statements import Claim, is_true_of_table, make_claims
from learning.facts.tables import Table, without_repeated_heads
from learning.kinds.draft import Draft, number_options
from learning.kinds.kind import Kind, PaperItem
from learning.kinds.mcq5 import FEWEST_OPTIONS
from learning.kinds.order import ORDER_LABELS, dated_event
from learning.kinds.statements import LONGEST_STATEMENT, flat_text
from learning.models import Option, Question

DATA_CHOICES = 5
_PAPER = lexicon.pattern("exam_papers", "table")
MOST_TABLE_STATEMENTS = 120  # sentences on a table
TURNS = 200  # sets of five that are tried
LONGEST_BY_SHORTEST = 1.7  # the longest option by the shortest
A_FORM = 3  # options of one form at most, where there are others


def make(fact: Fact, material: FactPool, rng: random.Random) -> Draft | None:
    """None for a fact that is neither a table nor an event, and for one of which too little can be said."""
    if fact.table is not None:
        return _make_question(fact, fact.table, {term.text for term in fact.terms}, rng)
    lines = _passage(fact, material, rng)
    table = read_dated_lines([(label, flat_text(one)) for label, one in lines])
    own = next((label for label, one in lines if one is fact), "")
    return _make_question(fact, table, {own}, rng, lines) if table is not None else None


def _passage(fact: Fact, material: FactPool, rng: random.Random) -> list[tuple[str, Fact]]:
    """The event and others of its subject, then of its source, labelled in the order of the book; empty where
    there are too few.
    """
    here = dated_event(fact)
    if here is None or len(flat_text(fact)) > LONGEST_STATEMENT or not any(term.kind != "year" for term in fact.terms):
        return []
    found = {here[0]: fact}
    others = [one for one in material.facts if one.sentence.source_id == fact.sentence.source_id]
    rng.shuffle(others)
    for other in sorted(others, key=lambda one: (one.topic != fact.topic, abs(one.sentence.page - fact.sentence.page))):
        one = dated_event(other)
        if one and one[0] not in found and len(flat_text(other)) <= LONGEST_STATEMENT:
            found[one[0]] = other
        if len(found) == len(ORDER_LABELS):
            break
    return list(zip(ORDER_LABELS, sorted(found.values(), key=lambda one: one.sentence.start)))


def _make_question(
    fact: Fact, table: Table, about: Collection[str], rng: random.Random, lines: Sequence[tuple[str, Fact]] = ()
) -> Draft | None:
    """A question whose key names one of ``about``; ``lines`` are the passage, where there is one."""
    said: dict[bool, list[Claim]] = {True: [], False: []}
    for one in make_claims(table, rng, MOST_TABLE_STATEMENTS):
        if (verdict := is_true_of_table(one.text, table)) is not None:
            said[verdict].append(one)
    right = rng.random() < 0.5  # the key is the right one, else the wrong one
    for _ in range(TURNS if len(said[right]) and len(said[not right]) >= DATA_CHOICES - 1 else 0):
        key, others = rng.choice(said[right]), rng.sample(said[not right], DATA_CHOICES - 1)
        if key.names[0] in about and _is_fair([key, *others], len(table.rows)):
            return _draft(fact, table, key, others, right, lines)
    return None


def _is_fair(every: Sequence[Claim], rows: int) -> bool:
    """Five options of which none stands out: the rule is the same for each, so that nothing but the table tells the
    key.

    No two are on the same thing, each names rows and a column that others name too, and none is much longer than
    another.
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
        and lengths[-1] <= LONGEST_BY_SHORTEST * lengths[0]
    )


def _draft(
    fact: Fact, table: Table, key: Claim, others: Sequence[Claim], right: bool, lines: Sequence[tuple[str, Fact]]
) -> Draft:
    what = "글" if lines else "표"
    head = f"다음 {what}에 대한 설명으로 {'옳은' if right else '옳지 **않은**'} 것은?"
    shown = number_options([key.text, *(one.text for one in others)])
    if lines:
        stem = "\n".join([head, *(f"{label} {flat_text(one)}" for label, one in lines)])
        years = ", ".join(f"{label} {table.cell(label, 1)}({one.sentence.page}쪽)" for label, one in lines)
        note = f"정답은 “{key.text}”입니다. 글에 나온 해는 다음과 같습니다. {years}."
        concept = next(term.text for term in fact.terms if term.kind != "year")
        rest = tuple(one for _, one in lines if one is not fact)
        return Draft("data", stem, shown, ("1",), note, concept, 0.5, (concept,), rest, True)
    stem = f"{head}\n{without_repeated_heads(fact.sentence.text)}"
    values = "; ".join(dict.fromkeys(_cells(table, one) for one in (key, *others)))
    note = f"정답은 “{key.text}”입니다. 표의 값은 다음과 같습니다. {values}."
    return Draft("data", stem, shown, ("1",), note, key.names[0], 0.6, key.names, (), True)


def _cells(table: Table, claim: Claim) -> str:
    """The cells on which a sentence turns: "인구: 서울 940, 부산 330"."""
    names = claim.names if claim.form in ("compared", "apart", "cell") else table.names
    return f"{table.heads[claim.column]}: {', '.join(f'{name} {table.cell(name, claim.column)}' for name in names)}"


def _solve(stem: str, options: Sequence[Option], spans: Sequence[str]) -> str | None:
    """The option that the table or the passage alone says, or alone denies."""
    table, wrong = table_of_stem(stem, spans), "않은" in stem.partition("\n")[0]
    said = [option.id for option in options if table and is_true_of_table(option.text, table) is not wrong]
    return said[0] if len(said) == 1 else None


def _settle(draft: Draft, spans: Sequence[str]) -> bool:
    """Whether the table or the passage of the spans says the key and none of the others, or all of the others and
    not the key.
    """
    table = table_of_stem(draft.stem, spans)
    said = {key: is_true_of_table(text, table) for key, text in draft.options} if table else {}
    own = {said.pop(key, None) for key in draft.answer}
    return own <= {True, False} and len(own) == 1 and set(said.values()) == {not own.pop()}


def _explain(question: Question, option: str) -> tuple[str, Citation | None]:
    """What the table says of the sentence that was chosen."""
    table = table_of_stem(question.stem, question.spans())
    said = is_true_of_table(option, table) if table else None
    if said is None:
        return "", None
    return "자료와 맞는 설명이어서 답이 아닙니다." if said else "자료와 맞지 않는 설명입니다.", question.citation


def _recognise(item: PaperItem) -> bool:
    return item.options >= FEWEST_OPTIONS and bool(_PAPER.search(item.asked))


KIND = Kind(
    "data",
    "자료 해석",
    "Read a table or a passage",
    make,
    asked_as=r"(?:자료|도표|통계표|표)\s*(?:를\s*)?(?:해석|분석|읽기)",
    bloom="analyze",
    of_tables=True,
    statements="stem",
    mock_turn=7,
    paper_turn=3,
    recognise=_recognise,
    solve=_solve,
    settle=_settle,
    explain=_explain,
)
