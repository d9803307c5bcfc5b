"""Names: functions say what they do, and a constant, a class or a file has a name of its own in the whole project."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from settings import ROOT
from tests.parsed import forget_files, parse_file

PACKAGES = tuple(
    "accounts agent bench finetune hyunmoo installer knowledge korean learning llm server storage ui".split()
)
LIMIT = 0.03  # share of the functions of a package that may have a participle for a name

# Past participles that do not end in -ed; forms that are the base form too (cut, put, read, set, split) are left out.
IRREGULAR = frozenset(
    """
    begun bent bound bought broken brought built burnt caught chosen dealt done drawn driven eaten fallen fed felt flown
    forgiven forgotten fought found frozen given gone got gotten ground grown had heard held hidden hung kept known laid
    learnt led left lent lit lost made meant met mistaken paid proven rebuilt redone retold rewritten risen said seen \
sent
    shaken shone shown shrunk slept sold sought spent spoken spun stolen stood struck stuck sung sunk swept sworn taken
    taught thought thrown told torn understood undone unknown unseen withdrawn withheld won worn wound woven written
    """.split()
)
NO_PARTICIPLES = frozenset(
    "bed breed deed embed exceed feed heed hundred indeed need proceed red seed shed speed weed".split()
)
PREDICATES = frozenset("are can has is may must was were".split())  # is_shown says what is asked

# Constants and classes of one name in several files, each with its reason. The list only shrinks.
DOUBLE_NAMES: dict[str, str] = {
    "DEPTH": "of a fit and of what it fits, still to be named apart",
    "FILES": "of a fit and of what it fits, still to be named apart",
    "NAMES": "of a fit and of what it fits, still to be named apart",
    "PART": "of a fit and of what it fits, still to be named apart",
    "WEIGHTS": "of a fit and of what it fits, still to be named apart",
    "WHOLE": "of a fit and of what it fits, still to be named apart",
    "MARKS": "the installer runs without our packages, and names things for itself",
    "PATIENCE": "the installer runs without our packages, and names things for itself",
    "Progress": "the installer runs without our packages, and names things for itself",
    "Reporter": "the installer runs without our packages, and names things for itself",
    "START": "the installer runs without our packages, and names things for itself",
    "TEST": "the installer runs without our packages, and names things for itself",
    "DIALECT": "a dialect is one file, and its row in the table of dialects is called so in each",
    "KIND": "a kind of question is one file, and its row in the table of kinds is called so in each",
    "PROMPT": "a task is one file, and its prompt is called so in each",
    "RECIPE": "a fit is one file, and its row in the table of recipes is called so in each",
    "ROOT": "what is run without our packages (installer, docs, mutants) finds the project's folder by itself",
    "ROW": "a tool is one file, and its row in the table of tools is called so in each",
}

# Files of one name in several rooms, each with its reason. The list only shrinks.
DOUBLE_FILES: dict[str, str] = {
    "fusion": "a recipe of bench fit is called after the module whose weights it fits",
    "reranker": "a recipe of bench fit is called after the module whose weights it fits",
    "answers": "a benchmark is called after what it measures",
    "blocks": "a benchmark is called after what it measures",
    "cards": "a format out and a format in",
    "compose": "a node of the graph is called after what it asks of a model",
    "data": "what a package's values are, or its database's, or a book's",
    "definitions": "what a package's values are, or its database's, or a book's",
    "document": "what a package's values are, or its database's, or a book's",
    "passage_support": "a recipe of bench fit is called after the module whose weights it fits",
    "entailment": "a recipe of bench fit is called after the module whose weights it fits",
    "evidence": "what a package's values are, or its database's, or a book's",
    "exams": "a page, a command or a tool is called after what it shows",
    "gift": "a format out and a format in",
    "grammar": "a benchmark is called after what it measures",
    "library": "a benchmark is called after what it measures",
    "markdown": "a format that is read and one that is written, or spoken",
    "models": "a page, a command or a tool is called after what it shows",
    "plain": "a format that is read and one that is written, or spoken",
    "plan": "a node of the graph is called after what it asks of a model",
    "progress": "a page, a command or a tool is called after what it shows",
    "quiz": "a page, a command or a tool is called after what it shows",
    "quizzes": "a benchmark is called after what it measures",
    "registry": "the table of its room",
    "retrieval": "a benchmark is called after what it measures",
    "sentences": "a benchmark is called after what it measures, a recipe after what its weights judge",
    "session": "a page, a command or a tool is called after what it shows",
    "smalltalk": "a recipe of bench fit is called after the module whose weights it fits",
    "solver": "what a package's values are, or its database's, or a book's",
    "sources": "a page, a command or a tool is called after what it shows",
    "style": "a page, a command or a tool is called after what it shows",
    "summary": "a page, a command or a tool is called after what it shows",
    "tables": "what a package's values are, or its database's, or a book's",
    "threads": "a page, a command or a tool is called after what it shows",
    "verify": "a node of the graph is called after what it asks of a model",
    "words": "what a package's values are, or its database's, or a book's",
}


@pytest.fixture(autouse=True, scope="module")
def files_in_memory() -> Iterator[None]:
    """The trees of all files go when the last test of this file is through."""
    yield
    forget_files()


def sources() -> list[Path]:
    return [
        path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")) if "versions" not in path.parts
    ]


def is_participle(name: str) -> bool:
    """Whether a function's name ends in a past participle and has no object behind it: ``found``, ``best_found``."""
    words = [word for word in name.split("_") if word]
    if not words or name.startswith("__") or words[0] in PREDICATES:
        return False
    last = words[-1]
    return last in IRREGULAR or (len(last) > 3 and last.endswith("ed") and last not in NO_PARTICIPLES)


