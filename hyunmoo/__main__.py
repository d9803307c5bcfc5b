"""The ``hyunmoo`` command of an installed package: puts the project's tree before everything else, and hands over to its command line."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Run the command of ``sys.argv``; in an editable installation the tree is the project's folder itself."""
    tree = HERE / "_tree"
    sys.path.insert(0, str(tree if tree.is_dir() else HERE.parent))
    from ui.cli import main as run

    run()


if __name__ == "__main__":
    main()
