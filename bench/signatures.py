"""What signatures of near-duplicates cost: `python -m bench.signatures [--quick]`.

Bytes of a record and the time of a join, with few records there and with many; a fifth of them
are copies of others. On the home's file and on a Redis.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import redis
from msgspec import Struct

from bench.redis_server import a_redis
from bench.report import Aim, report
from contracts.identity import record_id
from engines.embedded.signatures import SqliteSignatures
from engines.redis.signatures import RedisSignatures
from stream.ports import Signatures
from understanding.near_duplicates import BANDS

FEW: Final = 10_000
MANY: Final = 200_000
QUICK_MANY: Final = 50_000
BATCH: Final = 256
TIMED: Final = 20
"""Batches; the least of them is of one undisturbed."""
FLAT: Final = 2.0
MOST_BYTES: Final = 1_500
BEGAN: Final = datetime(2026, 1, 1, tzinfo=UTC)

Item = tuple[str, list[int], datetime]


class Cost(Struct, frozen=True):
    engine: str
    count: int
    bytes_each: float
    join_us: float
    """Of one record in a batch, as its caller sees it."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.signatures", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer records")
    many = QUICK_MANY if parser.parse_args().quick else MANY
    costs = [*_on_sqlite(many), *_on_redis(many)]
    print("".join(f"{name:>14}" for name in ("engine", "records", "bytes each", "join us")))
    for each in costs:
        print(f"{each.engine:>14}{each.count:14,}{each.bytes_each:14.0f}{each.join_us:14.1f}")
    return report("signatures", [*_aims(*costs[:2]), *_aims(*costs[2:])])


def _aims(few: Cost, many: Cost) -> list[Aim]:
    times = many.join_us / few.join_us
    return [
        Aim(
            name=f"{many.engine}: a join at {many.count:,} records, of that at {few.count:,}",
            aim=f"flat: at most {FLAT}",
            value=round(times, 2),
            ok=times <= FLAT,
        ),
        Aim(
            name=f"{many.engine}: bytes of one of {many.count:,} records",
            aim=f"at most {MOST_BYTES}",
            value=round(many.bytes_each),
            ok=many.bytes_each <= MOST_BYTES,
        ),
    ]


def _on_sqlite(many: int) -> Iterator[Cost]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "signatures.db"
        with closing(SqliteSignatures(path)) as signatures:
            yield from _costs("sqlite", signatures, many, lambda: _size(Path(folder)))


def _on_redis(many: int) -> Iterator[Cost]:
    with a_redis() as url, closing(redis.Redis.from_url(url)) as client:
        empty = _used(client)
        with closing(RedisSignatures(url)) as signatures:
            yield from _costs("redis", signatures, many, lambda: _used(client) - empty)


def _costs(
    engine: str, signatures: Signatures, many: int, size: Callable[[], int]
) -> Iterator[Cost]:
    items, joined = _items(), 0
    for count in (FEW, many):
        while joined < count:
            signatures.join([next(items) for _ in range(BATCH)])
            joined += BATCH
        held, took = size(), []
        for _ in range(TIMED):
            batch = [next(items) for _ in range(BATCH)]
            began = time.perf_counter()
            signatures.join(batch)
            took.append(time.perf_counter() - began)
        joined += TIMED * BATCH
        yield Cost(engine, count, held / count, 1e6 * min(took) / BATCH)


def _items() -> Iterator[Item]:
    """Records without end; every fifth shares some bands with an earlier one."""
    chance = random.Random(1)  # noqa: S311 - a bench must be repeatable
    kept: list[list[int]] = []
    number = 0
    while True:
        bands = [chance.getrandbits(64) - 2**63 for _ in range(BANDS)]
        if kept and number % 5 == 0:
            shared = chance.randrange(1, BANDS)
            bands[:shared] = chance.choice(kept)[:shared]
        elif len(kept) < FEW:
            kept.append(bands)
        appeared = BEGAN + timedelta(minutes=number)
        yield record_id("public", "board", str(number)), bands, appeared
        number += 1


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.iterdir() if not file.name.endswith("-shm"))


def _used(client: Any) -> int:  # noqa: ANN401 - untyped replies
    return int(client.info("memory")["used_memory"])


if __name__ == "__main__":
    sys.exit(main())
