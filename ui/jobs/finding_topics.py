"""Topics found in the background, one shelf or source after another; nobody waits for them who does not look."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from errors import HyunmooError
from knowledge import Library
from knowledge.topics.topic_map import TopicMap
from ui.jobs.job import Job, log_outcome


@dataclass(kw_only=True)
class TopicJob(Job):
    """Topics that are being found, and those that were: nothing may have been kept of them."""

    found: TopicMap | None = None


class TopicFinding:
    """What a process finds for one library."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._jobs: dict[str | None, TopicJob] = {}
        self._telling = threading.Lock()
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="topics")

    def start(self, source_id: str | None) -> TopicJob:
        """Find the topics of a source, or of the shelf; one that is on its way already is not begun again."""
        with self._telling:
            known = self._jobs.get(source_id)
            if known is not None and known.active:
                return known
            job = self._jobs[source_id] = TopicJob()
        self._worker.submit(self._find, source_id, job).add_done_callback(log_outcome)
        return job

    def of(self, source_id: str | None) -> TopicJob | None:
        """What was last begun for a source, or for the shelf."""
        return self._jobs.get(source_id)

    def _find(self, source_id: str | None, job: TopicJob) -> None:
        from knowledge.topics.kept_topics import load_topics  # here: what groups passages takes a second to import

        def report(done: int, total: int) -> None:
            job.done, job.total = done, total

        job.state = "running"
        try:
            job.found = load_topics(self.library, source_id, report)
            job.state = "done"
        except HyunmooError as error:
            job.fail(error)
        finally:
            job.close()
