"""What an operator may know: counts and times by route and status, and never a text or a name of a person."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from server.workplace import Workplace

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


class Measures:
    """The figures of one process, in Prometheus' text format."""

    def __init__(self, work: Workplace) -> None:
        self.registry = CollectorRegistry()
        labels = ["method", "route", "status"]
        self.requests = Counter("hyunmoo_requests", "Requests answered", labels, registry=self.registry)
        self.seconds = Histogram(
            "hyunmoo_request_seconds", "Time to the whole answer", ["route"], buckets=SECONDS, registry=self.registry
        )
        self.answers = Counter("hyunmoo_answers", "Answers by sufficiency", ["sufficiency"], registry=self.registry)
        Gauge("hyunmoo_work", "Heavy calls that run or wait", registry=self.registry).set_function(lambda: work.busy)

    def note_request(self, method: str, route: str, status: int, seconds: float) -> None:
        self.requests.labels(method, route, str(status)).inc()
        self.seconds.labels(route).observe(seconds)

    def render(self) -> bytes:
        return generate_latest(self.registry)
