"""The house: which way imports go, what no file may do, and that what the documentation says of it is true."""

from __future__ import annotations

import ast
import re
import runpy
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from bench.words import files, rule_words, word_lists
from installer.environment import PACKAGES
from settings import ROOT
from tests.parsed import forget_files, parse_file

MOST_WORDS = 300  # Korean words in rules outside korean/lexicon, as bench words counts them
WORDS_TO_GO: set[str] = set()
SHARED = {"settings", "errors", "weights", "korean"}
ALLOWED: dict[str, set[str]] = {
    "installer": set(),
    "hyunmoo": {"settings", "ui"},
    "korean": {"errors", "weights"},
    "storage": {"errors"},
    "accounts": {"settings", "errors", "storage"},
    "llm": SHARED,
    "knowledge": SHARED | {"storage"},
    "learning": SHARED | {"storage", "knowledge", "llm"},
    "agent": SHARED | {"storage", "knowledge", "llm", "learning"},
    "finetune": SHARED | {"storage", "knowledge", "llm", "learning"},
    "server": SHARED | {"storage", "accounts", "knowledge", "llm", "learning", "agent"},
    "ui": SHARED | {"storage", "accounts", "knowledge", "llm", "learning", "agent", "finetune", "installer", "server"},
    "bench": SHARED
    | {"storage", "accounts", "knowledge", "llm", "learning", "agent", "finetune", "installer", "server"},
}
MOUNTS = {"ui/served_app.py", "ui/commands/api_serving.py"}  # where pages and command line start the API
HEAVY = ("torch", "transformers", "peft", "sentence_transformers", "bitsandbytes", "streamlit", "sklearn")


@pytest.fixture(autouse=True, scope="module")
def files_in_memory() -> Iterator[None]:
    """The trees of all files go when the last test of this file is through."""
    yield
    forget_files()


def sources() -> list[Path]:
    return [
        path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")) if "versions" not in path.parts
    ]


def tests_and_sources() -> list[Path]:
    """Everything of ours that is Python: packages, tests, and the modules that stand alone."""
    alone = [*ROOT.glob("*.py"), *(ROOT / "docs").glob("*.py"), *(ROOT / "samples").glob("*.py")]
    return [*sources(), *sorted((ROOT / "tests").rglob("*.py")), *alone]


def test_a_folder_holds_twenty_files_at_most() -> None:
    held = Counter(path.parent.relative_to(ROOT).as_posix() for path in tests_and_sources())
    assert held["knowledge/search"] > 5
    assert {folder: count for folder, count in held.items() if count > 20} == {}


def test_no_line_is_over_120_columns() -> None:
    pragma = re.compile(r"\s*# (type: ignore|noqa)\b.*$")  # what a checker must be told on the very line
    long = [
        f"{path.relative_to(ROOT).as_posix()}:{number}"
        for path in tests_and_sources()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(pragma.sub("", line)) > 120
    ]
    assert long == []


def imported(tree: ast.AST) -> list[str]:
    """Every module that a file imports, inside functions too."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.append(node.module)
    return found


@pytest.mark.parametrize("path", sources(), ids=lambda p: str(p.relative_to(ROOT)))
def test_a_file_keeps_the_rules_of_the_house(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()
    package = path.relative_to(ROOT).parts[0]
    text, tree = path.read_text(encoding="utf-8"), parse_file(path)
    ours = {module.split(".")[0] for module in imported(tree)} & (set(PACKAGES) | {"settings", "errors", "weights"})
    assert ours - {package} <= ALLOWED[package], f"{name} imports {ours - ALLOWED[package] - {package}}"
    assert ast.get_docstring(tree), f"{name} has no docstring"
    assert len(text.splitlines()) <= 300, f"{name} is too long"
    assert path.stem not in ("utils", "helpers", "common", "misc")
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 60, f"{name}: {node.name} is too long"
        if isinstance(node, ast.ImportFrom):
            assert not any(alias.name == "*" for alias in node.names), name
        if isinstance(node, ast.ExceptHandler):
            caught = ast.unparse(node.type) if node.type else "BaseException"
            assert caught not in ("Exception", "BaseException"), f"{name} swallows everything"
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert called not in ("eval", "exec", "torch.load", "pickle.load", "pickle.loads"), f"{name} calls {called}"
        if isinstance(node, ast.keyword):
            assert node.arg not in ("unsafe_allow_html", "allow_dangerous_deserialization"), name
            assert not (node.arg in ("trust_remote_code", "shell") and ast.unparse(node.value) == "True"), name
        if isinstance(node, ast.Attribute):
            assert ast.unparse(node) not in ("os.environ", "os.getenv"), f"{name} reads the environment"


def test_the_api_is_imported_where_it_is_started_alone() -> None:
    importing = {
        path.relative_to(ROOT).as_posix()
        for path in sources()
        if path.relative_to(ROOT).parts[0] not in ("server", "bench")
        and any(name.split(".")[0] == "server" for name in imported(parse_file(path)))
    }
    assert importing == MOUNTS


@cache
def module_graph() -> dict[str, set[str]]:
    """Which of our modules import which, under TYPE_CHECKING and inside functions too; ``from package
    import module`` is its module.
    """
    modules = {}
    for path in sources():
        *parts, last = path.relative_to(ROOT).with_suffix("").parts
        modules[".".join(parts if last == "__init__" else [*parts, last])] = path
    graph: dict[str, set[str]] = {}
    for module, path in modules.items():
        graph[module] = set()
        for node in ast.walk(parse_file(path)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            for name in names:
                while name and name not in modules:
                    name = name.rpartition(".")[0]
                graph[module] |= {name} - {"", module}
    return graph


def find_cycle(graph: dict[str, set[str]]) -> list[str]:
    """The modules of one circle in the graph, the first one again at the end; [] where there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_module_imports_itself_by_way_of_others() -> None:
    graph = module_graph()
    assert graph["agent.assistant"] >= {"knowledge", "agent.graph"}
    assert find_cycle(graph) == []
    assert find_cycle({"a": {"b"}, "b": {"c"}, "c": {"a"}}) in (
        ["a", "c", "b", "a"],
        ["b", "a", "c", "b"],
        ["c", "b", "a", "c"],
    )


