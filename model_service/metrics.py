"""What the model service counts, in the words of Prometheus."""

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import InfoMetricFamily
from prometheus_client.registry import Collector

from contracts.errors import ProspektError

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class Metrics:
    def __init__(self, champion: Callable[[], str]) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "prospekt_model_prospects",
            "Prospects asked for, by the status of the answer",
            ("status",),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "prospekt_model_prospect_seconds",
            "Seconds to make a prospect",
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self._registry.register(_Champion(champion))

    def answered(self, status: int, seconds: float) -> None:
        self._requests.labels(str(status)).inc()
        self._seconds.observe(seconds)

    def page(self) -> bytes:
        return generate_latest(self._registry)


class _Champion(Collector):
    """Read when asked for, as other processes promote models too."""

    def __init__(self, champion: Callable[[], str]) -> None:
        self._champion = champion

    def describe(self) -> Iterator[InfoMetricFamily]:
        yield _info("")

    def collect(self) -> Iterator[InfoMetricFamily]:
        try:
            yield _info(self._champion())
        except ProspektError:
            return  # unknown is not none


def _info(champion: str) -> InfoMetricFamily:
    return InfoMetricFamily(
        "prospekt_model_champion", "The model that is served", {"model": champion}
    )
