"""bench words: Korean words that stand in code as rules, file by file; word lists belong into korean/lexicon.

    python -m bench.words [--list FILE]

A word is counted where its place in the code makes it a rule: in a regular expression, a literal collection or a
``.split()``, compared with, or looked for by a method of strings. Sentences for people, prompts and docstrings are no
rules. A figure of the source alone.
"""

from __future__ import annotations

import argparse
import ast
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from installer.environment import PACKAGES
from settings import ROOT

# Texts for people, in catalogues of their own: a file's every string is shown or written to somebody.
TEXT_FOLDERS = ("ui/texts/", "learning/exchange/export/", "bench/data/")
LIST_LENGTH = 4  # Korean words from which a literal collection or a regular expression is a word list

# Constants of short texts that are shown, written or given to a model, not compared with anything.
SHOWN_TEXTS = {
    "agent/events.py": ("STEP_LABELS",),
    "knowledge/integrity/record.py": ("PEOPLES",),
    "bench/agent/hostile.py": ("MADE_UP_NAMES",),
    "bench/finetune/facts.py": ("FACT_KINDS",),
    "finetune/evaluate.py": ("COMPARED",),
    "finetune/rows.py": ("_PERSONAL",),
    "knowledge/loaders/registry.py": ("SIGNATURES",),
    "learning/kinds/gap.py": ("_CALLED",),
    "learning/kinds/order.py": ("ORDER_LABELS",),
    "llm/model_catalog.py": ("KOALPACA", "KULLM"),
    "llm/tasks/style.py": ("IN_REGISTER", "FOR_LEVEL", "FRAMES"),
    "ui/commands/output.py": ("READING_STAGES",),
    "ui/commands/packages.py": ("INSTALL_STAGES",),
    "ui/commands/training.py": ("names",),
}

_WORD = re.compile(r"[가-힣]+")
_RANGE = re.compile(r"[가-힣ㄱ-ㅣ]-[가-힣ㄱ-ㅣ]")  # of a character class: [가-힣]
_RE = frozenset({"compile", "match", "search", "fullmatch", "sub", "subn", "split", "findall", "finditer"})
_WALKED = frozenset({"zip", "enumerate", "set", "frozenset", "tuple", "list", "sorted"})
_METHODS = frozenset(
    {"startswith", "endswith", "replace", "strip", "lstrip", "rstrip", "removeprefix", "removesuffix"}
    | {"partition", "rpartition", "find", "rfind", "index", "count", "maketrans"}
)
_SENTENCE = re.compile(r"[가-힣] .*[.?!]['’)]*$|[{}$]|\n")  # a text for people: a sentence, or what is filled in
_LONG = 14  # characters from which a string with spaces in a collection is a text, not a word


class RuleWord(NamedTuple):
    """A Korean word at its place: ``where`` is the kind of place, ``group`` the line of the
    collection or expression that holds it.
    """

    line: int
    word: str
    where: str
    group: int


def words_in(text: str) -> list[str]:
    """The Korean words of a string, ranges of letters aside."""
    return _WORD.findall(_RANGE.sub(" ", text))


def rule_words(path: Path, root: Path = ROOT) -> list[RuleWord]:
    """The Korean words of a file that stand where a rule stands, each at each of its places."""
    name = path.relative_to(root).as_posix()
    if name.startswith(TEXT_FOLDERS):
        return []
    found: dict[tuple[int, int, str], list[RuleWord]] = {}
    labels, places = _read(path.read_text(encoding="utf-8"), name)
    for where, group, constant in places:
        if (
            constant.value in ("가", "힣") and where == "comparison"
        ):  # the first and the last syllable: a range, no word
            continue
        if id(constant) in labels:
            continue
        key = (constant.lineno, constant.col_offset, str(constant.value))
        words = words_in(str(constant.value))
        found.setdefault(key, [RuleWord(constant.lineno, word, where, group) for word in words])
    return [word for words in found.values() for word in words]


def word_lists(path: Path, root: Path = ROOT) -> list[tuple[int, list[str]]]:
    """Literal collections of ``LIST`` Korean words or more, and expressions with as many
    Korean alternatives: line and words.
    """
    name = path.relative_to(root).as_posix()
    labels, places = _read(path.read_text(encoding="utf-8"), name)
    groups: dict[tuple[str, int], list[str]] = {}
    for where, line, constant in () if name.startswith(TEXT_FOLDERS) else places:
        text = str(constant.value)
        if id(constant) in labels or where not in ("collection", "split", "expression"):
            continue
        entries = text.split("|") if where == "expression" else text.split() if where == "split" else [text]
        found = [entry for entry in entries if words_in(entry) and (where != "collection" or len(entry.split()) == 1)]
        if where == "expression" and len(found) < LIST_LENGTH:
            continue
        groups.setdefault((where, line), []).extend(found)
    return [(line, words) for (_, line), words in groups.items() if len(words) >= LIST_LENGTH]


