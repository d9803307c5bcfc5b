"""The door: standard library only, and it hands over to the command line."""

import ast
import subprocess
import sys

from settings import ROOT


def test_the_door_needs_nothing_but_the_standard_library() -> None:
    tree = ast.parse((ROOT / "run.py").read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    assert {name.split(".")[0] for name in names} <= set(sys.stdlib_module_names)


def test_every_command_of_the_readme_is_there() -> None:
    ran = subprocess.run([sys.executable, "-m", "ui.cli", "--help"], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=60)
    for command in "ingest search ask quiz grade summarize review export check setup serve sources remove restore".split():
        assert command in ran.stdout, command


def test_another_python_is_refused_with_a_sentence() -> None:
    code = "import sys; sys.version_info = (3, 9, 0); import run; run.check_python()"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=60)
    assert ran.returncode == 1 and "3.11" in ran.stderr
