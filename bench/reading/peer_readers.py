"""Other readers of documents, each in a process of its own that reads file after file: kordoc, markitdown and pypdf.

Nothing is installed here: kordoc is used where a folder has it (``npm i kordoc``), markitdown where a Python has it. A
reader that hangs or dies at a file is started again behind it.
"""

from __future__ import annotations

import json
import select
import shutil
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

KORDOC = r"""
import { parse } from "kordoc"; import { readFileSync } from "node:fs"; import { createInterface } from "node:readline";
console.log = console.error;
for await (const path of createInterface({ input: process.stdin })) {
  let said;
  const begun = performance.now();
  try {
    const data = readFileSync(path);
    const found = await parse(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength));
    said = { ok: found.success, text: found.markdown ?? "", pages: found.pageCount ?? 0, error: found.code ?? "" };
  } catch (error) { said = { ok: false, text: "", pages: 0, error: String(error).slice(0, 80) }; }
  process.stdout.write(JSON.stringify({ ...said, seconds: (performance.now() - begun) / 1000 }) + "\n");
}
"""
MARKITDOWN = r"""
import json, sys, time
from markitdown import MarkItDown
reader, out = MarkItDown(), sys.stdout
sys.stdout = sys.stderr
for line in sys.stdin:
    begun = time.perf_counter()
    try:
        text = reader.convert(line.rstrip("\n")).text_content
        said = {"ok": bool(text.strip()), "text": text, "pages": text.count("<!-- Slide number:"), "error": ""}
    except Exception as error:
        said = {"ok": False, "text": "", "pages": 0, "error": type(error).__name__}
    print(json.dumps(said | {"seconds": time.perf_counter() - begun}), file=out, flush=True)
"""
PYPDF = r"""
import json, sys, time
from pypdf import PdfReader
for line in sys.stdin:
    begun = time.perf_counter()
    try:
        pages = [page.extract_text() for page in PdfReader(line.rstrip("\n")).pages]
        said = {"ok": any(pages), "text": "\n".join(pages), "pages": len(pages), "error": ""}
    except Exception as error:
        said = {"ok": False, "text": "", "pages": 0, "error": type(error).__name__}
    print(json.dumps(said | {"seconds": time.perf_counter() - begun}), flush=True)
"""


@dataclass(frozen=True)
class PeerReading:
    """What a reader made of a file: its text, as many pages as it tells of (0: none), and how long it took."""

    text: str
    pages: int
    seconds: float
    error: str = ""


class Peer:
    """Another reader: the command that reads the paths on its input and answers each with a line of JSON."""

    def __init__(self, name: str, command: Sequence[str], folder: Path | None, endings: Sequence[str]) -> None:
        self.name, self.command, self.folder, self.endings = name, list(command), folder, tuple(endings)
        self._process: subprocess.Popen[str] | None = None

    def read(self, path: Path, most: float) -> PeerReading:
        """A file as the reader reads it; an error where it takes longer than ``most`` seconds or dies."""
        process = self._process or self._start()
        assert process.stdin is not None and process.stdout is not None
        try:
            process.stdin.write(f"{path}\n")
            process.stdin.flush()
            line = process.stdout.readline() if select.select([process.stdout], [], [], most)[0] else ""
        except OSError:
            line = ""
        if not line:
            self.close()
            return PeerReading("", 0, most, "no answer")
        said: dict[str, Any] = json.loads(line)
        return PeerReading(
            said["text"], said["pages"], said["seconds"], "" if said["ok"] else said["error"] or "no text"
        )

    def close(self) -> None:
        """End the reader's process."""
        if self._process is not None:
            self._process.kill()
            with suppress(OSError):
                self._process.communicate()
            self._process = None

    def _start(self) -> subprocess.Popen[str]:
        pipe, none = subprocess.PIPE, subprocess.DEVNULL
        self._process = subprocess.Popen(
            self.command, cwd=self.folder, stdin=pipe, stdout=pipe, stderr=none, text=True, encoding="utf-8"
        )
        return self._process


def find_peers(kordoc: Path | None, markitdown: Path | None, python: str) -> tuple[list[Peer], list[str]]:
    """The readers that are there, and a sentence for each that is not."""
    found, absent = [], []
    node = shutil.which("node")
    if kordoc is not None and node and (kordoc / "node_modules" / "kordoc").is_dir():
        found.append(
            Peer(
                "kordoc",
                (node, "--input-type=module", "-e", KORDOC),
                kordoc,
                (".pdf", ".hwp", ".hwpx", ".docx", ".xlsx"),
            )
        )
    else:
        absent.append("kordoc: name the folder in which `npm i kordoc` was done (--kordoc)")
    if markitdown is not None and markitdown.is_file():
        found.append(Peer("markitdown", (str(markitdown), "-c", MARKITDOWN), None, (".pdf", ".docx", ".pptx", ".xlsx")))
    else:
        absent.append("markitdown: name a Python that has it (--markitdown)")
    found.append(Peer("pypdf", (python, "-c", PYPDF), None, (".pdf",)))
    return found, absent
