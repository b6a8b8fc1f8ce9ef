"""What the crawler counts, for Prometheus; each process has its own registry."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server

from contracts.errors import Misconfigured
from contracts.records import Outcome


class Metrics:
    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._pages = Counter(
            "prospekt_crawler_pages",
            "Pages read, by what their source made of them",
            ["source", "outcome"],
            registry=self.registry,
        )
        self._failures = Counter(
            "prospekt_crawler_failures",
            "Requests that got no answer",
            ["source"],
            registry=self.registry,
        )
        self._standing = Gauge(
            "prospekt_crawler_source_standing",
            "1 at the outcome that a source's last pages amount to, 0 at the others",
            ["source", "outcome"],
            registry=self.registry,
        )
        self._revisits = Counter(
            "prospekt_crawler_revisits",
            "Answers to pages that had been visited before",
            registry=self.registry,
        )
        self._refusals = Counter(
            "prospekt_crawler_refusals",
            "Answers after which a host rests",
            ["source"],
            registry=self.registry,
        )
        self._refused = Counter(
            "prospekt_crawler_acks_refused",
            "Pages whose lease another worker had taken over",
            registry=self.registry,
        )
        self._fetching = Histogram(
            "prospekt_crawler_fetch_seconds", "Time to an answer", registry=self.registry
        )
        self._parsing = Histogram(
            "prospekt_crawler_parse_seconds",
            "Time to read a page",
            buckets=(0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.2, 1.0),
            registry=self.registry,
        )

    def serve(self, port: int) -> None:
        try:
            start_http_server(port, addr="127.0.0.1", registry=self.registry)
        except OSError as error:
            raise Misconfigured(
                f"metrics cannot be served on 127.0.0.1:{port}: {error.strerror}; "
                "set PROSPEKT_CRAWLER_METRICS_PORT to a free port, or to 0 for none"
            ) from error

    def fetched(self, seconds: float, *, again: bool) -> None:
        self._fetching.observe(seconds)
        if again:
            self._revisits.inc()

    def rests(self, source: str) -> None:
        self._refusals.labels(source).inc()

    def read(self, source: str, outcome: Outcome) -> None:
        self._pages.labels(source, outcome.value).inc()

    def stands(self, source: str, outcome: str) -> None:
        for each in (Outcome.OK, Outcome.CHANGED, Outcome.BLOCKED):
            self._standing.labels(source, each.value).set(each == outcome)

    def failed(self, source: str) -> None:
        self._failures.labels(source).inc()

    def refused(self) -> None:
        self._refused.inc()

    @contextmanager
    def parsing(self) -> Iterator[None]:
        began = perf_counter()
        try:
            yield
        finally:
            self._parsing.observe(perf_counter() - began)
