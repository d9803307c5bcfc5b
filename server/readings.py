"""Documents on their way into a library: each with its progress, a way to call it off, and its outcome."""

from __future__ import annotations

import logging
import secrets
import shutil
import tempfile
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Literal

from pydantic import BaseModel, ConfigDict

from errors import HyunmooError, QuestionError
from knowledge import Source
from learning.facts.kept_facts import keep_facts
from server.assistants import Assistants
from server.error_answers import ApiRefusal

READ_AT_ONCE = 2  # documents that are read at once
MOST_UNDER_WAY = 10  # of one person, on their way
MOST_TOLD = 100  # of one person, that are remembered

ReadingState = Literal["waiting", "running", "done", "known", "failed", "cancelled"]


class Reading(BaseModel):
    """How far a document is: "done" with its source, "known" (it was there), "failed" with the reason, "cancelled"."""

    model_config = ConfigDict(frozen=True)

    id: str
    filename: str
    state: ReadingState
    stage: str = ""
    done: int = 0
    total: int = 0
    source: Source | None = None
    code: str = ""
    message: str = ""

    @property
    def active(self) -> bool:
        return self.state in ("waiting", "running")


@dataclass(eq=False)
class _Work:
    owner: str
    told: Reading
    path: Path
    cancel: threading.Event = field(default_factory=threading.Event)

    def tell(self, **changes: object) -> None:
        self.told = self.told.model_copy(update=changes)


class Readings:
    """The documents that a process reads for everybody, begun in the order in which they came."""

    def __init__(self, assistants: Assistants) -> None:
        self.assistants = assistants
        self._all: dict[str, _Work] = {}
        self._lock = threading.Lock()
        self._executor = ThreadPoolExecutor(READ_AT_ONCE, thread_name_prefix="reading")

    def close(self) -> None:
        """Call everything off."""
        for work in list(self._all.values()):
            work.cancel.set()
        self._executor.shutdown(wait=False, cancel_futures=True)

    def add(self, owner: str, content: BinaryIO, filename: str) -> Reading:
        """Read a document as soon as its turn comes. Raises ApiRefusal (``too_many_readings``); then nothing of it is
        left.
        """
        folder = Path(tempfile.mkdtemp(prefix="hyunmoo-"))
        with ExitStack() as undone:
            undone.callback(shutil.rmtree, folder, ignore_errors=True)
            with (folder / "upload").open("wb") as file:
                shutil.copyfileobj(content, file, 1 << 20)
            told = self._register(owner, folder / "upload", filename).told
            undone.pop_all()  # the reading's own from now on
        return told

    def _register(self, owner: str, path: Path, filename: str) -> _Work:
        """A document that lies ready takes its place. Raises ApiRefusal (``too_many_readings``)."""
        with self._lock:
            mine = [one for one in self._all.values() if one.owner == owner]
            if sum(one.told.active for one in mine) >= MOST_UNDER_WAY:
                raise ApiRefusal(
                    f"읽고 있는 파일이 {MOST_UNDER_WAY}개입니다. 끝난 뒤에 다시 올려 주세요.",
                    code="too_many_readings",
                    english=f"{MOST_UNDER_WAY} files are being read already; upload again when they are done.",
                    status=429,
                    headers={"Retry-After": "10"},
                )
            ended = [one for one in mine if not one.told.active]
            for old in ended[: max(0, len(mine) - MOST_TOLD + 1)]:
                del self._all[old.told.id]
            work = _Work(owner, Reading(id=secrets.token_hex(8), filename=filename, state="waiting"), path)
            reading = self._executor.submit(self._read, work)
            self._all[work.told.id] = work
        reading.add_done_callback(_log_unforeseen)
        return work

    def get(self, owner: str, reading_id: str) -> Reading:
        """One of the owner's. Raises QuestionError (``unknown_reading``)."""
        return self._mine(owner, reading_id).told

    def cancel(self, owner: str, reading_id: str) -> Reading:
        """Call a document off; what is read already stays. Raises QuestionError (``unknown_reading``)."""
        work = self._mine(owner, reading_id)
        work.cancel.set()
        return work.told

    def _mine(self, owner: str, reading_id: str) -> _Work:
        work = self._all.get(reading_id)
        if work is None or work.owner != owner:
            raise QuestionError(
                f"없는 읽기 작업입니다: {reading_id}. 파일을 올릴 때 받은 id를 확인해 주세요.",
                code="unknown_reading",
                english="No such reading; use the id that the upload gave.",
            )
        return work

    def _read(self, work: _Work) -> None:
        try:
            if work.cancel.is_set():
                work.tell(state="cancelled")
                return
            work.tell(state="running", stage="read")
            with self.assistants.lend(work.owner) as assistant:
                library = assistant.library
                before = {one.id for one in library.sources()}
                report = lambda stage, done, total: work.tell(stage=stage, done=done, total=total)  # noqa: E731
                source = library.add(work.path, filename=work.told.filename, progress=report, cancel=work.cancel)
                work.tell(state="known" if source.id in before else "done", source=source)
                keep_facts(library, source.id)  # what can be asked about it, found before a quiz wants it
        except HyunmooError as error:
            if work.told.active:
                state = "cancelled" if error.code == "cancelled" else "failed"
                work.tell(state=state, code=error.code, message=error.message)
        finally:
            if work.told.active:  # what no one foresaw
                work.tell(state="failed", code="unforeseen")
            shutil.rmtree(work.path.parent, ignore_errors=True)


def _log_unforeseen(future: Future[None]) -> None:
    if not future.cancelled() and (error := future.exception()) is not None:
        logging.getLogger(__name__).error("a document's reading", exc_info=error)