@lru_cache(maxsize=1)
def _read(text: str, name: str) -> tuple[set[int], list[tuple[str, int, ast.Constant]]]:
    """The ids of the constants of a file that are labels, and those that stand where a rule does: kept for the last
    file alone, which both counts ask for.
    """
    tree = ast.parse(text)
    return _within_labels(tree, SHOWN_TEXTS.get(name, ())), list(_places(tree))


def _within_labels(tree: ast.Module, names: Sequence[str]) -> set[int]:
    """The ids of constants inside a constant of labels, or of a type (``Literal["초", "중"]``)."""
    nodes = [
        node
        for node in ast.walk(tree)
        if (isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id in names for t in node.targets))
        or (isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id in names)
        or (isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "Literal")
    ]
    return {id(one) for node in nodes for one in ast.walk(node) if isinstance(one, ast.Constant)}


def _places(tree: ast.Module) -> Iterator[tuple[str, int, ast.Constant]]:
    """String constants in the places of rules: the kind of place, the line where the rule begins, the constant."""
    pieces = _names_in_expressions(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            if isinstance(owner, ast.Name) and owner.id == "re" and node.func.attr in _RE:
                yield from (("expression", node.lineno, one) for arg in node.args[:2] for one in _strings(arg))
            elif node.func.attr in _METHODS:
                yield from (("method", node.lineno, one) for arg in node.args for one in _strings(arg))
            if node.func.attr in ("split", "splitlines", "strip", "join") and not isinstance(owner, ast.JoinedStr):
                yield from (("split", node.lineno, one) for one in _strings(owner) if words_in(str(one.value)))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _WALKED:
            yield from (("collection", node.lineno, one) for arg in node.args if _is_text(arg) for one in _strings(arg))
        elif isinstance(node, ast.comprehension | ast.For) and _is_text(node.iter):
            yield from (("collection", node.iter.lineno, one) for one in _strings(node.iter))
        elif isinstance(node, ast.Set | ast.Tuple | ast.List | ast.Dict):
            yield from (("collection", node.lineno, one) for one in _members(node))
        elif isinstance(node, ast.Compare):
            operands = [node.left, *node.comparators]
            yield from (("comparison", node.lineno, one) for side in operands for one in _strings(side))
        elif isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id in pieces for t in node.targets):
            yield from (("expression", node.lineno, one) for one in _strings(node.value))
        elif isinstance(node, ast.match_case):
            yield from (("comparison", one.lineno, one) for one in _strings(node.pattern))


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _members(node: ast.Set | ast.Tuple | ast.List | ast.Dict) -> Iterator[ast.Constant]:
    """The short strings of a literal collection: all but sentences and what is put together from names."""
    members = [*filter(None, node.keys), *node.values] if isinstance(node, ast.Dict) else node.elts
    for member in members:
        if not (isinstance(member, ast.Constant) and isinstance(member.value, str)):
            continue
        if not _SENTENCE.search(member.value) and not (" " in member.value and len(member.value) >= _LONG):
            yield member


def _names_in_expressions(tree: ast.Module) -> set[str]:
    """Names of strings that regular expressions are put together from, or that are split
    into words or walked through.
    """
    given = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and any(True for _ in _strings(node.value))
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    used: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            if isinstance(owner, ast.Name) and owner.id == "re" and node.func.attr in _RE:
                used |= {name for arg in node.args[:2] for name in _names(arg)}
            elif node.func.attr in ("split", "splitlines", "strip"):
                used |= _names(owner)
    while more := {name for one in used & given.keys() for name in _names(given[one])} - used:
        used |= more
    return used & given.keys()


def _strings(node: ast.AST) -> Iterator[ast.Constant]:
    """String constants of an expression, those inside f-strings and sums included."""
    for one in ast.walk(node):
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            yield one


def _names(node: ast.AST) -> set[str]:
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}


def files() -> list[Path]:
    """Our Python files, run.py and the shared ones included."""
    inside = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    return [*inside, *sorted(ROOT.glob("*.py"))]


def main(argv: list[str] | None = None) -> int:
    """Prints the table by file; with ``--list`` the words of one file by line."""
    parser = argparse.ArgumentParser(prog="bench words", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--list", type=Path)
    options = parser.parse_args(argv)
    if options.list:
        for word in rule_words(options.list.resolve()):
            print(f"{word.line}\t{word.where}\t{word.word}")
        return 0
    counts = {path.relative_to(ROOT).as_posix(): rule_words(path) for path in files()}
    kinds: Counter[str] = Counter(word.where for words in counts.values() for word in words)
    for name, words in sorted(counts.items(), key=lambda item: -len(item[1])):
        if words:
            print(f"{len(words):5}  {name}")
    print(f"{sum(map(len, counts.values())):5}  in all: {', '.join(f'{n} {kind}' for kind, n in kinds.most_common())}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
