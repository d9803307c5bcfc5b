"""The parts of the documentation that are drawn from the code: arrows between rooms, the
tree, the command line, the graph, what people are told.

``python3 run.py docs`` writes them between their markers; with ``--check`` it writes nothing, names the files that are
out of date on stderr and ends with 1. Whatever stands outside the markers is written by hand and left as it is.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = (
    "hyunmoo",
    "ui",
    "server",
    "finetune",
    "agent",
    "learning",
    "knowledge",
    "llm",
    "accounts",
    "storage",
    "korean",
    "installer",
)
TREE_ORDER = (
    "hyunmoo",
    "installer",
    "korean",
    "storage",
    "accounts",
    "knowledge",
    "llm",
    "learning",
    "agent",
    "finetune",
    "server",
    "ui",
    "bench",
)
FOLDERS = {
    "samples/": "two textbooks of our own, their Markdown and build.py",
    "docs/": "this folder: build.py draws what is drawn from the code; screenshots of every page",
    "tests/": "promises, in the rooms of what they hold; tests/e2e drives a browser",
}
PHRASE_COLUMN = 38


# -- arrows ------------------------------------------------------------------------------------------------------------


def list_modules(package: str) -> dict[str, Path]:
    """Dotted name -> file of every module of a package, migrations' versions left out."""
    files = (path for path in sorted((ROOT / package).rglob("*.py")) if "versions" not in path.parts)
    return {module_name(path): path for path in files}


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def read_imports(path: Path, modules: dict[str, Path]) -> set[str]:
    """Those of ``modules`` that a file imports, inside functions and for types too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            found |= {name if name in modules else node.module for name in names}
    return found & modules.keys() - {module_name(path)}


def room_of(module: str, package: str) -> str:
    """The room of a module inside its package: a folder (``search/``) or a file of the
    package's own (``library.py``).
    """
    inner = module.removeprefix(package).strip(".").split(".")
    if inner == [""]:
        return "__init__.py"
    return f"{inner[0]}/" if (ROOT / package / inner[0]).is_dir() else f"{inner[0]}.py"


def find_room_arrows(package: str) -> set[tuple[str, str]]:
    """(importing room, imported room) inside one package, once each."""
    modules = list_modules(package)
    pairs = {
        (room_of(name, package), room_of(target, package))
        for name, path in modules.items()
        for target in read_imports(path, modules)
    }
    return {(start, end) for start, end in pairs if start != end}


def find_package_arrows() -> set[tuple[str, str]]:
    modules = {name: path for package in PACKAGES for name, path in list_modules(package).items()}
    pairs = {
        (name.split(".")[0], target.split(".")[0])
        for name, path in modules.items()
        for target in read_imports(path, modules)
    }
    return {(start, end) for start, end in pairs if start != end and end != "korean"}


def reachable(start: str, arrows: set[tuple[str, str]]) -> set[str]:
    """Every node that can be reached from one by arrows, itself only along a circle."""
    reached: set[str] = set()
    waiting = [end for begin, end in arrows if begin == start]
    while waiting:
        node = waiting.pop()
        if node not in reached:
            reached.add(node)
            waiting += [end for begin, end in arrows if begin == node]
    return reached


def find_circles(arrows: set[tuple[str, str]]) -> set[str]:
    """The nodes that stand on a circle of arrows."""
    return {start for start, _ in arrows if start in reachable(start, arrows)}


def drop_implied(arrows: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """The arrows that follow from no others (transitive reduction); all of them where they run in a circle."""
    if find_circles(arrows):
        return arrows
    return {arrow for arrow in arrows if arrow[1] not in reachable(arrow[0], arrows - {arrow})}


def draw_arrows(arrows: set[tuple[str, str]]) -> str:
    """A Mermaid graph, most-importing nodes on top."""
    nodes = sorted({node for arrow in arrows for node in arrow})
    key = {node: re.sub(r"\W", "_", node).strip("_") + "_" for node in nodes}
    lines = [f'    {key[node]}["{node}"]' for node in nodes]
    lines += [f"    {key[start]} --> {key[end]}" for start, end in sorted(drop_implied(arrows))]
    return "\n".join(["```mermaid", "graph TD", *lines, "```"])


def draw_rooms() -> str:
    """A table of the packages and, for each with rooms to tell apart, its picture."""
    rows = ["| package | files | rooms | arrows | rooms on a circle |", "|---|---|---|---|---|"]
    pictures = []
    for package in TREE_ORDER:
        arrows = find_room_arrows(package)
        rooms = {room_of(name, package) for name in list_modules(package)} - {"__init__.py"}
        circles = ", ".join(sorted(find_circles(arrows))) or "none"
        rows.append(f"| {package} | {len(list_modules(package))} | {len(rooms)} | {len(arrows)} | {circles} |")
        if package != "bench" and arrows:
            inner = {arrow for arrow in arrows if arrow[0] != "__init__.py"}  # a package's face shows everything
            pictures.append(f"### {package}\n\n{draw_arrows(inner)}")
    return "\n".join(rows) + "\n\n" + "\n\n".join(pictures)


# -- the tree ----------------------------------------------------------------------------------------------------------


def read_phrase(path: Path) -> str:
    """The first sentence of a module's docstring, on one line and without its full stop."""
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    paragraph = " ".join(docstring.split("\n\n")[0].split())
    return re.split(r"(?<=[.?!])\s+(?=[A-Z가-힣`])", paragraph)[0].removesuffix(".").replace("``", "")


