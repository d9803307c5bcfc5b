"""Training and exams in the background, one at a time: how far, the loss so far, a way to
call it off, and what came out.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from errors import FinetuneError, HyunmooError
from finetune.runs import check_folder_name, refuse_taken_name
from knowledge import Library
from settings import Quantization
from ui.jobs.job import Job, log_outcome

if TYPE_CHECKING:
    from finetune.adapter_training import TrainingRecipe
    from finetune.evaluate import ExamItem, Report
    from finetune.tooluse import ToolItem


@dataclass
class Training(Job):
    """One training or one exam of an adapter; "done" where it went well, else "failed" or "cancelled"."""

    name: str
    kind: Literal["train", "exam"]
    seconds_left: float = 0.0
    loss: list[float] = field(default_factory=list)
    report: Report | None = None

    def step(self, done: int, total: int) -> None:
        """Raises FinetuneError (``cancelled``) where the job was called off."""
        self.done, self.total = done, total
        if self.cancel.is_set():
            raise FinetuneError("그만두었습니다.", code="cancelled", english="Cancelled.")

    def report_step(self, done: int, total: int, loss: float, left: float) -> None:
        self.loss.append(loss)
        self.seconds_left = left
        self.step(done, total)


class Trainings:
    """The jobs of a process for one library and one folder of adapters, in the order in which they were asked for."""

    def __init__(self, library: Library, folder: Path) -> None:
        self.library, self.folder = library, folder
        self.all: list[Training] = []
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="training")

    @property
    def last(self) -> Training | None:
        return self.all[-1] if self.all else None

    def train(self, base: str, name: str, recipe: TrainingRecipe) -> Training:
        """An adapter called ``name`` from the library's own text.

        Raises FinetuneError: ``bad_name`` for a name that is no folder's, ``name_taken`` for that of an adapter.
        """
        target = self.folder / check_folder_name(name)
        refuse_taken_name(target)

        def work(job: Training) -> None:
            from finetune.data import build
            from finetune.sft import train

            card = build(self.library, target / "train.jsonl")
            job.step(0, 0)
            train(base, card.path, target, recipe, job.report_step)

        return self._start(Training(name, "train"), work)

    def exam(
        self,
        base: str,
        name: str,
        items: list[ExamItem],
        quantization: Quantization,
        tools: list[ToolItem] | None = None,
    ) -> Training:
        """The four-way table of an adapter and what else the gate wants; all of it goes onto its card."""

        def work(job: Training) -> None:
            from finetune.examine import examine

            job.report = examine(items, self.library, base, str(self.folder / name), quantization, job.step, tools)

        return self._start(Training(name, "exam"), work)

    def cancel(self, job: Training) -> None:
        """Call a job off: at once where it waits, after the step that it is in where it runs.
        What was saved is taken up again.
        """
        job.cancel.set()

    def _start(self, job: Training, work: Callable[[Training], None]) -> Training:
        self.all.append(job)
        self._worker.submit(self._run, job, work).add_done_callback(log_outcome)
        return job

    def _run(self, job: Training, work: Callable[[Training], None]) -> None:
        try:
            job.state = "running"
            job.step(0, 0)
            work(job)
            job.state = "done"
        except HyunmooError as error:
            job.fail(error)
        finally:
            job.close()
