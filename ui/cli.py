"""The ``hyunmoo`` command line: the app's actions in a terminal, each with ``--json``. Exit code
0, 1 (refused), 2 (wrong usage).

The Korean analyser takes longest to start, so it starts first, in a thread, while everything else is imported.
"""

from __future__ import annotations

import gc
import io
import json
import os
import sys
from contextlib import suppress

from errors import HyunmooError

NEED_THE_ANALYSER = (
    "ask",
    "search",
    "ingest",
    "thesaurus",
    "quiz",
    "mock",
    "imitate",
    "grade",
    "summarize",
    "topics",
    "setup",
    "api",
    "mcp",
)
GARBAGE_AFTER = 100_000  # new objects between two collections: importing makes many and leaves next to none behind
BROKEN_PIPE, INTERRUPTED = 141, 130  # what a shell reports for SIGPIPE and SIGINT


def main() -> None:
    """Run the command of ``sys.argv``. People read a Korean sentence on stderr, programs an error object on stdout."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        code = run()
        sys.stdout.flush()
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BrokenPipeError:
        code = BROKEN_PIPE
    if code == BROKEN_PIPE:
        sys.stdout = io.StringIO()  # the reader has gone: nothing is left to flush at exit
    sys.exit(code)


def run_program() -> None:
    """``main`` as the whole of a process, which ends with it."""
    try:
        main()
    except SystemExit as done:
        if not needs_analyser():
            raise
        leave(done.code if isinstance(done.code, int) else 1)


def needs_analyser() -> bool:
    return len(sys.argv) > 1 and sys.argv[1] in NEED_THE_ANALYSER and "--help" not in sys.argv


def leave(code: int) -> None:
    """End the process as it stands: everything is closed and written by now, and the analyser's
    tables go back to the system whole.

    To take them down word by word, and 1,500 modules with them, took a quarter of a short command's time.
    """
    with suppress(OSError, ValueError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


def run() -> int:
    """The exit code of the command. Raises BrokenPipeError where the reader of stdout has gone."""
    gc.set_threshold(GARBAGE_AFTER, 50, 100)
    if needs_analyser():
        from korean.analyzer import warm_up

        warm_up()
    from ui.commands import app

    try:
        app(prog_name="hyunmoo")
    except HyunmooError as error:
        print(error.message, file=sys.stderr)
        if "--json" in sys.argv:
            said = {"error": {"code": error.code, "message": error.message}}
            print(json.dumps(said, ensure_ascii=False))
        return 1
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else int(done.code is not None)
    return 0


if __name__ == "__main__":
    run_program()
