"""What every event log does with what is appended (groups and processes: the files beside)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.contract.log_rig import (
    ENGINES,
    GROUP,
    TOPIC,
    Engine,
    Rig,
    after,
    drain,
    entries,
    entry,
    rig_of,
    values,
)
from tests.eventually import eventually

MANY = 200


@pytest.fixture(params=list(ENGINES.values()), ids=list(ENGINES))
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    engine: Engine = request.param
    with rig_of(engine, tmp_path) as rig:
        yield rig


def test_a_message_comes_out_as_it_went_in(rig: Rig) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)
    rig.log.append([entry("ключ", "значення \x00")])
    (message,) = rig.log.read(TOPIC)
    assert message.partition.topic == TOPIC
    assert (message.offset, message.key) == (0, "ключ")
    assert message.value == "значення \x00".encode()
    assert before < message.at < datetime.now(UTC) + timedelta(seconds=1)


def test_nothing_appended_is_nothing_read(rig: Rig) -> None:
    rig.log.append([])
    assert list(rig.log.read(TOPIC)) == []
    assert not any(rig.log.ends().values())


def test_offsets_are_dense_from_zero_in_each_partition(rig: Rig) -> None:
    rig.log.append(entries(MANY, "a"))
    rig.log.append(entries(MANY, "b"))
    messages = list(rig.log.read(TOPIC))
    ends = rig.log.ends()
    for partition, end in ends.items():
        offsets = [message.offset for message in messages if message.partition == partition]
        assert offsets == list(range(end))
    assert sum(ends.values()) == 2 * MANY


def test_keys_spread_over_the_partitions_and_each_stays_in_one(rig: Rig) -> None:
    for _ in range(3):
        rig.log.append(entries(MANY))
    homes = {(message.key, message.partition) for message in rig.log.read(TOPIC)}
    assert len(homes) == MANY
    partitions = {partition for partition in rig.log.ends() if partition.topic == TOPIC}
    assert {partition for _, partition in homes} == partitions
    assert len(partitions) > 1


def test_entries_of_one_key_keep_their_order(rig: Rig) -> None:
    for batch in range(5):
        rig.log.append([entry("k", f"{batch}.{number}") for number in range(20)])
    told = [message.value.decode() for message in rig.log.read(TOPIC)]
    assert told == [f"{batch}.{number}" for batch in range(5) for number in range(20)]


def test_topics_do_not_mix(rig: Rig) -> None:
    rig.log.append([*entries(3, "p"), *entries(2, "s", "sightings")])
    assert values(rig.log.read("sightings")) == values(rig.log.read("sightings"))
    assert set(values(rig.log.read("sightings"))) == {"s:0", "s:1"}
    assert set(values(rig.log.read(TOPIC))) == {"p:0", "p:1", "p:2"}
    assert list(rig.log.read("no such topic")) == []


def test_what_was_appended_survives_a_restart(rig: Rig) -> None:
    rig.log.append(entries(MANY))
    with rig.engine(rig.folder) as again:
        assert values(again.read(TOPIC)) == values(rig.log.read(TOPIC))
        again.append(entries(1, "later"))
    assert sum(rig.log.ends().values()) == MANY + 1


def test_reading_from_a_moment_leaves_out_what_is_older(rig: Rig) -> None:
    rig.log.append(entries(MANY, "old"))
    moment = _now_apart(rig)
    rig.log.append(entries(3, "new"))
    assert set(values(rig.log.read(TOPIC, since=moment))) == {"new:0", "new:1", "new:2"}
    assert list(rig.log.read(TOPIC, since=datetime.now(UTC) + timedelta(hours=1))) == []


def test_a_reading_ends_although_it_makes_new_messages(rig: Rig) -> None:
    rig.log.append(entries(10))
    for message in rig.log.read(TOPIC):
        rig.log.append([entry(message.key, "again")])
    assert values(rig.log.read(TOPIC))["again"] == 10


def test_lag_counts_what_the_group_has_not_committed(rig: Rig) -> None:
    rig.log.append([*entries(MANY), *entries(5, "x", "unread")])
    reader = rig.reader()
    messages = reader.poll(30, 10)
    assert rig.lag() == MANY
    assert reader.commit(after(messages))
    assert rig.lag() == MANY - len(messages)
    drain(reader)
    assert rig.lag() == 0
    assert {name.topic for name in rig.log.lag(GROUP)} == {TOPIC}


def test_to_a_group_that_never_came_everything_is_news(rig: Rig) -> None:
    """Otherwise whoever waits for an empty backlog would not wait for a stream that starts late."""
    rig.log.append(entries(MANY))
    assert rig.lag() == MANY


def test_retention_deletes_what_is_old_and_no_more(rig: Rig) -> None:
    rig.log.append(entries(MANY, "old"))
    moment = _now_apart(rig)
    rig.log.append(entries(MANY, "new"))
    ends = rig.log.ends()
    assert rig.log.trim(TOPIC, moment) == MANY
    assert rig.log.trim(TOPIC, moment) == 0
    assert values(rig.log.read(TOPIC)) == {f"new:{number}": 1 for number in range(MANY)}
    assert rig.log.ends() == ends
    rig.log.append(entries(1, "next"))
    assert values(rig.log.read(TOPIC))["next:0"] == 1


def test_retention_spares_what_a_group_has_not_committed(rig: Rig) -> None:
    reader = rig.reader()
    rig.log.append(entries(MANY))
    done = reader.poll(50, 1)
    assert reader.commit(after(done))
    later = datetime.now(UTC) + timedelta(hours=1)
    assert rig.log.trim(TOPIC, later) == len(done)
    assert rig.lag() == MANY - len(done)
    assert len(drain(reader)) == MANY - len(done)


def test_forced_retention_deletes_it_all_and_the_group_goes_on(rig: Rig) -> None:
    reader = rig.reader()
    rig.log.append(entries(MANY, "lost"))
    later = datetime.now(UTC) + timedelta(hours=1)
    assert rig.log.trim(TOPIC, later, force=True) == MANY
    assert rig.lag() == 0
    rig.log.append(entries(3, "next"))
    assert rig.lag() == 3
    assert values(drain(reader)) == {"next:0": 1, "next:1": 1, "next:2": 1}
    assert rig.lag() == 0


def _now_apart(rig: Rig) -> datetime:
    """A moment that is surely after all that was appended and before what comes next."""
    last = max(message.at for message in rig.log.read(TOPIC))
    eventually(lambda: datetime.now(UTC) > last + timedelta(milliseconds=2))
    return last + timedelta(milliseconds=1)
