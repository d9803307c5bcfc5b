"""Read a file in a child process with a time and a memory limit; whatever happens there, the
caller gets pages or an IngestError.
"""

from __future__ import annotations

import json
import os
import signal
import struct
import subprocess
import sys
import threading
import time
import unicodedata
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

import numpy as np

from errors import IngestError
from knowledge.loaders.base import Loaded, LoadedBlock, LoadedHeading, LoadedPage, LoadedPicture
from knowledge.loaders.findings import FileFinding
from knowledge.loaders.left_out import LeftOut
from knowledge.loaders.ocr.tesseract import find_program
from knowledge.loaders.refusals import translate_refusal
from knowledge.loaders.registry import Loader, foreign_signature, known_endings, loader_for
from knowledge.models import BlockKind
from korean import josa
from settings import Settings

WORKER = Path(__file__).resolve().parent / "worker.py"
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # each thread of theirs reserves memory
_GLANCE = 0.2  # seconds between looks at the clock and at whether reading was called off
_HEAD = struct.Struct("<II")  # bytes of JSON, bytes of boxes


def load(
    path: Path,
    *,
    filename: str,
    settings: Settings,
    progress: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] = lambda: False,
    first: int = 0,
) -> Loaded:
    """A file's pages. Raises IngestError with what was wrong and what to do; ``progress(done, total)`` counts pages.

    Reading ends (``cancelled``) soon after ``stop()`` becomes true. With ``first`` a long
    document may give so many pages only.
    """
    filename = display_name(filename)
    ending = Path(filename).suffix.lower()
    row = _check(path, filename, ending, settings)
    scratch = TemporaryDirectory(ignore_cleanup_errors=True)  # ours, so that nothing is left by a child that was ended
    child = _start_child(path, row.reader, first, settings, scratch.name)
    late, over = threading.Event(), threading.Event()
    allowed = [settings.parse_seconds]  # and what is asked for on the way

    def watch() -> None:
        begun = time.monotonic()
        while not over.wait(_GLANCE):
            if time.monotonic() > begun + sum(allowed):
                late.set()
            if late.is_set() or stop():
                end_child(child)
                return

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        assert child.stdout is not None
        pages, end = _receive(child.stdout, progress, allowed)
    finally:
        over.set()
        end_child(child)
        child.wait()
        if child.stdout:
            child.stdout.close()
        scratch.cleanup()
    watcher.join()
    if end is None and stop():
        raise cancellation_error()
    if late.is_set():
        raise IngestError(
            f"'{filename}'을(를) {sum(allowed)}초 안에 읽지 못했습니다. 파일을 나누어 올려 주세요.",
            code="parse_timeout",
            english=f"Reading took longer than {sum(allowed)} s.",
        )
    if end is None:
        raise IngestError(
            f"'{filename}'을(를) 읽다가 멈췄습니다(메모리 {settings.parse_memory_mb}MB 제한 또는 깨진 파일). 다시 저장하거나 나누어 올려 주세요.",
            code="parse_crashed",
            english="Reading stopped: out of memory, or a broken file.",
        )
    return _to_document(filename, row.kind, pages, end)


def _to_document(filename: str, kind: str, pages: list[LoadedPage], end: dict[str, Any]) -> Loaded:
    """The document, as its closing record says. Raises IngestError where that is a refusal."""
    if "code" in end and not end.get("whole", True):
        return Loaded(kind, "", (), whole=False)  # nothing to read on the first pages; the rest will tell
    if "code" in end:
        raise IngestError(f"'{filename}': {end['message']}", code=end["code"], english=translate_refusal(end["code"]))
    findings = tuple(FileFinding(code, tuple(numbers), said) for code, numbers, said in end["findings"])
    notes = (*(one.said for one in findings), *end["notes"])
    left_out = tuple(LeftOut(reason, count, tuple(examples)) for reason, count, examples in end["left_out"])
    return Loaded(end["kind"] or kind, end["title"], tuple(pages), notes, end["whole"], findings, left_out)


def _start_child(path: Path, reader: str, first: int, settings: Settings, scratch: str) -> subprocess.Popen[bytes]:
    """The child that parses a file; ``scratch`` is its folder for what it puts aside."""
    command = [
        sys.executable,
        "-P",
        str(WORKER),
        str(path),
        reader,
        find_program(),
        str(settings.max_pages),
        str(settings.parse_memory_mb),
        str(settings.parse_seconds),
        str(first),
        str(settings.ocr_seconds),
    ]
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=child_environment(scratch),
        start_new_session=True,
    )


def end_child(child: subprocess.Popen[bytes]) -> None:
    """End the child, and with it the programs that it called."""
    if sys.platform == "win32":
        child.kill()
    elif child.returncode is None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)


