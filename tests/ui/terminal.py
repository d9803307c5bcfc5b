"""Our commands as a person types them: in a process of their own where starting is the point, else in
this one, which costs a tenth.
"""

from __future__ import annotations

import io
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from settings import ROOT
from ui.cli import main


def hyunmoo(*arguments: str, library: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command by the program's own entry."""
    said, complained = io.StringIO(), io.StringIO()
    command = ["hyunmoo", *arguments, "--library", str(library)]
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(said), redirect_stderr(complained):
        patch.setattr(sys, "argv", command)
        patch.setattr(sys, "stdin", io.StringIO(stdin))
        with pytest.raises(SystemExit) as ended:
            main()
    code = ended.value.code
    return subprocess.CompletedProcess(
        command, code if isinstance(code, int) else 1, said.getvalue(), complained.getvalue()
    )


def hyunmoo_process(*arguments: str, library: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own."""
    command = [sys.executable, "-m", "ui.cli", *arguments, "--library", str(library)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=120, input=stdin)
