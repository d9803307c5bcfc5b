"""The main job with the default engine reaches for nothing but this machine."""

import subprocess
import sys
from pathlib import Path

from settings import ROOT

GUARD = """
import sys
def guard(event, args):
    if event == "socket.connect" and str(args[1][0] if isinstance(args[1], tuple) else "") not in ("127.0.0.1", "::1", \
""):
        raise SystemExit(f"network: {args[1]}")
    if event == "socket.getaddrinfo" and args[0] not in (None, "localhost", "127.0.0.1"):
        raise SystemExit(f"network: {args[0]}")
sys.addaudithook(guard)
"""

JOB = """
from pathlib import Path
from agent import Assistant
from learning import make_quiz
from settings import ROOT, Settings
a = Assistant.open(Settings(library=Path(sys.argv[1])))
s = a.library.add(ROOT / "samples" / "history.pdf")
answer = a.ask("을사늑약은 언제 체결되었나?")
q = make_quiz(a.library, [s.id], n=2, seed=1)
print(bool(answer.citations), a.learner.submit(q[0].id, "모름").correct)
"""


def test_reading_asking_and_a_quiz_work_with_the_network_forbidden(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", GUARD + JOB, str(tmp_path / "library")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert ran.stdout.strip() == "True False", ran.stdout + ran.stderr
