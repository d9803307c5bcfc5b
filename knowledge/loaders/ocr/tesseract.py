"""Words read off a picture by Tesseract (Apache-2.0), a program of its own that is called page by page.

What it costs: about 2 s of one core and 80 MiB for a page of text, as many pages at once as there are cores, at most
four. A page may take ``PAGE_SECONDS``; all pages of a file together ``Outcome.ocr_seconds`` (``Settings.ocr_seconds``),
after which those that are left are named in the source's notes. So a handful of scanned pages is there within ten
seconds on two cores; a scanned book takes as long as it takes, its pages counted as they come, and can be cancelled.

The single-column mode is asked for: the layout analysis of the default one loses lines on noisy scans (character
accuracy on noisy 150 and 200 dpi scans 0.56 to 0.94 there, 0.85 to 0.94 here), and columns are told apart by our own
rules for PDF. A page that makes little sense is read again turned: one on its side gives no words at all, one on its
head few and unsure ones (Tesseract's own detection of the way a page is turned mistakes pages with little text). Not
covered: handwriting, formulas, vertical writing.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from knowledge.loaders.ocr.words import WordReading, Words, doubtful, lines_of, outline, settle_doubtful_lines

if TYPE_CHECKING:
    from PIL.Image import Image

PAGE_SECONDS = 30.0
KOREAN = "kor"
DPI = 170
_ELSEWHERE = {
    "darwin": ("/opt/homebrew/bin/tesseract", "/usr/local/bin/tesseract"),
    "win32": (r"C:\Program Files\Tesseract-OCR\tesseract.exe",),
}
_SURE = 65.0  # of 100: a page that is read with less may be turned
_FEW = 40  # characters: as may one with fewer
_MOST_AT_ONCE = 4


@dataclass(frozen=True)
class OcrEngine:
    """Tesseract with the languages to read in."""

    program: str
    languages: str

    def read(self, picture: Image) -> WordReading:
        """The words of a grey picture. A page that Tesseract fails on, or takes too long for, is an empty reading."""
        reading = self._read(picture, 0)
        for turn in () if _plain(reading) else (1, 3, 2) if reading.count < _FEW else (2,):
            reading = max(reading, self._read(picture, turn), key=lambda one: one.count * one.sure)
            if _plain(reading):
                break
        return reading

    def _read(self, picture: Image, turn: int) -> WordReading:
        from PIL.Image import Transpose

        quarter = (None, Transpose.ROTATE_270, Transpose.ROTATE_180, Transpose.ROTATE_90)[turn]
        upright = picture if quarter is None else picture.transpose(quarter)
        with TemporaryDirectory() as folder:
            base = Path(folder) / "page"
            self._call(_png(upright), "stdin", str(base), "-l", self.languages, "--psm", "4", "txt", "tsv")
            said = [base.with_suffix(ending) for ending in (".tsv", ".txt")]
            table, plain = (path.read_text("utf-8", "replace") if path.exists() else "" for path in said)
            lines = list(lines_of(table, plain))
            if self.languages != KOREAN:
                lines = self._again(upright, lines, Path(folder))
        return WordReading(tuple(lines), turn, upright.size)

    def _again(self, picture: Image, lines: list[Words], folder: Path) -> list[Words]:
        """The lines, those with doubtful words read once more in Korean alone."""
        chosen = [number for number, line in enumerate(lines) if doubtful(line)]
        names = [folder / f"{number}.png" for number in chosen]
        for number, name in zip(chosen, names, strict=True):
            left, top, right, bottom = outline(lines[number])
            name.write_bytes(_png(picture.crop((left, top, min(right, picture.width), min(bottom, picture.height)))))
        if not chosen:
            return lines
        (folder / "list").write_text("\n".join(str(name) for name in names), encoding="utf-8")
        table = self._call(b"", str(folder / "list"), "stdout", "-l", KOREAN, "--psm", "7", "tsv")
        for number, line in zip(
            chosen, settle_doubtful_lines([lines[number] for number in chosen], table), strict=True
        ):
            lines[number] = line
        return lines

    def _call(self, content: bytes, *arguments: str) -> str:
        command = [self.program, *arguments[:2], "-c", "tessedit_do_invert=0", *arguments[2:]]
        try:
            done = subprocess.run(command, input=content, capture_output=True, timeout=PAGE_SECONDS, env=_environment())
        except (subprocess.TimeoutExpired, OSError):
            return ""
        return done.stdout.decode("utf-8", "replace")


def _plain(reading: WordReading) -> bool:
    """Whether a reading makes so much sense that the picture stood upright."""
    return reading.sure >= _SURE and reading.count >= _FEW


def _png(picture: Image) -> bytes:
    content = io.BytesIO()
    picture.save(content, "PNG", compress_level=1, dpi=(DPI, DPI))
    return content.getvalue()


def find_program() -> str:
    """Where Tesseract is installed, "" where it is not."""
    places = (shutil.which("tesseract"), *_ELSEWHERE.get(sys.platform, ()))
    return next((place for place in places if place and Path(place).is_file()), "")


def find_engine(program: str) -> OcrEngine | None:
    """The engine of a program, None where it has no Korean."""
    try:
        done = subprocess.run([program, "--list-langs"], capture_output=True, timeout=PAGE_SECONDS, env=_environment())
    except (subprocess.TimeoutExpired, OSError):
        return None
    known = {line.strip() for line in done.stdout.decode("utf-8", "replace").splitlines()}
    if KOREAN not in known:
        return None
    return OcrEngine(program, f"{KOREAN}+eng" if "eng" in known else KOREAN)


def read_all(
    engine: OcrEngine,
    pictures: Iterable[tuple[int, Image]],
    seconds: float,
    done: Callable[[], None],
) -> Iterator[tuple[int, WordReading]]:
    """Numbered pictures to readings as they come, several at once; those that the time
    does not suffice for are left out.

    ``pictures`` is drawn from in this thread, a few ahead of those that are being read;
    ``done`` is called for each reading.
    """
    workers = max(1, min(os.cpu_count() or 1, _MOST_AT_ONCE))
    end = time.monotonic() + seconds
    waiting: list[tuple[int, Future[WordReading]]] = []
    pool = ThreadPoolExecutor(workers)
    try:
        for number, picture in pictures:
            if time.monotonic() >= end:
                break
            waiting.append((number, pool.submit(engine.read, picture)))
            while len(waiting) > workers:
                yield from _next(waiting, end, done)
        while waiting:
            yield from _next(waiting, end, done)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _next(
    waiting: list[tuple[int, Future[WordReading]]], end: float, done: Callable[[], None]
) -> Iterator[tuple[int, WordReading]]:
    """The reading that is first in the row, nothing where it is not there in time."""
    number, future = waiting.pop(0)
    try:
        yield number, future.result(max(0.0, end - time.monotonic()))
    except TimeoutError:
        future.cancel()
    done()


def _environment() -> dict[str, str] | None:
    """One thread a page: pages are read side by side."""
    return None if sys.platform == "win32" else {"OMP_THREAD_LIMIT": "1", "LC_ALL": "C"}
