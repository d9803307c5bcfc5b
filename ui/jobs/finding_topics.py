"""Topics found in the background, one shelf or source after another; nobody waits for them who does not look."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from errors import HyunmooError
from knowledge import Library
from ui.jobs.job import Job, log_outcome


class TopicFinding:
    """What a process finds for one library."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._jobs: dict[str | None, Job] = {}
        self._telling = threading.Lock()
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="topics")

    def start(self, source_id: str | None) -> Job:
        """Find the topics of a source, or of the shelf; one that is on its way already is not begun again."""
        with self._telling:
            known = self._jobs.get(source_id)
            if known is not None and known.active:
                return known
            job = self._jobs[source_id] = Job()
        self._worker.submit(self._find, source_id, job).add_done_callback(log_outcome)
        return job

    def of(self, source_id: str | None) -> Job | None:
        """What was last begun for a source, or for the shelf."""
        return self._jobs.get(source_id)

    def _find(self, source_id: str | None, job: Job) -> None:
        from knowledge.topics.kept_topics import load_topics  # here: what groups passages takes a second to import

        def report(done: int, total: int) -> None:
            job.done, job.total = done, total

        job.state = "running"
        try:
            load_topics(self.library, source_id, report)
            job.state = "done"
        except HyunmooError as error:
            job.fail(error)
        finally:
            job.close()
