"""Two clients of Kafka on one broker: `python -m bench.kafka [--quick]`.

The events of a crawl are appended and read by our log, which is kafka-python, and by
confluent-kafka with the same settings (all copies, idempotent, lz4), in turn, each in a process of
its own. Appended a few at a time as a crawl does, and many at a time as an import does: each time
all of them are acknowledged before the next. Read in batches, each committed before the next.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from struct import pack
from typing import Final

from msgspec import Struct

from bench.contenders import confluent_events, our_events, places
from bench.postings import entry, events
from bench.report import Aim, report
from contracts.log import Entry
from engines.kafka import topics
from engines.kafka.connection import Connection
from engines.kafka.settings import KafkaSettings

EVENTS: Final = 20_000
QUICK: Final = 4_000
RUNS: Final = 3
PARTITIONS: Final = 6
FEW: Final = 100
"""Events that a crawl appends at once, about: what a batch of 64 pages told."""
MANY: Final = 2_000
CRAWL: Final = 100
"""Pages a second of a crawl."""
EVENTS_A_PAGE: Final = 2
"""As `bench.pipeline` counts them."""
ROOM: Final = 10
"""How many such crawls the slower client must be able to keep up with."""
MOST_CORE: Final = 0.1
"""Of a core, what such a crawl may spend on it: how busy the machine is does not change that."""
OURS: Final = "kafka-python"
PEER: Final = "confluent-kafka"


class Ran(Struct, frozen=True):
    per_second: float
    cpu: float
    """Seconds for 1,000 events."""


Rans = dict[tuple[str, str], list[Ran]]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.kafka", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer events, one run of each")
    quick = parser.parse_args().quick
    try:
        from tests.engines.kafka import KAFKA, kafka_server  # noqa: PLC0415 - in a checkout only
    except ImportError:
        raise SystemExit("bench: a checkout of the repository is needed: it starts Kafka") from None
    if not KAFKA.found():
        raise SystemExit("bench: there is no Kafka on this machine; `make engines` gets it")
    entries = [entry(event) for event in events(QUICK if quick else EVENTS)]
    rans: Rans = defaultdict(list)
    with kafka_server() as server, tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "events"
        file.write_bytes(b"".join(_packed(each) for each in entries))
        for number in range(1 if quick else RUNS):
            for client in (OURS, PEER):
                sys.stderr.write(f"bench: run {number + 1}: {client}\n")
                for work, ran in _run(client, server.address, file, len(entries), number):
                    rans[client, work].append(ran)
    middle = {key: _middle(each) for key, each in rans.items()}
    _show(middle)
    return report("kafka", _aims(middle))


def _packed(each: Entry) -> bytes:
    key = each.key.encode()
    return pack(">II", len(key), len(each.value)) + key + each.value


def _run(
    client: str, servers: str, file: Path, count: int, number: int
) -> Iterator[tuple[str, Ran]]:
    for name, at_once in (("few", FEW), ("many", MANY)):
        topic = f"{name}{number}{client.partition('-')[0]}"
        _make(servers, topic)
        told = [servers, _named(client, topic), str(file), str(at_once)]
        yield f"append {at_once:,} at once", _ran(client, ["produce", *told], count)
    told = [servers, _named(client, topic), str(count)]
    yield f"read {confluent_events.POLLED} at once", _ran(client, ["read", *told], count)


def _make(servers: str, name: str) -> None:
    settings = KafkaSettings(
        servers=servers, prefix=our_events.PREFIX, partitions=PARTITIONS, replication=1
    )
    with closing(Connection(settings)) as connection:
        topics.make(connection, {name: topics.Topic()})


def _named(client: str, topic: str) -> str:
    return topic if client == OURS else f"{our_events.PREFIX}{topic}"


def _ran(client: str, arguments: Sequence[str], count: int) -> Ran:
    if client == OURS:
        command = [sys.executable, "-m", our_events.__name__]
    else:
        command = [str(places.python_of_peers()), str(Path(confluent_events.__file__))]
    told = subprocess.run(  # noqa: S603 - our own modules
        [*command, *arguments], check=True, stdout=subprocess.PIPE, text=True
    ).stdout.split()
    return Ran(count / float(told[0]), 1000 * float(told[1]) / count)


def _middle(several: Sequence[Ran]) -> Ran:
    return Ran(
        statistics.median(each.per_second for each in several),
        statistics.median(each.cpu for each in several),
    )


def _show(rans: dict[tuple[str, str], Ran]) -> None:
    print(f"{'':24}{'':18}{'events/s':>10}{'CPU s per 1,000':>18}")
    for (client, work), ran in sorted(rans.items(), key=lambda each: each[0][1]):
        print(f"{work:24}{client:18}{ran.per_second:10,.0f}{ran.cpu:18.3f}")
    for work in dict.fromkeys(work for _, work in rans):
        ours, peer = rans[OURS, work], rans[PEER, work]
        print(
            f"{work}: {OURS} does {ours.per_second / peer.per_second:.2f} of {PEER}'s events a "
            f"second, for {ours.cpu / peer.cpu:.1f} times the CPU"
        )


def _aims(rans: dict[tuple[str, str], Ran]) -> list[Aim]:
    """The slower client is kept only if it does not limit the crawl."""
    ran = rans[OURS, f"append {FEW:,} at once"]
    told = CRAWL * EVENTS_A_PAGE
    least, core = ROOM * told, ran.cpu * told / 1000
    return [
        Aim(
            name=f"events/s that {OURS} appends, {FEW} at once",
            aim=f"at least {least:,}: {ROOM} times a crawl of {CRAWL} pages/s",
            value=round(ran.per_second),
            ok=ran.per_second >= least,
        ),
        Aim(
            name=f"of a core, what {OURS} takes of a crawl of {CRAWL} pages/s",
            aim=f"at most {MOST_CORE}",
            value=round(core, 3),
            ok=core <= MOST_CORE,
        ),
    ]


if __name__ == "__main__":
    sys.exit(main())