def list_functions(package: str) -> list[str]:
    """The names of all functions and methods of a package, nested ones too."""
    return [
        node.name
        for path in sources()
        if path.relative_to(ROOT).parts[0] == package
        for node in ast.walk(parse_file(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def list_public_names(tree: ast.Module) -> Iterator[str]:
    """The constants that a module assigns at its top level, and all its classes; private names are the file's own."""
    for node in tree.body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        for target in targets:
            names = (part.id for part in ast.walk(target) if isinstance(part, ast.Name))
            yield from (name for name in names if re.fullmatch(r"[A-Z][A-Z0-9_]*", name))
    yield from (
        node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )


def find_doubles(named: Iterable[tuple[str, Path]]) -> dict[str, list[str]]:
    """Name -> the files that have it, of those names that stand in more than one."""
    files: defaultdict[str, set[str]] = defaultdict(set)
    for name, path in named:
        files[name].add(path.relative_to(ROOT).as_posix())
    return {name: sorted(found) for name, found in files.items() if len(found) > 1}


@pytest.mark.parametrize("package", PACKAGES)
def test_functions_are_verb_and_object(package: str) -> None:
    names = list_functions(package)
    participles = sorted(name for name in names if is_participle(name))
    assert names
    assert len(participles) / len(names) < LIMIT, f"{len(participles)} of {len(names)}: {', '.join(participles)}"


def test_what_a_participle_is() -> None:
    assert all(is_participle(name) for name in ("told", "_found", "best_found", "shortened", "by_rules_written"))
    assert not any(
        is_participle(name) for name in ("find_found_text", "is_told", "has_moved", "feed", "write", "__init__")
    )


def test_constants_and_classes_have_names_of_their_own() -> None:
    named = [(name, path) for path in sources() for name in list_public_names(parse_file(path))]
    doubles = find_doubles(named)
    assert {"LONGEST_ANSWER", "Library"} <= {name for name, _ in named}
    assert {name: files for name, files in doubles.items() if name not in DOUBLE_NAMES} == {}
    assert set(DOUBLE_NAMES) <= set(doubles), "names that are no longer double leave the list"


def test_files_of_one_name_have_a_reason() -> None:
    doubles = find_doubles((path.stem, path) for path in sources() if not path.stem.startswith("__"))
    assert {name: files for name, files in doubles.items() if name not in DOUBLE_FILES} == {}
    assert set(DOUBLE_FILES) <= set(doubles), "names that are no longer double leave the list"
