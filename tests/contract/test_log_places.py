"""Where groups begin, and the end of groups and of topics, on every event log."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from contracts.log import Partition
from stream.patience import Patience
from tests.contract.log_rig import ENGINES, TOPIC, Log, after, drain, entries, entry, values

OWN = "postings.raw.r1"


@pytest.fixture(params=list(ENGINES.values()), ids=list(ENGINES))
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Log]:
    with request.param(tmp_path) as log:
        yield log


def placed(log: Log, group: str, positions: dict[Partition, int]) -> None:
    """A broker that has just started has nobody who keeps groups yet."""
    patience = Patience(sleep=time.sleep, say=lambda _: None)
    patience("log", lambda: log.place(group, positions))


def of(log: Log, topic: str) -> dict[Partition, int]:
    return {each: end for each, end in log.ends().items() if each.topic == topic}


def test_a_group_begins_where_it_is_placed(log: Log) -> None:
    log.append(entries(20, "old"))
    ends = of(log, TOPIC)
    log.append(entries(20, "new"))
    placed(log, "replay", ends)
    assert sum(log.lag("replay", [TOPIC]).values()) == 20
    reader = log.reader("replay", [TOPIC], member="replay")
    assert values(drain(reader)) == values_of("new")
    reader.close()
    assert sum(log.lag("replay", [TOPIC]).values()) == 0


def values_of(name: str) -> dict[str, int]:
    return {f"{name}:{number}": 1 for number in range(20)}


def test_a_moment_has_a_place_in_each_partition(log: Log) -> None:
    log.append(entries(20, "old"))
    ends = of(log, TOPIC)
    time.sleep(0.05)
    moment = datetime.now(UTC)
    time.sleep(0.05)
    assert log.at([TOPIC], moment) == ends, "nothing came since"
    log.append(entries(20, "new"))
    assert log.at([TOPIC], moment) == ends
    assert set(log.at([TOPIC], moment - timedelta(days=1)).values()) == {0}
    assert log.at([], moment) == {}


def test_a_placed_group_is_placed_again_and_forgotten(log: Log) -> None:
    log.append(entries(20))
    placed(log, "replay", {})
    reader = log.reader("replay", [TOPIC], member="replay")
    messages = drain(reader)
    assert len(messages) == 20
    reader.close()
    placed(log, "replay", dict.fromkeys(after(messages), 0))
    assert sum(log.lag("replay", [TOPIC]).values()) == 20
    log.forget(["replay", "nobody"], ["nothing"])
    assert sum(log.lag("replay", [TOPIC]).values()) == 20


def test_topics_of_ones_own_come_and_go_whole(log: Log) -> None:
    log.append(entries(4))
    for _ in range(2):
        log.make([OWN])
        log.make([OWN])
        assert sum(of(log, OWN).values()) == 0
        log.append([entry(f"k{number}", topic=OWN) for number in range(8)])
        assert len([*log.read(OWN)]) == 8
        log.forget([], [OWN])
        assert not of(log, OWN)
    assert len([*log.read(TOPIC)]) == 4
