"""``.venv`` and the requirement files in it: made once, finished when interrupted, by uv where it
can be had and by pip otherwise.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = (  # every package of the project
    "accounts",
    "agent",
    "bench",
    "finetune",
    "hyunmoo",
    "installer",
    "knowledge",
    "korean",
    "learning",
    "llm",
    "server",
    "storage",
    "ui",
)
VENV = ROOT / ".venv"
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
LOCK = VENV / ".installing"  # held by the process that installs
APP, ALL = ("requirements-app.txt",), ("requirements.txt",)
TEST = (*ALL, "requirements-test.txt")
MARKS = {APP: ".ready-app", ALL: ".ready-all", TEST: ".ready-test"}
INCLUDES = {APP: (APP,), ALL: (APP, ALL), TEST: (APP, ALL, TEST)}  # whose marks an install of a list may set
PATIENCE = 600  # seconds for uv itself to be fetched

if TYPE_CHECKING:
    Report = Callable[[str, int], None]  # the package at hand, and the how-manieth it is


def say(korean: str, english: str) -> None:
    print(f"[현무] {korean} / {english}", file=sys.stderr, flush=True)


def stamp(names: tuple[str, ...]) -> str:
    """What an environment was made from: the requirement files, and the Python that it was made with."""
    made = (VENV / "pyvenv.cfg").read_text(encoding="utf-8") if (VENV / "pyvenv.cfg").exists() else ""
    version = [line for line in made.splitlines() if line.startswith("version")]
    content = b"".join((ROOT / name).read_bytes().replace(b"\r\n", b"\n") for name in names)
    return hashlib.sha256(content + "".join(version).encode()).hexdigest()


def is_ready(names: tuple[str, ...]) -> bool:
    """The mark is written last, so its existence means that the set-up completed; an
    interrupted one is finished next time.
    """
    mark = VENV / MARKS[names]
    return PYTHON.exists() and mark.exists() and mark.read_text(encoding="utf-8") == stamp(names)


def mark_ready(names: tuple[str, ...]) -> None:
    for done in INCLUDES[names]:
        (VENV / MARKS[done]).write_text(stamp(done), encoding="utf-8")


def make() -> bool:
    """The environment with pip in it, made where there is none; False, and said, where that fails."""
    if run_quietly(str(PYTHON), "-c", "import pip"):
        return True
    say("1/4 파이썬 환경을 만듭니다", "making the Python environment")
    for left in VENV.iterdir() if VENV.exists() else ():
        if left != LOCK:  # which is held while this runs
            shutil.rmtree(left) if left.is_dir() and not left.is_symlink() else left.unlink()
    if not subprocess.run([sys.executable, "-m", "venv", str(VENV)], stdin=subprocess.DEVNULL).returncode:
        return True
    say(
        "가상 환경을 만들지 못했습니다. Debian이나 Ubuntu라면 apt install python3-venv 뒤에 다시 실행해 주세요.",
        "No virtual environment could be made. On Debian or Ubuntu: apt install python3-venv, then run again.",
    )
    return False


def install(names: tuple[str, ...], report: Report | None = None) -> bool:
    """Bring the environment up to requirement files; False, and said with the last lines of
    the installer, where that fails.
    """
    files = [argument for name in names for argument in ("-r", str(ROOT / name))]
    say("3/4 꾸러미를 설치합니다(몇 분 걸릴 수 있습니다)", "installing the packages (this may take minutes)")
    if (uv := find_uv()) and run_installer([*uv, *files], report, quiet=True):
        return True
    if run_installer([*pip(), *files], report):
        return True
    say(
        "설치하지 못했습니다. 인터넷 연결과 디스크 공간(앱 1GB, 로컬 모델까지 4GB)을 확인하고 같은 명령을 다시 실행하면 이어서 합니다.",
        (
            "Installing failed. Check the network and the disk (1 GB for the app, 4 GB with local models), then run "
            "the same command to go on."
        ),
    )
    return False


# -- the installers ----------------------------------------------------------------------------------------------------


def pip() -> list[str]:
    quiet = ("--disable-pip-version-check", "--no-input", "--progress-bar=off")
    return [str(PYTHON), "-m", "pip", "install", *quiet]


@cache
def find_uv() -> list[str]:
    """uv's install command for the environment; nothing where uv cannot be had, or where pip is told
    to take packages from elsewhere.

    uv reads none of pip's settings: with an index of one's own pip goes on doing the work.
    """
    program = SCRIPTS / ("uv.exe" if os.name == "nt" else "uv")
    told = subprocess.run(
        [str(PYTHON), "-m", "pip", "config", "list"], stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    if any(f".{name}=" in line for line in told.stdout.splitlines() for name in ("index-url", "no-index")):
        return []
    if not program.exists() and not run_quietly(*pip(), "uv", patience=PATIENCE):
        return []
    # Compiled once here, not by every process that starts: some machines write no bytecode of their own.
    return [str(program), "pip", "install", "--compile-bytecode", "--python", str(PYTHON)]


def run_quietly(*command: str, patience: float | None = None) -> bool:
    """Whether a program runs and ends well; nothing of it is shown."""
    nowhere = subprocess.DEVNULL
    try:
        done = subprocess.run(command, stdin=nowhere, stdout=nowhere, stderr=nowhere, timeout=patience)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def run_installer(command: list[str], report: Report | None = None, quiet: bool = False) -> bool:
    """Run pip or uv, its output cut down to the package at hand; its last lines are shown where
    it fails and is not ``quiet``.
    """
    last: list[str] = []
    report, seen = report or Progress(), 0
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as process:
        try:
            for line in process.stdout or ():
                last = [*last[-14:], line.rstrip()]
                words = line.split()
                if not words or words[0] not in ("Collecting", "Downloading", "Installing", "Resolved", "Prepared"):
                    continue
                seen += words[0] in ("Collecting", "Downloading")
                named = words[0] in ("Collecting", "Downloading") and len(words) > 1
                report(words[1].partition("[")[0] if named else "설치 / installing", seen)
            process.wait()
        finally:
            process.terminate()  # which does nothing to one that has ended
    report("", seen)
    if process.returncode and not quiet:
        print("\n".join(last), file=sys.stderr)
    return process.returncode == 0


class Progress:
    """The package at hand, on a line of the terminal that changes, elsewhere as a line now and then."""

    def __init__(self) -> None:
        self.shown_at = time.monotonic()

    def __call__(self, package: str, seen: int) -> None:
        if sys.stderr.isatty():
            text = f"  {seen:3} {package:<50.50}" if package else " " * 60 + "\r"
            print("\r" + text, end="", file=sys.stderr, flush=True)
        elif package and time.monotonic() - self.shown_at > 10:
            self.shown_at = time.monotonic()
            print(f"  {seen:3} {package}", file=sys.stderr, flush=True)
