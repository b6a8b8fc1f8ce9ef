"""What is counted, and that an unknown lag is no zero."""

from prometheus_client import generate_latest

from contracts.errors import Transient
from contracts.log import Partition
from contracts.names import INDEXER
from stream.metrics import Metrics


class Backlog:
    """Three messages wait, or nobody knows."""

    def __init__(self, *, readable: bool) -> None:
        self.readable = readable

    def lag(self, group: str) -> dict[Partition, int]:
        assert group == INDEXER
        if not self.readable:
            raise Transient("log.db: locked")
        return {Partition("sweeps", 1): 3}


def shown(metrics: Metrics) -> list[str]:
    lines = generate_latest(metrics.registry).decode().splitlines()
    return [line for line in lines if not line.startswith("#") and "_created" not in line]


def test_counts_are_by_topic_and_outcome_and_dead_letters_apart() -> None:
    metrics = Metrics(Backlog(readable=True))
    metrics.ended("postings.raw", "written")
    metrics.ended("postings.raw", "refused")
    metrics.step("embed", 0.5)
    assert shown(metrics) == [
        'prospekt_stream_messages_total{outcome="written",topic="postings.raw"} 1.0',
        'prospekt_stream_messages_total{outcome="refused",topic="postings.raw"} 1.0',
        'prospekt_stream_step_seconds_total{step="embed"} 0.5',
        'prospekt_stream_dead_letters_total{topic="postings.raw"} 1.0',
        'prospekt_stream_lag_messages{partition="1",topic="sweeps"} 3.0',
    ]


def test_an_unreadable_lag_has_no_sample() -> None:
    assert shown(Metrics(Backlog(readable=False))) == []
