"""What is said of a figure that was worked out of a table: the result, and the arithmetic in words."""

from __future__ import annotations

from collections.abc import Sequence

import korean
from knowledge.tables.algebra import Aggregate, Compare, Grouping, Lookup, Rank
from knowledge.tables.evaluation import TIMES_AS_MUCH, Figure, Place, TableOutcome
from knowledge.tables.table_answering import TableFinding
from korean import Register, lexicon

MOST_TERMS = 8  # figures that the arithmetic names; of more the first and the last
FIRST_TERMS = 6
MOST_GROUPS_TOLD = 12  # groups that are listed
_IS = dict(lexicon.pairs("table_questions", "is_so"))
_MEASURED = {key: word for word, key in lexicon.pairs("table_questions", "measure")}
_COMPARED = {key: word for word, key in lexicon.pairs("table_questions", "comparison")}
_NONE = dict(lexicon.pairs("table_questions", "there_is_none"))
_NOT = dict(lexicon.pairs("table_questions", "is_not_done"))
_TELL_WHICH = dict(lexicon.pairs("table_questions", "tell_which"))
Markers = dict[Place, int]  # the number of the citation that a cell has


def format_number(value: float, decimals: int = 0) -> str:
    """A figure for people: thousands apart, two more decimals than its cells have at most."""
    text = f"{value:,.{min(decimals + 2, 6)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def show_figure(one: Figure) -> str:
    """A figure with its unit."""
    unit = "배" if one.unit == TIMES_AS_MUCH else one.unit
    return f"{format_number(one.value, one.decimals)}{unit}"


def word_outcome(finding: TableFinding, markers: Markers, register: Register) -> str:
    """The answer's text, with the markers of the cells that it stands on."""
    outcome = finding.outcome
    assert outcome is not None
    match outcome.plan:
        case Aggregate() | Lookup():
            lines = _word_aggregate(finding, outcome, markers, register)
        case Compare():
            lines = _word_comparison(outcome, markers, register)
        case Grouping() | Rank():
            lines = _word_list(finding, outcome, markers, register)
    empty = sum(one.empty for one in outcome.sides or outcome.figures)  # the ranked and the compared are sides
    if empty:
        lines.append(f"빈칸 {empty}개는 계산에 넣지 않음")
    return "\n\n".join(lines)


def _close(what: str, said: str, register: Register) -> str:
    """ "매출 합계는 3,580만원입니다." in a register."""
    ending = _IS.get(register)
    if ending is None:
        return f"{what}: {said}"
    closed = korean.josa(said, ending) if "/" in ending else said + ending
    return f"{korean.josa(what, '은/는')} {closed}."


def _mark(places: Sequence[Place], markers: Markers) -> str:
    return "".join(f" [{markers[place]}]" for place in places if place in markers)


def _word_aggregate(finding: TableFinding, outcome: TableOutcome, markers: Markers, register: Register) -> list[str]:
    one, plan = outcome.figures[0], outcome.plan
    if isinstance(plan, Lookup):
        return [_close(one.label, show_figure(one), register) + _mark(one.places, markers)]
    assert isinstance(plan, Aggregate)
    what = f"{one.label or finding.table.display_name} {_MEASURED[plan.measure]}".strip()
    if plan.measure == "count":
        return [_close(what, f"{format_number(one.value)}개", register) + _mark(one.places, markers)]
    said = _close(what, show_figure(one), register)
    if plan.measure in ("largest", "smallest"):
        return [said + _mark(one.places, markers)]
    total = _join_terms(one, markers)
    if plan.measure == "mean":
        total = f"({total}) ÷ {one.count}"
    return [said, f"{total} = {show_figure(one)}"]


def _join_terms(one: Figure, markers: Markers) -> str:
    """ "1,200 [1] + 950 [2] + 1,430 [3]", shortened where it is long."""
    terms = [
        f"{format_number(term, one.decimals)}{_mark([place], markers)}"
        for term, place in zip(one.terms, one.places, strict=False)
    ]
    if len(terms) > MOST_TERMS or one.count > len(terms):
        terms = [*terms[:FIRST_TERMS], f"… (모두 {one.count:,}개)", terms[-1]]
    return " + ".join(terms)