def test_learning_s_rows_are_written_by_learning_and_storage_alone() -> None:
    owned = {"QuestionRow", "AttemptRow", "CardRow", "SittingRow"}
    for path in sorted((ROOT / "knowledge").rglob("*.py")):
        names = {node.id for node in ast.walk(parse_file(path)) if isinstance(node, ast.Name)}
        assert not names & owned, path


def test_how_long_a_summary_is_stands_in_one_place() -> None:
    literal = re.compile(r"Literal\[\s*\"line\", \"paragraph\", \"page\"\s*\]")
    files = [*sources(), ROOT / "settings.py"]
    assert [path.name for path in files if literal.search(path.read_text(encoding="utf-8"))] == ["settings.py"]


def test_neither_importing_the_agent_nor_asking_loads_what_is_heavy(sample_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "library"
    shutil.copytree(sample_folder, folder)
    code = (
        "import sys, agent; print([m for m in sys.argv[2:] if m in sys.modules]);"
        "from agent import Assistant; from settings import Settings; from pathlib import Path;"
        "a = Assistant.open(Settings(library=Path(sys.argv[1]))); a.ask('을사늑약은 언제 체결되었나?');"
        "print([m for m in sys.argv[2:] if m in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(folder), *HEAVY], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert ran.stdout.split() == ["[]", "[]"], ran.stdout + ran.stderr


def test_the_tree_in_the_documentation_stands_on_the_disk() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    tree = re.search(r"```text\n(.*?)```", text, re.S)
    assert tree
    folders: list[str] = []
    named = 0
    for line in tree.group(1).splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        name = line.split()[0]
        folders = [*folders[:depth], name.removesuffix("/")]
        assert (ROOT / "/".join(folders)).exists(), line
        named += 1
    assert named > 200


def test_what_is_drawn_in_the_documentation_is_current(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["build.py", "--check"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(ROOT / "docs" / "build.py"), run_name="__main__")
    assert ended.value.code == 0, f"python3 run.py docs writes these anew:\n{capsys.readouterr().err}"


def test_every_link_between_the_pages_leads_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
    links = [(page, link) for page in pages for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8"))]
    assert len(links) > 10
    for page, link in links:
        assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_every_requirement_has_its_reason_in_the_documentation() -> None:
    table = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    transitive = {"tokenizers", "numpy", "langgraph-checkpoint"}
    for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines():
        name = re.split(r"[<>=]", line)[0].strip()
        assert not name or name in transitive or re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", table), name


def test_no_word_list_stands_in_code() -> None:
    """Words are rows of korean/lexicon, where each has its source; what a rule needs beside them is few words."""
    lists, count = {}, 0
    for path in files():
        name = path.relative_to(ROOT).as_posix()
        if name not in WORDS_TO_GO:
            lists |= {f"{name}:{line}": words for line, words in word_lists(path)}
            count += len(rule_words(path))
    assert lists == {}
    assert count < MOST_WORDS


def test_a_list_in_code_is_seen_wherever_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "code.py"
    for line in (
        'A = re.compile(r"(?:가을|나무|다리|라면)$")',
        'A = "가을 나무 다리 라면".split()',
        'A = "가을|나무|다리|라면"\nB = re.compile(rf"^{A}$")',
        'A = frozenset(("가을", "나무", "다리", "라면"))',
        'A = {"가을": 1, "나무": 2, "다리": 3, "라면": 4}',
        'A = text.startswith(("가을", "나무", "다리", "라면"))',
        'A = dict(zip("가을 나무 다리 라면".split(), range(4)))',
        'A = [word for word in ("가을", "나무", "다리", "라면")]',
    ):
        path.write_text(f'"""A file."""\n{line}\n', encoding="utf-8")
        assert len(rule_words(path, tmp_path)) == 4 and len(word_lists(path, tmp_path)) == 1, line
    path.write_text(
        '"""가을 나무 다리 라면"""\nraise ValueError("가을 나무 다리 라면")\nA = re.compile("[가-힣]+")\n', "utf-8"
    )
    assert not rule_words(path, tmp_path) and not word_lists(path, tmp_path)


def test_the_states_of_evidence_are_written_down_once() -> None:
    states, found = {"확인됨", "근거 약함", "근거 없음"}, set()
    for path in sources():
        constants = {node.value for node in ast.walk(parse_file(path)) if isinstance(node, ast.Constant)}
        found |= {path.relative_to(ROOT).as_posix()} if constants & states else set()
    assert found == {"knowledge/models.py", "ui/texts/catalogue.py"}  # as values, and as words on the screen


def test_whether_a_text_says_a_thing_is_asked_of_one_judge() -> None:
    names = ("entailment", "contradiction", "passage_support")
    rules = {f"knowledge.evidence.{name}" for name in names}
    asking = {module for module, imports in module_graph().items() if imports & rules}
    fitting = {"bench.agent.support", "bench.fitting.entailment", "bench.fitting.passage_support"}
    assert asking == fitting | {"knowledge.evidence.judge", "knowledge.evidence.passage_support"}
    users = {module for module, imports in module_graph().items() if "knowledge.evidence.judge" in imports}
    assert {"agent.grounding", "learning.kinds.ox", "learning.grading.rubric"} <= users
