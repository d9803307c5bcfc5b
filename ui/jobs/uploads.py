"""Documents read in the background, a few side by side: each with its progress, its time left, a way
to call it off, and its outcome.
"""

from __future__ import annotations

import secrets
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from errors import HyunmooError
from knowledge import Library, Source
from ui.jobs.job import Job, log_outcome

SIDE_BY_SIDE = 4  # documents that are read at once, so that a slow one holds up nobody
SOONEST = 1.0  # seconds of a stage before its time left is told


@dataclass
class Upload(Job):
    """One document on its way in: "done", "known" (it was there already), "failed" or "cancelled" in the end."""

    filename: str
    id: str = field(default_factory=lambda: secrets.token_hex(4))
    stage: str = "read"
    source: Source | None = None
    since: float = 0.0  # when the stage began, by the monotonic clock
    kept: Callable[[], Upload] | None = None  # begins anew with the same bytes, which are kept while it was called off

    @property
    def can_resume(self) -> bool:
        """Whether what was called off can be read again without another upload."""
        return self.state == "cancelled" and self.kept is not None

    @property
    def seconds_left(self) -> int | None:
        """Until the stage ends, at its pace so far; None while that says nothing."""
        spent = time.monotonic() - self.since
        if not self.done or self.done >= self.total or spent < SOONEST:
            return None
        return max(1, round(spent / self.done * (self.total - self.done)))

    def report(self, stage: str, done: int, total: int) -> None:
        if stage != self.stage or not self.since:
            self.stage, self.since = stage, time.monotonic()
        self.done, self.total = done, total


class Uploads:
    """The documents that a process reads for one library, begun in the order in which they came."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.all: list[Upload] = []
        self._telling = threading.Lock()
        self._guiding: set[str] = set()  # sources whose guide is being found
        self._guideless: set[str] = set()  # sources whose guide could not be found
        self._worker = ThreadPoolExecutor(SIDE_BY_SIDE, thread_name_prefix="upload")

    def add(self, content: bytes | memoryview, filename: str, replaces: str = "") -> Upload:
        """Read a document's bytes into the library, or in the place of the source
        ``replaces``, as soon as its turn comes.
        """
        folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        path = Path(folder.name) / "upload"
        path.write_bytes(content)
        return self._start(path, filename, replaces, folder.cleanup)

    def resume(self, upload: Upload) -> Upload:
        """Read a document that was called off, from its kept bytes, in the place of what is said of it."""
        again = upload.kept() if upload.kept else upload
        self.all = [one for one in self.all if one is not upload]
        return again

    def add_file(self, path: Path) -> Upload:
        """Read a file that stays where it is."""
        return self._start(path, path.name, "", lambda: None)

    def cancel(self, upload: Upload) -> None:
        """Call a document off: at once where it waits, within a second or so where it is being read."""
        upload.cancel.set()
        if upload.state == "waiting":
            upload.state = "cancelled"

    def clear(self) -> None:
        """Forget what has ended, and the bytes that were kept of it."""
        for upload in self.all:
            if not upload.active:
                upload.kept = None
        self.all = [upload for upload in self.all if upload.active]

    def _start(self, path: Path, filename: str, replaces: str, cleanup: Callable[[], None]) -> Upload:
        upload = Upload(filename)
        self.all.append(upload)
        self._worker.submit(self._read, upload, path, replaces, cleanup).add_done_callback(log_outcome)
        return upload

    def _read(self, upload: Upload, path: Path, replaces: str, cleanup: Callable[[], None]) -> None:
        try:
            if not upload.cancel.is_set():
                self._into(upload, path, replaces)
        except HyunmooError as error:
            upload.fail(error)
        finally:
            upload.close()
            if upload.state == "cancelled":
                upload.kept = lambda: self._start(path, upload.filename, replaces, cleanup)
            else:
                cleanup()

    def _into(self, upload: Upload, path: Path, replaces: str) -> None:
        upload.state, upload.since = "running", time.monotonic()
        before = {source.id for source in self.library.sources()}
        options = {"filename": upload.filename, "progress": upload.report, "cancel": upload.cancel}
        if replaces:
            upload.source = self.library.replace(replaces, path, **options)  # type: ignore[arg-type]
            self._prepare(upload.source.id)
            upload.state = "done"
            return
        source = self.library.add(path, **options)  # type: ignore[arg-type]
        with self._telling:  # of two that bring the same bytes side by side, the second has brought what is known
            beside = {one.source.id for one in self.all if one.source}
            upload.source = source
        self._prepare(source.id)  # before it is told: who sees it done may ask for its guide
        upload.state = "known" if source.id in before | beside else "done"

    def _prepare(self, source_id: str) -> None:
        """Have what can be asked and the guide found behind the documents that wait."""
        with self._telling:
            self._guiding.add(source_id)
            self._guideless.discard(source_id)
        self._worker.submit(self._keep_facts, source_id).add_done_callback(log_outcome)

    def _keep_facts(self, source_id: str) -> None:
        """Find what can be asked about a document, behind the documents that wait; then the guide to it."""
        from learning.facts.kept_facts import keep_facts

        try:
            keep_facts(self.library, source_id)
        finally:  # the guide does not hang on the facts, and nobody waits for one that never comes
            self._submit_guide(source_id)

    def guide(self, source_id: str) -> None:
        """Find the guide to a source in the background, once at a time, however often it is asked for."""
        with self._telling:
            if source_id in self._guiding or source_id in self._guideless:
                return
            self._guiding.add(source_id)
        self._submit_guide(source_id)

    def _submit_guide(self, source_id: str) -> None:
        with suppress(RuntimeError):  # the program is ending; the guide is found when it is asked for
            self._worker.submit(self._keep_guide, source_id).add_done_callback(log_outcome)

    def is_guiding(self, source_id: str) -> bool:
        """Whether the guide to a source is on its way."""
        return source_id in self._guiding

    def _keep_guide(self, source_id: str) -> None:
        from agent.guides.kept_guides import keep_guide

        self._guiding.add(source_id)
        kept = False
        try:
            kept = keep_guide(self.library, source_id)
        finally:
            if not kept:
                self._guideless.add(source_id)
            self._guiding.discard(source_id)
