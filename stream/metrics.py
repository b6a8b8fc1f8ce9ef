"""What the stream counts, in the words of Prometheus; served on loopback only."""

from collections.abc import Iterator
from threading import Thread
from wsgiref.simple_server import WSGIServer

from prometheus_client import CollectorRegistry, Counter, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from contracts.errors import Misconfigured, ProspektError
from contracts.names import INDEXER
from stream.outcome import REFUSED
from stream.ports import Backlog


class Metrics:
    def __init__(self, backlog: Backlog) -> None:
        self.registry = CollectorRegistry()
        self._messages = Counter(
            "prospekt_stream_messages",
            "Messages that ended, by topic and outcome",
            ("topic", "outcome"),
            registry=self.registry,
        )
        self._seconds = Counter(
            "prospekt_stream_step_seconds",
            "Seconds spent in each step",
            ("step",),
            registry=self.registry,
        )
        self._dead = Counter(
            "prospekt_stream_dead_letters",
            "Messages that became dead letters",
            ("topic",),
            registry=self.registry,
        )
        self.registry.register(_LagGauge(backlog))

    def step(self, name: str, seconds: float) -> None:
        self._seconds.labels(name).inc(seconds)

    def ended(self, topic: str, outcome: str) -> None:
        self._messages.labels(topic, outcome).inc()
        if outcome == REFUSED:
            self._dead.labels(topic).inc()

    def serve(self, port: int) -> tuple[WSGIServer, Thread]:
        try:
            return start_http_server(port, addr="127.0.0.1", registry=self.registry)
        except OSError as error:
            raise Misconfigured(
                f"metrics cannot be served on 127.0.0.1:{port}: {error.strerror}; "
                "set PROSPEKT_STREAM_METRICS_PORT to a free port, or to 0 for none"
            ) from error


class _LagGauge(Collector):
    """Read when asked for: a runner that hangs still shows its growing lag."""

    def __init__(self, backlog: Backlog) -> None:
        self._backlog = backlog

    def describe(self) -> Iterator[GaugeMetricFamily]:
        yield _gauge()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        gauge = _gauge()
        try:
            lag = self._backlog.lag(INDEXER)
        except ProspektError:
            lag = {}  # unknown is not zero: then there is no sample
        for partition, messages in sorted(lag.items()):
            gauge.add_metric([partition.topic, str(partition.number)], messages)
        yield gauge


def _gauge() -> GaugeMetricFamily:
    return GaugeMetricFamily(
        "prospekt_stream_lag_messages",
        "Messages not yet committed",
        labels=("topic", "partition"),
    )
