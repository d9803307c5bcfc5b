"""The ``hyunmoo`` command line: the app's actions in a terminal, each with ``--json``. Exit code
0, 1 (refused), 2 (wrong usage).

The Korean analyser takes longest to start, so it starts first, in a thread, while everything else is imported.
"""

from __future__ import annotations

import io
import json
import sys

from errors import HyunmooError

NEED_THE_ANALYSER = ("ask", "search", "ingest", "thesaurus", "quiz", "mock", "imitate", "grade", "summarize", "setup")
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


def run() -> int:
    """The exit code of the command. Raises BrokenPipeError where the reader of stdout has gone."""
    if len(sys.argv) > 1 and sys.argv[1] in NEED_THE_ANALYSER and "--help" not in sys.argv:
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
    main()
