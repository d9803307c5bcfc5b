"""Mutants of a Python file: one small change each, of the kinds that mutmut and Cosmic Ray make.

Comparisons, ``and``/``or``, conditions, arithmetic, numbers, texts, truth values, return values and statements are
changed or removed; annotations, docstrings, decorators and imports are left as they are.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.MatMult: ast.Mult,
}
_UNTOUCHED = {"annotation", "returns", "decorator_list", "bases", "format_spec", "type_params"}
_SHOWN = 70  # characters of a change in a table


@dataclass(frozen=True)
class Slot:
    """A place of a syntax tree that holds a node: ``parent.field``, or its item number ``at``."""

    parent: ast.AST
    field: str
    at: int | None
    inside: bool  # a function

    @property
    def node(self) -> ast.AST:
        held = getattr(self.parent, self.field)
        node: ast.AST = held if self.at is None else held[self.at]
        return node

    def put(self, node: ast.AST) -> None:
        if self.at is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.at] = node


@dataclass(frozen=True)
class Mutant:
    """One change of one file: where, of what kind, and what stands there afterwards."""

    slot: Slot
    new: ast.AST
    kind: str

    @property
    def lines(self) -> range:
        node = self.slot.node
        first = getattr(node, "lineno", 0)
        return range(first, (getattr(node, "end_lineno", first) or first) + 1)

    def within(self, node: ast.stmt) -> bool:
        """Whether the change stands in a statement, by its lines."""
        return node.lineno <= self.lines.start and self.lines.stop - 1 <= (node.end_lineno or 0)

    def __str__(self) -> str:
        before, after = (" ".join(ast.unparse(node).split()) for node in (self.slot.node, self.new))
        return f"{before[:_SHOWN]} -> {after[:_SHOWN]}"


def list_mutants(tree: ast.Module) -> list[Mutant]:
    """Every mutant of a module, in the order of its lines."""
    found = [Mutant(slot, new, kind) for slot in _slots(tree, False) for kind, new in _changes(slot)]
    return sorted(found, key=lambda mutant: mutant.lines.start)


def apply_mutant(tree: ast.Module, mutant: Mutant) -> ast.Module:
    """A copy of the tree with the change made; the tree itself is left as it was."""
    before = mutant.slot.node
    mutant.slot.put(ast.copy_location(mutant.new, before))
    try:
        return ast.fix_missing_locations(copy.deepcopy(tree))
    finally:
        mutant.slot.put(before)


def _slots(node: ast.AST, inside: bool) -> Iterator[Slot]:
    body = getattr(node, "body", None)
    if isinstance(body, list) and body and _is_text(body[0]):
        body = body[0]  # a docstring
    for field, value in ast.iter_fields(node):
        if field in _UNTOUCHED or (isinstance(node, ast.Assign) and _names_dunder(node)):
            continue
        within = inside or (isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) and field == "body")
        places = enumerate(value) if isinstance(value, list) else [(None, value)]
        for at, held in places:
            if not isinstance(held, ast.AST) or held is body or isinstance(held, ast.Import | ast.ImportFrom):
                continue
            if isinstance(held, ast.If) and "TYPE_CHECKING" in ast.unparse(held.test):
                continue
            if isinstance(held, ast.expr | ast.stmt):
                yield Slot(node, field, at, within)
            yield from _slots(held, within)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _names_dunder(node: ast.Assign) -> bool:
    return any(isinstance(target, ast.Name) and target.id.startswith("__") for target in node.targets)


def _changes(slot: Slot) -> Iterator[tuple[str, ast.AST]]:
    node = slot.node
    if slot.field in ("test", "ifs") and not _negates_itself(node):
        yield "condition", ast.UnaryOp(ast.Not(), node)  # type: ignore[arg-type]
    if isinstance(node, ast.Compare):
        for i, operator in enumerate(node.ops):
            for other in _COMPARISONS[type(operator)]:
                yield (
                    "comparison",
                    ast.Compare(node.left, [*node.ops[:i], other(), *node.ops[i + 1 :]], node.comparators),
                )
    elif isinstance(node, ast.BoolOp):
        yield "and/or", ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    elif isinstance(node, ast.UnaryOp):
        yield "negation", node.operand
    elif isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
        yield "arithmetic", ast.BinOp(node.left, _ARITHMETIC[type(node.op)](), node.right)
    elif isinstance(node, ast.AugAssign) and type(node.op) in _ARITHMETIC:
        yield "arithmetic", ast.AugAssign(node.target, _ARITHMETIC[type(node.op)](), node.value)
    elif isinstance(node, ast.Constant):
        yield from (("constant", ast.Constant(value)) for value in _other_values(node.value))
    elif isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
        yield "return", ast.Return(None)
    elif isinstance(node, ast.Expr | ast.Raise | ast.Delete) or _stores(node):
        yield "statement", ast.Pass()
    elif isinstance(node, ast.Break | ast.Continue):
        yield "statement", ast.Continue() if isinstance(node, ast.Break) else ast.Break()


def _negates_itself(node: ast.AST) -> bool:
    """Whether a change of the condition itself says the same as its negation."""
    return isinstance(node, ast.UnaryOp) or (isinstance(node, ast.Compare) and len(node.ops) == 1)


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _stores(node: ast.AST) -> bool:
    """Whether a statement sets an attribute or an item: without it the rest still runs."""
    return isinstance(node, ast.Assign) and all(isinstance(t, ast.Attribute | ast.Subscript) for t in node.targets)


def _other_values(value: object) -> list[bool | int | float | str]:
    """Numbers a step, or a half, up and down; texts with letters around them, so that nothing matches."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value - 1]
    if isinstance(value, float):
        return [value * 1.5, value * 0.5] if value else [1.0]
    if isinstance(value, str):
        return [f"XX{value}XX"]
    return []
