"""The table of what people can be told: every refusal that the code spells, and every problem that a check can name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
ERROR_PACKAGES = ("storage", "accounts", "knowledge", "learning", "llm", "agent", "finetune", "server", "ui")
ERROR_FILES = ("errors.py", "settings.py")
TREE = {  # class -> the code that it has where none is said
    "IngestError": "ingest_failed",
    "StorageError": "storage_failed",
    "QuestionError": "bad_request",
    "ModelUnavailable": "model_unavailable",
    "QuizError": "quiz_failed",
    "FinetuneError": "finetune_failed",
    "AccountError": "account_refused",
    "HyunmooError": "error",
}


class ToldSentence(NamedTuple):
    """A sentence for people; ``…`` stands for what is filled in."""

    code: str
    korean: str
    english: str
    room: str


def list_errors() -> list[ToldSentence]:
    """Every error that is made with a sentence in the code, by code; a loader's are ``LoadError(code, sentence)``."""
    found: set[ToldSentence] = set()
    for path in _list_files():
        room = path.relative_to(ROOT).parent.as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                found.update(_read_call(node, node.func.id, room))
    return sorted(found)


def _list_files() -> Iterator[Path]:
    for package in ERROR_PACKAGES:
        yield from sorted((ROOT / package).rglob("*.py"))
    for name in ERROR_FILES:
        yield ROOT / name


def _read_call(call: ast.Call, name: str, room: str) -> Iterator[ToldSentence]:
    said = {keyword.arg: spell(keyword.value) for keyword in call.keywords}
    if name in TREE and call.args:
        yield ToldSentence(said.get("code") or TREE[name], spell(call.args[0]), said.get("english", ""), room)
    elif name == "LoadError" and len(call.args) == 2:
        from knowledge.loaders.refusals import translate_refusal

        code = spell(call.args[0])
        yield ToldSentence(code, spell(call.args[1]), translate_refusal(code), room)


def spell(node: ast.expr) -> str:
    """A text as the code spells it, ``…`` for what is filled in."""
    if isinstance(node, ast.Constant):
        return str(node.value) if isinstance(node.value, str) else "…"
    if isinstance(node, ast.JoinedStr):
        return "".join(spell(part) if isinstance(part, ast.Constant) else "…" for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return spell(node.left) + spell(node.right)
    return "…"


def draw_errors() -> str:
    """The refusals as a table."""
    rows = [f"| `{one.code}` | {_cell(one.korean)} | {_cell(one.english)} | {one.room} |" for one in list_errors()]
    return "\n".join(["| code | Korean | English | said in |", "|---|---|---|---|", *rows])


def draw_problems() -> str:
    """What a check can find as a table."""
    from knowledge.integrity.sentences import PROBLEM_SENTENCES

    rows = [
        f"| `{code}` | {_cell(one.korean)} | {_cell(one.english)} |" for code, one in sorted(PROBLEM_SENTENCES.items())
    ]
    return "\n".join(["| code | Korean | English |", "|---|---|---|", *rows])


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "\\<")