def draw_tree() -> str:
    """Every module with its phrase, folders first in the order in which they build on each other."""
    lines = [f"{name:<{PHRASE_COLUMN}} {read_phrase(ROOT / name)}" for name in ("run.py", "settings.py")]
    lines += [f"{name:<{PHRASE_COLUMN}} {read_phrase(ROOT / name)}" for name in ("errors.py", "weights.py")]
    for package in TREE_ORDER:
        lines += draw_folder(ROOT / package, 0)
    lines += [f"{name:<{PHRASE_COLUMN}} {phrase}" for name, phrase in FOLDERS.items()]
    return "\n".join(["```text", *(line.rstrip() for line in lines), "```"])


def draw_folder(folder: Path, depth: int) -> Iterator[str]:
    own = folder / "__init__.py"
    yield f"{'  ' * depth + folder.name + '/':<{PHRASE_COLUMN}} {read_phrase(own) if own.exists() else ''}"
    for path in sorted(folder.glob("*.py")):
        if path.name != "__init__.py":
            yield f"{'  ' * (depth + 1) + path.name:<{PHRASE_COLUMN}} {read_phrase(path)}"
    for inner in sorted(folder.iterdir()):
        if inner.is_dir() and inner.name != "versions" and any(inner.rglob("*.py")):
            yield from draw_folder(inner, depth + 1)


# -- the command line --------------------------------------------------------------------------------------------------


def describe_commands() -> str:
    """Every command with what its ``--help`` says: its text, its arguments and its options."""
    import typer.main

    from ui.commands import app

    root = typer.main.get_command(app)
    return "\n\n".join(describe_command("hyunmoo", root))


def describe_command(name: str, command: Any) -> Iterator[str]:
    inner: dict[str, Any] = getattr(command, "commands", {})
    rows = [describe_parameter(parameter) for parameter in command.params if not getattr(parameter, "hidden", False)]
    arguments = " ".join(p.name.upper() for p in command.params if not p.opts[0].startswith("-"))
    usage = " ".join(part for part in (name, "COMMAND" if inner else "", arguments, "[OPTIONS]") if part)
    text = " ".join((command.help or "").split())
    yield f"{'#' * min(1 + len(name.split()), 4)} {name}\n\n{text}\n\n`{usage}`"
    if rows:
        yield "\n".join(["| | |", "|---|---|", *rows])
    for key, child in inner.items():
        if child.hidden:
            continue
        yield from describe_command(f"{name} {key}", child)


def describe_parameter(parameter: Any) -> str:
    """A row of the table: how it is written, what it is, which values it takes, and its default."""
    is_option = parameter.opts[0].startswith("-")
    names = ", ".join([*parameter.opts, *parameter.secondary_opts]) if is_option else parameter.name.upper()
    descriptor = getattr(parameter, "type_descriptor", None)
    choices = getattr(getattr(parameter, "type", None), "choices", None) or list_choices(descriptor)
    text = (parameter.help or "") + (f" ({', '.join(map(str, choices))})" if choices else "")
    default = parameter.default
    if default not in (None, "", False, (), []) and not callable(default):
        text += f" [{default}]"
    return f"| `{names}` | {text.replace('|', chr(92) + '|')} |"


def list_choices(descriptor: Any) -> list[object]:
    """The values of a parameter whose type is an enumeration or a ``Literal``."""
    annotation = getattr(descriptor, "annotation", None)
    if isinstance(annotation, type) and hasattr(annotation, "__members__"):
        return [member.value for member in annotation.__members__.values()]
    return [value for value in get_args(annotation) if isinstance(value, str)]


# -- the graph of a question -------------------------------------------------------------------------------------------


def draw_graph() -> str:
    """The LangGraph state machine as LangGraph draws it."""
    from agent.graph import build_graph

    return f"```mermaid\n{build_graph().get_graph().draw_mermaid().strip()}\n```"


# -- writing -----------------------------------------------------------------------------------------------------------


def draw_all() -> dict[str, dict[str, str]]:
    """File -> name of a part -> what stands between its markers."""
    from docs.sentences import draw_errors, draw_problems

    graph = draw_graph()
    return {
        "README.md": {"graph": graph},
        "README.ko.md": {"graph": graph},
        "docs/architecture.md": {
            "packages": draw_arrows(find_package_arrows()),
            "rooms": draw_rooms(),
            "graph": graph,
            "tree": draw_tree(),
        },
        "docs/cli.md": {"commands": describe_commands()},
        "docs/errors.md": {"errors": draw_errors(), "problems": draw_problems()},
    }


def replace_part(text: str, name: str, drawn: str) -> str:
    """A page with one part drawn anew. Raises ValueError where its markers are not there."""
    start, end = f"<!-- drawn: {name} -->", "<!-- end -->"
    before, found, rest = text.partition(start)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"no markers for {name}")
    return f"{before}{start}\n{drawn}\n{end}{after}"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; end with 1 where a file is out of date")
    check = parser.parse_args().check
    stale = []
    for file, parts in draw_all().items():
        page = ROOT / file
        before = after = page.read_text(encoding="utf-8")
        for name, drawn in parts.items():
            after = replace_part(after, name, drawn)
        if after != before:
            stale.append(file)
            if not check:
                page.write_text(after, encoding="utf-8", newline="\n")
    print("\n".join(stale) or "nothing to do", file=sys.stderr)
    return int(check and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
