"""The answer of some tables to a question: of the one that explains it best; two that do equally are asked about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.tables.algebra import Lookup, TablePlan, find_shared_column, join_tables
from knowledge.tables.evaluation import PlanRefusal, TableOutcome, evaluate
from knowledge.tables.mentions import Mentions, find_mentions
from knowledge.tables.table_planner import TablePlanner
from knowledge.tables.table_question import TableQuestion, read_question
from knowledge.tables.typed_tables import DataTable

MOST_TABLES_JOINED = 8  # tables that are tried in pairs
MOST_CHOICES = 5  # that are offered where several fit
TableState = Literal["answer", "ask", "refuse"]
PLAINLY_WORKED_OUT = ("sum", "mean", "largest", "smallest", "share", "growth", "difference")
MOSTLY_EXPLAINED = 0.6
_ASKING = ("which column", "which rows", "several rows")


@dataclass(frozen=True)
class TableFinding:
    """What tables say to a question: an outcome; a question back with ``choices``; or a refusal, ``reason`` and what
    it is ``about``. ``fit``: how much of the question the table explains, 0 to 1.
    """

    state: TableState
    table: DataTable
    outcome: TableOutcome | None = None
    reason: str = ""
    about: str = ""
    choices: tuple[str, ...] = ()
    fit: float = 0.0


@dataclass(frozen=True)
class _Tried:
    table: DataTable
    named: Mentions
    outcome: TableOutcome | None
    refusal: PlanRefusal | None

    @property
    def rank(self) -> tuple[int, int, int]:
        left = len(self.named.left) + (self.refusal is not None and self.refusal.reason == "no such time")
        return (-left, self.named.weight, self.named.told)


def answer_from_tables(text: str, tables: Sequence[DataTable]) -> TableFinding | None:
    """What the tables say to a question; None where they have nothing to do with it."""
    question = read_question(text)
    if not tables or not question.works_out:
        return look_up_cell(question, tables)
    tried = [_try_table(question, table) for table in tables]
    if not any(one.outcome for one in tried):
        tried += [_try_table(question, joined) for joined in _join_pairs(tried)]
    answered = sorted((one for one in tried if one.outcome), key=lambda one: one.rank, reverse=True)
    if answered:
        best = answered[0]
        rivals = [one for one in answered[1:] if one.rank == best.rank and not _agree(one, best)]
        if rivals:
            choices = tuple(dict.fromkeys(one.table.display_name for one in (best, *rivals)))[:MOST_CHOICES]
            return TableFinding("ask", best.table, None, "which table", "", choices, 1.0)
        return TableFinding("answer", best.table, best.outcome, fit=1.0)
    return _refuse(question, tried)


def look_up_cell(question: TableQuestion, tables: Sequence[DataTable]) -> TableFinding | None:
    """The one figure that a question names by its row and its column, in a table that explains every word of it; None
    where tables differ about it, or more is asked.
    """
    if not question.may_look_up:
        return None
    tried = [_try_table(question, table) for table in tables]
    found = [one for one in tried if one.outcome and isinstance(one.outcome.plan, Lookup)]
    found = [one for one in found if one.outcome and len(one.outcome.figures) == 1 and not one.named.left]
    if not found or any(not _agree(one, found[0]) for one in found[1:]):
        return None
    best = max(found, key=lambda one: one.rank)
    return TableFinding("answer", best.table, best.outcome, fit=1.0)


def is_telling(question: TableQuestion, finding: TableFinding) -> bool:
    """Whether a question back or a refusal is told before anything is searched: the table explains every other word,
    and the question plainly asks for something to be worked out.
    """
    plain = bool(question.says(*PLAINLY_WORKED_OUT)) or bool(question.bounds) or question.asks_times
    if finding.reason == "unknown word":
        return plain and finding.fit >= MOSTLY_EXPLAINED
    return plain or finding.fit >= 1.0


def _try_table(question: TableQuestion, table: DataTable) -> _Tried:
    named = find_mentions(question, table)
    planner = TablePlanner(question, table, named)
    try:
        plan: TablePlan = planner.plan()
        return _Tried(table, named, evaluate(table, plan), None)
    except PlanRefusal as refusal:
        return _Tried(table, named, None, refusal)


def _agree(one: _Tried, other: _Tried) -> bool:
    return _list_figures(one.outcome) == _list_figures(other.outcome)


def _list_figures(outcome: TableOutcome | None) -> list[tuple[str, float, str]]:
    return [(figure.label, figure.value, figure.unit) for figure in outcome.figures] if outcome else []


def _join_pairs(tried: Sequence[_Tried]) -> list[DataTable]:
    """Pairs of tables that can be joined, of those that explain a part of the question."""
    partly = sorted((one for one in tried if one.named.of("column")), key=lambda one: one.rank, reverse=True)
    partly = partly[:MOST_TABLES_JOINED]
    joined = []
    for at, one in enumerate(partly):
        for other in partly[at + 1 :]:
            mine = {m.start for m in one.named.of("column")}
            theirs = {m.start for m in other.named.of("column")}
            if mine - theirs and theirs - mine and (on := find_shared_column(one.table, other.table)):
                joined.append(join_tables(one.table, other.table, on))
    return joined


def _refuse(question: TableQuestion, tried: Sequence[_Tried]) -> TableFinding | None:
    """Why the table that explains most gives no answer; None where even that one explains little."""
    best = max(tried, key=lambda one: one.rank)
    refusal = best.refusal
    assert refusal is not None
    if not best.named.found or refusal.reason == "not asked":
        return None
    nouns = sum(1 for _ in question.nouns())
    fit = 1 - len(best.named.left) / max(nouns, 1)
    if refusal.reason in _ASKING and not best.named.left:
        choices = tuple(part for part in refusal.about.split(", ") if part)[:MOST_CHOICES]
        if len(choices) > 1:
            return TableFinding("ask", best.table, None, refusal.reason, refusal.about, choices, fit)
    near = best.named.near if refusal.reason == "unknown word" else ()
    return TableFinding("refuse", best.table, None, refusal.reason, refusal.about, near[:MOST_CHOICES], fit)