def cancellation_error() -> IngestError:
    """What reading that was called off ends with."""
    return IngestError(
        "취소했습니다. 저장된 내용은 없습니다.", code="cancelled", english="Cancelled; nothing was kept."
    )


def display_name(filename: str) -> str:
    """A file's name as people read it: NFC, without folders and control characters."""
    name = unicodedata.normalize("NFC", filename).replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(char for char in name if unicodedata.category(char)[0] != "C").strip()


def child_environment(scratch: str | None) -> dict[str, str] | None:
    """Nothing of this process's environment but where its packages are (Windows needs its
    own variables to start Python).
    """
    if sys.platform == "win32":
        return None
    packages = os.pathsep.join(entry for entry in sys.path if entry)
    return {"PYTHONPATH": packages, "PYTHONUTF8": "1"} | ONE_THREAD | ({"TMPDIR": scratch} if scratch else {})


def _check(path: Path, filename: str, ending: str, settings: Settings) -> Loader:
    """The format of a file. Raises IngestError where it is not read."""
    row = loader_for(ending)
    if row is None:
        known = ", ".join(sorted(known_endings()))
        raise IngestError(
            f"'{filename}'은(는) 아직 읽지 못하는 형식입니다. 읽을 수 있는 형식: {known}",
            code="format_unknown",
            english=f"This format is not supported; supported are {known}.",
        )
    if not path.is_file():
        raise IngestError(f"파일이 없습니다: '{filename}'", code="file_missing", english="No such file.")
    size = path.stat().st_size
    if size == 0:
        raise IngestError(f"'{filename}'은(는) 빈 파일입니다.", code="file_empty", english="The file is empty.")
    if size > settings.max_file_mb * 1024 * 1024:
        raise IngestError(
            f"'{filename}'은(는) 너무 큽니다({size // 2**20:,}MB). {settings.max_file_mb:,}MB까지 읽을 수 있습니다. 나누어 올려 주세요.",
            code="file_too_large",
            english=f"The file is larger than {settings.max_file_mb} MB.",
        )
    try:
        with path.open("rb") as file:
            first = file.read(1024)
    except PermissionError:
        raise IngestError(
            f"'{filename}'을(를) 읽을 권한이 없습니다.", code="file_unreadable", english="The file may not be read."
        ) from None
    if foreign := foreign_signature(ending, first):
        raise IngestError(
            f"'{filename}'은(는) 이름과 달리 {foreign.name}입니다. 올바른 확장자로 바꾸거나 다른 형식으로 저장해 올려 주세요.",
            code="wrong_extension",
            english="The file is not what its ending says.",
        )
    if row.leads and row.signatures[0].begins not in first:
        raise IngestError(
            f"'{filename}'은(는) {josa(row.name, '이/가')} 아니거나 깨진 파일입니다. 다시 내려받거나 저장해 올려 주세요.",
            code=f"{row.kind}_broken",
            english=f"This is no {row.name}, or a broken one.",
        )
    return row


def _receive(
    pipe: IO[bytes], progress: Callable[[int, int], None] | None, allowed: list[int]
) -> tuple[list[LoadedPage], dict[str, Any] | None]:
    """Pages until the closing record, None for it where the child died first; ``allowed``
    takes the seconds asked for.
    """
    pages: list[LoadedPage] = []
    seen = 0
    while len(head := pipe.read(_HEAD.size)) == _HEAD.size:
        json_size, box_size = _HEAD.unpack(head)
        body, boxes = pipe.read(json_size), pipe.read(box_size)
        if len(body) < json_size or len(boxes) < box_size:
            break
        record = json.loads(body)
        if record["type"] == "end":
            return pages, record
        if record["type"] == "hold":
            allowed.append(record["seconds"])
            continue
        if record["type"] == "page":
            pages.append(_page(record, boxes))
        seen = max(seen, record.get("done", len(pages)))
        if progress:
            progress(seen, max(record["total"], seen))
    return pages, None


def _page(record: dict[str, Any], boxes: bytes) -> LoadedPage:
    headings = tuple(LoadedHeading(*heading) for heading in record["headings"])
    table = np.frombuffer(boxes, "<f4").reshape(-1, 4) if boxes else None
    return LoadedPage(
        record["number"],
        record["text"],
        record["width"],
        record["height"],
        table,
        headings,
        record["key"],
        record["title"],
        label=record["label"],
        blocks=tuple(LoadedBlock(BlockKind(kind), *more) for kind, *more in record["blocks"]),
        pictures=tuple(map(_picture, record["pictures"])),
    )


def _picture(said: Sequence[Any]) -> LoadedPicture:
    part, alternative, name, start, box = said
    return LoadedPicture(part, alternative, name, start, tuple(box) if box else None)
