"""The child process: parse one file under a memory limit and write its pages to stdout as length-prefixed records."""

from __future__ import annotations

import importlib
import json
import struct
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

LIMITED_LIBRARIES = 2**30  # bytes of address space for what is mapped and hardly touched


def limit(megabytes: int, seconds: int) -> None:
    """Memory and processor time, where the system limits them (not on Windows): what is written to, and with room for
    libraries the address space.

    The parent keeps the clock; the limit on processor time is for a child whose parent died.
    """
    try:
        import resource
    except ImportError:
        return
    size = megabytes * 2**20
    room = size + LIMITED_LIBRARIES
    for kind, most in (("RLIMIT_DATA", size), ("RLIMIT_AS", room), ("RLIMIT_CPU", seconds + 5), ("RLIMIT_CORE", 0)):
        with suppress(ValueError, OSError, AttributeError):
            resource.setrlimit(getattr(resource, kind), (most, most))


def send(record: dict[str, Any], boxes: bytes = b"") -> None:
    body = json.dumps(record, ensure_ascii=False).encode("utf-8", "replace")
    sys.stdout.buffer.write(struct.pack("<II", len(body), len(boxes)) + body + boxes)
    sys.stdout.buffer.flush()


def main(path: str, reader: str, program: str, *numbers: int) -> None:
    """Read one file with the module ``reader``; every outcome, good or bad, ends in one closing record."""
    most, memory, seconds, first, ocr_seconds = numbers
    limit(memory, seconds)
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
    from knowledge.loaders.base import LoadError, Outcome

    outcome = Outcome(first=first, ocr_program=program, ocr_seconds=ocr_seconds)
    outcome.hold = lambda seconds: send({"type": "hold", "seconds": seconds})
    outcome.tell = lambda done: send({"type": "seen", "done": done, "total": outcome.total})
    try:
        loader = importlib.import_module(reader)
        for page in loader.load(Path(path).read_bytes(), outcome, most):
            record = {
                "type": "page",
                "number": page.number,
                "text": page.text,
                "width": page.width,
                "height": page.height,
            }
            record |= {"key": page.key, "title": page.title, "label": page.label, "total": outcome.total}
            record["headings"] = [[h.level, h.title, h.start] for h in page.headings]
            record["blocks"] = [[b.kind, b.start, b.end, b.level, b.marker] for b in page.blocks]
            record["pictures"] = [[p.part, p.alternative, p.name, p.start, p.box] for p in page.pictures]
            send(record, b"" if page.boxes is None else page.boxes.astype("<f4").tobytes())
    except LoadError as error:
        send({"type": "end", "code": error.code, "message": error.message, "whole": outcome.whole})
    except MemoryError:
        send(
            {
                "type": "end",
                "code": "parse_memory",
                "message": f"읽는 데 메모리가 {memory}MB보다 많이 듭니다. 나누어 올려 주세요.",
            }
        )
    else:
        findings = [[one.code, one.pages, one.said] for one in outcome.findings]
        left_out = [[one.reason, one.characters, one.examples] for one in outcome.left_out]
        said = {"title": outcome.title, "kind": outcome.kind, "notes": outcome.notes, "findings": findings}
        send({"type": "end", "whole": outcome.whole, "left_out": left_out} | said)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], *(int(value) for value in sys.argv[4:]))
