"""The house: an id of a kind, an engine, a loader or a format is spelled where its table is, and read off it
everywhere else.
"""

from __future__ import annotations

import ast
import re

from settings import ROOT
from tests.parsed import parse_file
from tests.test_house import sources

# Where the ids of a table may be spelled: in the room that holds it. Everywhere else they are read off the table.
TABLE_ROOMS = {
    "kinds": ("learning/kinds/",),
    "engines": ("llm/engines.py", "llm/extractive.py"),
    "loaders": ("knowledge/loaders/",),
    "formats": ("learning/exchange/",),
}
# Ids that are words of another meaning too count only where a kind, an engine or a format is named with them.
ORDINARY = frozenset("order match data short negative local server json markdown csv md txt html image moodle".split())
NAMING = re.compile(r"(^|[._])(kind|kinds|llm|engine|format|of_kind)s?$")


def table_ids() -> dict[str, frozenset[str]]:
    from knowledge.loaders.registry import LOADERS
    from learning.exchange.export import FORMATS
    from learning.kinds import KINDS
    from llm.engines import ENGINES

    tables = {"kinds": KINDS, "engines": ENGINES, "loaders": LOADERS, "formats": FORMATS}
    return {name: frozenset(table) for name, table in tables.items()}


def spelled_ids(tree: ast.AST) -> list[tuple[str, int, bool]]:
    """Every literal with its line, and whether it names a kind, an engine or a format: compared with such a thing,
    given under
    such a name, first in a Draft, or the key of a table.
    """
    naming: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and NAMING.search(ast.unparse(node.left)):
            naming |= {one for side in node.comparators for one in ast.walk(side)}
        if isinstance(node, ast.keyword) and NAMING.search(node.arg or ""):
            naming |= set(ast.walk(node.value))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Draft" and node.args:
            naming |= set(ast.walk(node.args[0]))
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) in ("KINDS", "ENGINES", "LOADERS", "FORMATS"):
            naming |= set(ast.walk(node.slice))
    return [
        (node.value, node.lineno, node in naming)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


def test_an_id_of_a_table_is_spelled_in_its_own_room_alone() -> None:
    tables, wrong = table_ids(), []
    for path in sources():
        name = path.relative_to(ROOT).as_posix()
        elsewhere = {table: ids for table, ids in tables.items() if not name.startswith(TABLE_ROOMS[table])}
        here = frozenset().union(*(ids for table, ids in tables.items() if table not in elsewhere))
        for text, line, names in spelled_ids(parse_file(path)):
            words = [word for word in re.split(r"[\s,]+", text) if word]
            listed = [
                word
                for word in words
                if any(word in ids for ids in elsewhere.values())
                and word not in here
                and (names or word not in ORDINARY or len(words) > 1)
            ]
            if listed and len(listed) == len(words):
                wrong.append(f"{name}:{line} {text}")
    assert not wrong, "\n".join(wrong)
