"""What can be said of a table, and whether it is so: the largest, a comparison, a
difference, an order, a count, a cell.

``make_claims`` says things at random, true and false ones alike; ``is_true_of_table`` reads a sentence of these forms
against a table, by the table alone, so that whoever checks a question needs nothing of how it was made.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from korean import josa, lexicon
from learning.facts.tables import Table

_MANY = lexicon.words_in_order("units", "counted_as_many")
_LONG = lexicon.words_in_order("units", "measured_as_long")


Maker = Callable[[Table, int, random.Random], "Claim"]
FEWEST_RANKED_ROWS = 3  # rows from which there is a largest, an order, a count


@dataclass(frozen=True)
class Claim:
    """A sentence, the rows that it names, and its column's place."""

    text: str
    names: tuple[str, ...]
    column: int
    form: str


@dataclass(frozen=True)
class Words:
    """How a column's amounts compare: ``of`` is "인구가 ", empty where the amounts are years."""

    of: str
    more: str
    less: str
    is_more: str
    is_less: str


def comparison_words(table: Table, column: int) -> Words:
    unit = table.unit(column).strip()
    if table.holds_years(column):
        return Words("", "나중에 있었던", "먼저 있었던", "나중에 있었다", "먼저 있었다")
    of = josa(table.column_name(column), "이/가") + " "
    if unit and unit.endswith(_MANY):
        return Words(of, "많은", "적은", "많다", "적다")
    if unit in _LONG:
        return Words(of, "긴", "짧은", "길다", "짧다")
    return Words(of, "큰", "작은", "크다", "작다")


def make_claims(table: Table, rng: random.Random, count: int) -> list[Claim]:
    """Different sentences on the table, of every form that it allows."""
    makers: list[tuple[Maker, int]] = []
    for column in range(1, len(table.heads)):
        values = table.amounts(column)
        if values is None:
            makers.append((_claim_cell, column))
        elif len(set(values)) == len(values):
            forms = (
                (_claim_comparison, _claim_difference)
                if len(values) < FEWEST_RANKED_ROWS
                else (_claim_extreme, _claim_comparison, _claim_difference, _claim_order, _claim_count)
            )
            makers += [(form, column) for form in forms]
    chosen = [rng.choice(makers) for _ in range(4 * count if makers else 0)]
    said = [form(table, column, rng) for form, column in chosen]
    return list({one.text: one for one in said}.values())[:count]


def _claim_extreme(table: Table, column: int, rng: random.Random) -> Claim:
    said, name = comparison_words(table, column), rng.choice(table.names)
    return Claim(f"{said.of}가장 {rng.choice((said.more, said.less))} 것은 {name}이다.", (name,), column, "most")


def _claim_comparison(table: Table, column: int, rng: random.Random) -> Claim:
    said = comparison_words(table, column)
    a, b = rng.sample(table.names, 2)
    return Claim(
        f"{josa(a, '은/는')} {b}보다 {said.of}{rng.choice((said.is_more, said.is_less))}.", (a, b), column, "compared"
    )


def _claim_difference(table: Table, column: int, rng: random.Random) -> Claim:
    a, b = rng.sample(table.names, 2)
    values = dict(zip(table.names, table.amounts(column) or ()))
    others = [abs(x - y) for x in values.values() for y in values.values() if x != y]
    apart = abs(values[a] - values[b]) if rng.random() < 0.5 else rng.choice(others)
    of = "의" if table.holds_years(column) else f"의 {table.column_name(column)}"
    text = f"{josa(a, '과/와')} {b}{of} 차이는 {format_value(apart, table, column)}{table.unit(column)}이다."
    return Claim(text, (a, b), column, "apart")


def _claim_order(table: Table, column: int, rng: random.Random) -> Claim:
    said = comparison_words(table, column)
    names = rng.sample(table.names, 3)
    values = dict(zip(table.names, table.amounts(column) or ()))
    more = rng.random() < 0.5
    if rng.random() < 0.5:
        names.sort(key=lambda name: values[name], reverse=more)
    text = f"{said.of}{said.more if more else said.less} 것부터 늘어놓으면 {', '.join(names)}의 순서이다."
    return Claim(text, tuple(names), column, "ordered")


def _claim_count(table: Table, column: int, rng: random.Random) -> Claim:
    said, name = comparison_words(table, column), rng.choice(table.names)
    number = rng.randint(1, len(table.rows) - 1)
    return Claim(
        f"{name}보다 {said.of}{rng.choice((said.more, said.less))} 것은 {number}개이다.", (name,), column, "counted"
    )


def _claim_cell(table: Table, column: int, rng: random.Random) -> Claim:
    name, other = rng.choice(table.names), rng.choice(table.names)
    value = table.cell(rng.choice((name, other)), column)
    text = f"{josa(name, '은/는')} {josa(table.column_name(column), '이/가')} ‘{value}’이다."
    return Claim(text, (name,), column, "cell")


def is_true_of_table(text: str, table: Table) -> bool | None:
    """Whether the table says so; None for a sentence of another form, or one that a tie leaves open."""
    found = [said for column in range(1, len(table.heads)) for said in _readings(text, table, column)]
    return found[0] if len(found) == 1 else None


def _readings(text: str, table: Table, column: int) -> Iterator[bool | None]:
    called, said = re.escape(table.column_name(column)), comparison_words(table, column)
    of_amount = re.escape(said.of)
    name = f"({'|'.join(re.escape(one) for one in sorted(table.names, key=len, reverse=True))})"
    either, is_either = f"({said.more}|{said.less})", f"({said.is_more}|{said.is_less})"
    topic, joined = "(?:은|는)", "(?:과|와)"
    if match := re.fullmatch(rf"{name}{topic} {called}[이가] ‘(.+)’이다\.", text):
        yield table.cell(match[1], column) == match[2]
    values = table.amounts(column)
    if values is None:
        return
    of = dict(zip(table.names, values))
    if match := re.fullmatch(rf"{of_amount}가장 {either} 것은 {name}이다\.", text):
        best = max(values) if match[1] == said.more else min(values)
        yield None if values.count(best) > 1 else of[match[2]] == best
    if match := re.fullmatch(rf"{name}{topic} {name}보다 {of_amount}{is_either}\.", text):
        a, b = of[match[1]], of[match[2]]
        yield a > b if match[3] == said.is_more else a < b
    of_what = "의" if table.holds_years(column) else f"의 {called}"
    if match := re.fullmatch(rf"{name}{joined} {name}{of_what} 차이는 (-?[\d,.]+).*이다\.", text):
        yield abs(abs(of[match[1]] - of[match[2]]) - float(match[3].replace(",", ""))) < 1e-6
    if match := re.fullmatch(rf"{of_amount}{either} 것부터 늘어놓으면 {name}, {name}, {name}의 순서이다\.", text):
        told = [of[one] for one in match.groups()[1:]]
        yield told == sorted(told, reverse=match[1] == said.more)
    if match := re.fullmatch(rf"{name}보다 {of_amount}{either} 것은 (\d+)개이다\.", text):
        own = of[match[1]]
        yield sum(one > own if match[2] == said.more else one < own for one in values) == int(match[3])


def format_value(value: float, table: Table, column: int) -> str:
    """A number with the decimals and commas of its column."""
    cells = [row[column] for row in table.rows]
    decimals = max(len(match[1]) if (match := re.search(r"\.(\d+)", cell)) else 0 for cell in cells)
    text = f"{value:,.{decimals}f}"
    return text if any("," in cell for cell in cells) else text.replace(",", "")
