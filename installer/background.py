"""The packages of local models (torch and its family), brought by a process of its own while the app is used already.

A mark says that somebody wants them, a locked file that a process is at work, a state file how far it
is, a log what the installers said; all of them lie in ``.venv``. A process that was killed leaves the
mark, so that the next start goes on.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Literal

from installer import environment
from installer.environment import ALL, LOCK, ROOT, VENV, is_ready, say

WANTED, STATE, LOG = (VENV / name for name in (".packages-wanted", "packages.json", "packages.log"))
PROBES = (
    "torch",
    "transformers",
    "peft",
    "llguidance",
    "sentence_transformers",
    "trl",
    "datasets",
    "optuna",
    "gguf",
)  # by what they are imported
WAIT = 0.5  # seconds between looks at a lock that another process holds
START = 10.0  # seconds that a process may take until it holds the lock
_HELD: list[IO[bytes]] = []

Stage = Literal["absent", "running", "interrupted", "failed", "ready"]


@dataclass(frozen=True)
class Packages:
    """How far the packages of local models are: ``package`` is at hand, the ``count``-th; ``error``
    says why there will be no more.

    ``managed`` is False where this program was not set up by ``run.py``: there pip is the way to have them.
    """

    stage: Stage
    package: str = ""
    count: int = 0
    seconds: float = 0.0
    error: str = ""
    managed: bool = True


def read_state() -> Packages:
    """How far the packages are, now."""
    managed = (ROOT / "run.py").exists() and VENV.exists() and Path(sys.prefix).resolve() == VENV.resolve()
    if all(find_spec(name) for name in PROBES) and not (managed and is_locked()):
        return Packages("ready", managed=managed)
    if not managed:
        return Packages("absent", managed=False)
    try:
        kept = Packages(**json.loads(STATE.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        kept = Packages("absent")
    if is_locked():
        since = time.time() - STATE.stat().st_mtime if STATE.exists() else 0.0  # a large package says nothing for long
        return replace(kept, stage="running", seconds=round(kept.seconds + since, 1))
    if kept.stage == "running" and time.time() - STATE.stat().st_mtime < START:
        return kept
    if kept.stage == "running" or WANTED.exists():
        return replace(kept, stage="interrupted")
    return kept if kept.stage == "failed" else Packages("absent")


def start() -> None:
    """Bring the packages in a process that outlives this one; nothing happens where one is
    at work, or where all are there.
    """
    if is_ready(ALL) or is_locked():
        return
    WANTED.touch()
    keep_state(Packages("running"))
    apart = {"creationflags": 0x00000208} if os.name == "nt" else {"start_new_session": True}  # detached, its own group
    with LOG.open("ab") as log:
        subprocess.Popen(
            [str(environment.PYTHON), "-P", str(ROOT / "run.py"), "packages"],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            **apart,  # type: ignore[call-overload]
        )


def go_on() -> None:
    """Go on with what was wanted and interrupted."""
    if WANTED.exists() and not is_ready(ALL) and not is_locked():
        say("지난번에 멈춘 설치를 뒤에서 이어서 합니다", "going on with the interrupted installation in the background")
        start()


@contextmanager
def installing(patience: float = float("inf")) -> Iterator[bool]:
    """Alone at installing into the environment; False where another process is at it for
    longer than ``patience`` seconds.
    """
    VENV.mkdir(exist_ok=True)
    said, until = False, time.monotonic() + patience
    while not _lock():
        if time.monotonic() > until:
            yield False
            return
        if not said and patience > START:
            say("다른 설치가 끝나기를 기다립니다", "waiting for another installation to end")
            said = True
        time.sleep(WAIT)
    try:
        yield True
    finally:
        _HELD.pop().close()


def keep_state(state: Packages) -> None:
    partial = STATE.with_name(f"{STATE.name}.{os.getpid()}.partial")
    partial.write_text(json.dumps(asdict(state)), encoding="utf-8")
    partial.replace(STATE)


class Reporter:
    """Writes the state file as an installer goes on."""

    def __init__(self) -> None:
        self.begun, self.count = time.time(), 0
        keep_state(Packages("running"))

    def __call__(self, package: str, seen: int) -> None:
        if package:
            self.count += 1
            keep_state(Packages("running", package, self.count, round(time.time() - self.begun, 1)))

    def end(self, error: str) -> None:
        """The last word: what went wrong, or nothing."""
        seconds = round(time.time() - self.begun, 1)
        keep_state(Packages("failed" if error else "ready", "", self.count, seconds, error))


def is_locked() -> bool:
    """Whether a process installs into the environment now."""
    if not LOCK.exists():
        return False
    if not _lock():
        return True
    _HELD.pop().close()
    return False


def _lock() -> bool:
    """Take the lock; the system frees it when this process ends, however that happens."""
    file = LOCK.open("ab")
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return False
    _HELD.append(file)
    return True