def _word_comparison(outcome: TableOutcome, markers: Markers, register: Register) -> list[str]:
    plan, one = outcome.plan, outcome.figures[0]
    assert isinstance(plan, Compare)
    left, right = outcome.sides
    first, second = (
        f"{format_number(side.value, side.decimals)}{_side_marks(side, markers)}" for side in (left, right)
    )
    result = show_figure(one)
    match plan.between:
        case "difference":
            what = f"{korean.josa(left.label, '과/와')} {right.label}의 {_COMPARED['difference']}"
            high, low = (first, second) if left.value >= right.value else (second, first)
            lines = [_close(what, result, register), f"{high} - {low} = {result}"]
            if plan.larger and left.value != right.value:
                lines.insert(0, _close("더 큰 쪽", (left if left.value > right.value else right).label, register))
            return lines
        case "growth":
            what = f"{left.label} → {right.label} {_COMPARED['growth']}"
            return [_close(what, result, register), f"({second} - {first}) ÷ {first} × 100 = {result}"]
        case "ratio":
            what = f"{right.label}에 대한 {left.label}의 {_COMPARED['ratio']}"
            return [_close(what, result, register), f"{first} ÷ {second} = {result}"]
        case _:
            what = f"{right.label or '전체'} 가운데 {left.label}의 {_COMPARED['share']}"
            return [_close(what, result, register), f"{first} ÷ {second} × 100 = {result}"]


def _side_marks(side: Figure, markers: Markers) -> str:
    return _mark(side.places[:MOST_TERMS], markers)


def _word_list(finding: TableFinding, outcome: TableOutcome, markers: Markers, register: Register) -> list[str]:
    plan, figures = outcome.plan, outcome.figures
    lines = [f"{one.label}: {show_figure(one)}{_mark(one.places[:2], markers)}" for one in figures[:MOST_GROUPS_TOLD]]
    if len(figures) > MOST_GROUPS_TOLD:
        lines.append(f"… (모두 {len(figures)}개)")
    if isinstance(plan, Grouping):
        return [_name_group(finding, plan), "\n".join(f"- {line}" for line in lines)]
    assert isinstance(plan, Rank)
    group = plan.group
    heads = [finding.table.columns[i].head for i in group.cells.columns] if group.by is not None else []
    extreme = "가장 큰 것" if plan.descending else "가장 작은 것"
    what = f"{korean.josa(heads[0], '이/가')} {extreme}" if heads else extreme
    if plan.most == 1 and len(figures) == 1:
        one = figures[0]
        return [_close(what, f"{one.label}({show_figure(one)})", register) + _mark(one.places, markers)]
    return [f"{what} {plan.most}개" if plan.most > 1 else what, "\n".join(f"- {line}" for line in lines)]


def _name_group(finding: TableFinding, plan: Grouping) -> str:
    """What a list is a list of: "지점별 매출 합계"."""
    columns = finding.table.columns
    by = f"{columns[plan.by].head}별" if plan.by is not None else ""
    heads = [columns[i].head for i in plan.cells.columns[:1]] if plan.measure != "count" else []
    measured = [] if plan.measure == "each" else [_MEASURED[plan.measure]]
    return " ".join([*filter(None, [by]), *heads, *measured])


def word_question_back(finding: TableFinding, register: Register) -> str:
    """What is asked back where several columns or tables fit equally."""
    choices = "\n".join(f"- {choice}" for choice in finding.choices)
    asked = (
        "어느 표" if finding.reason == "which table" else "어느 열" if finding.reason == "which column" else "어느 행"
    )
    return f"{korean.josa(asked, '을/를')} {_TELL_WHICH[register]}:\n\n{choices}"


def word_refusal(finding: TableFinding, register: Register) -> str:
    """Why nothing was worked out, and what may be done about it."""
    title, about = finding.table.display_name, finding.about
    ends = _NONE[register], _NOT[register]
    near = f" 비슷한 열: {', '.join(finding.choices)}" if finding.choices else ""
    sentences = {
        "no such time": f"'{title}' 표에는 '{about}'에 해당하는 것이 {ends[0]}.",
        "unknown word": f"'{title}' 표에서 '{about}'에 해당하는 행이나 열을 찾을 수 {ends[0]}.{near}",
        "mixed units": f"단위가 서로 다른 값({about})이라 함께 계산하지 {ends[1]}.",
        "missing": f"'{title}' 표의 {about} 값이 비어 있어 계산할 수 {ends[0]}.",
        "division by zero": f"{about} 값이 0이라 나눌 수 {ends[0]}.",
        "no rows": f"'{title}' 표에 조건에 맞는 행이 {ends[0]}.",
        "several rows": f"'{about}'에 해당하는 행이 여러 개라 하나로 정할 수 {ends[0]}.",
    }
    return sentences.get(finding.reason, f"'{title}' 표에서 어느 행과 열을 묻는지 정할 수 {ends[0]}.")
