"""The stream on Kafka, Elasticsearch and Redis, beside the same burst on the engines of a home."""

import sys
from contextlib import closing
from pathlib import Path
from typing import Final

from bench.real_engines import absent, real_engines
from bench.report import Aim
from bench.stream_burst import Burst, burst_on
from engines.kafka.log import KafkaLog

MOST_MIB: Final = 100


def real(root: Path, count: int) -> Burst | None:
    """None, and said aloud, where the engines cannot be started."""
    if missing := absent():
        sys.stderr.write(
            f"bench: THE PART ON REAL ENGINES DID NOT RUN: no {', no '.join(missing)}; "
            "in a checkout `make engines` gets them\n"
        )
        return None
    sys.stderr.write("bench: starting Kafka, Elasticsearch and Redis (about 20 s)\n")
    with real_engines(root) as servers, closing(KafkaLog(servers.kafka)) as log:
        return burst_on(log, servers.told, count, servers.spent)


def show(real: Burst, embedded: Burst) -> None:
    print(f"{'':34}{'real engines':>14}{'embedded':>14}")
    rows: list[tuple[str, float, float, str]] = [
        ("postings in the burst", real.count, embedded.count, ",.0f"),
        ("postings/s, log to index", real.per_second, embedded.per_second, ",.0f"),
        ("most that waited", real.most_lag, embedded.most_lag, ",.0f"),
        ("seconds until all were taken", real.seconds, embedded.seconds, ".1f"),
        ("MiB before", real.before_mib, embedded.before_mib, ".0f"),
        ("MiB at most", real.most_mib, embedded.most_mib, ".0f"),
    ]
    rows += _side("CPU ms a posting", real.cpu_ms, embedded.cpu_ms)
    rows += _side("ms a posting in step", real.step_ms, embedded.step_ms)
    for name, ours, theirs, form in rows:
        print(f"{name:34}{ours:14{form}}{theirs:14{form}}")
    share = real.per_second / embedded.per_second
    print(f"real engines take {share:.2f} of the postings a second that a home takes")


def _side(
    name: str, real: dict[str, float], embedded: dict[str, float]
) -> list[tuple[str, float, float, str]]:
    return [(f"{name}: {part}", ms, embedded.get(part, 0.0), ".3f") for part, ms in real.items()]


def aims(met: Burst) -> list[Aim]:
    return [
        Aim(
            name="MiB that a burst adds to a worker's memory on real engines",
            aim=f"at most {MOST_MIB}",
            value=round(met.more_mib, 1),
            ok=met.more_mib <= MOST_MIB,
        )
    ]
