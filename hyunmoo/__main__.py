"""The ``hyunmoo`` command of an installed package: puts the project's tree before everything else, and
hands over to its command line.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
READ_BOOKS = (
    "ask",
    "search",
    "quiz",
    "mock",
    "summarize",
    "sources",
    "serve",
)  # the first of these reads the sample textbooks


def main() -> None:
    """Run the command of ``sys.argv``; in an editable installation the tree is the project's folder itself."""
    tree = HERE / "_tree"
    sys.path.insert(0, str(tree if tree.is_dir() else HERE.parent))
    from ui.cli import run_program

    if len(sys.argv) > 1 and sys.argv[1] in READ_BOOKS and not {"--library", "--help"} & set(sys.argv):
        set_up()
    run_program()


def set_up() -> None:
    """Read the sample textbooks into the person's own library, once; a failure is said, and
    tried again with the next command.
    """
    from settings import HOME
    from ui.cli import run

    mark, asked = HOME / ".set-up", sys.argv
    if mark.exists():
        return
    sys.argv = [sys.argv[0], "setup"]
    code = run()
    sys.argv = asked
    if not code:
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()


if __name__ == "__main__":
    main()
