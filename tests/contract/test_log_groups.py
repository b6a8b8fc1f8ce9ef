"""What every event log's consumer groups promise: shares, commits, hand-overs."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from contracts.log import Message
from stream.ports import LogReader
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
    poll_until,
    rig_of,
    values,
)
from tests.eventually import eventually

MANY = 200
SESSION_S = 2.0
SETTLE_S = 3.0


@pytest.fixture(params=list(ENGINES.values()), ids=list(ENGINES))
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    engine: Engine = request.param
    with rig_of(engine, tmp_path) as rig:
        yield rig


def _settle(*readers: LogReader) -> None:
    """Let each notice the others: each polls in a thread of its own, as processes do."""
    until = time.monotonic() + SETTLE_S

    def idle(reader: LogReader) -> None:
        while time.monotonic() < until:
            assert reader.poll(1, 0.2) == []

    with ThreadPoolExecutor(len(readers)) as threads:
        list(threads.map(idle, readers))


def test_a_group_reads_everything_once_and_in_order(rig: Rig) -> None:
    rig.log.append(entries(MANY))
    messages = drain(rig.reader(), limit=7)
    assert values(messages) == {f"e:{number}": 1 for number in range(MANY)}
    assert _in_order(messages)


def test_poll_returns_at_most_its_limit_and_comes_to_every_partition(rig: Rig) -> None:
    rig.log.append(entries(MANY))
    partitions = {name for name, end in rig.log.ends().items() if end}
    reader = rig.reader()
    polled = [reader.poll(7, 10) for _ in range(MANY // 7)]
    assert all(0 < len(messages) <= 7 for messages in polled)
    seen = {message.partition for messages in [*polled, drain(reader)] for message in messages}
    assert seen == partitions


def test_poll_waits_for_news_and_not_longer(rig: Rig) -> None:
    """Not longer: for news or in vain, it is back before the test's own time is over."""
    reader = rig.reader(session_s=300)
    started = time.monotonic()
    assert reader.poll(10, 0.2) == []
    assert time.monotonic() - started >= 0.2
    later = threading.Timer(0.2, lambda: rig.log.append(entries(1)))
    later.start()
    assert len(reader.poll(10, 300)) == 1
    later.join()


def test_what_was_polled_is_not_polled_again_by_the_same_reader(rig: Rig) -> None:
    rig.log.append(entries(MANY))
    assert max(values(drain(rig.reader(), limit=30, commit=False)).values()) == 1


def test_committed_offsets_survive_a_restart(rig: Rig) -> None:
    rig.log.append(entries(MANY))
    first = rig.reader()
    done = first.poll(50, 1)
    assert first.commit(after(done))
    first.poll(50, 1)
    first.close()
    with rig.engine(rig.folder) as again:
        rest = drain(again.reader(GROUP, [TOPIC], member="b"))
    assert values(done) + values(rest) == {f"e:{number}": 1 for number in range(MANY)}


def test_a_commit_never_moves_back(rig: Rig) -> None:
    rig.log.append(entries(MANY))
    reader = rig.reader()
    early = reader.poll(50, 1)
    late = drain(reader)
    assert reader.commit(after([*early, *late]))
    assert reader.commit(after(early))
    assert rig.lag() == 0


def test_groups_do_not_know_of_each_other(rig: Rig) -> None:
    rig.log.append(entries(MANY))
    drain(rig.reader())
    other = rig.log.reader("other", [TOPIC], member="a")
    assert len(drain(other)) == MANY


def test_a_group_reads_several_topics(rig: Rig) -> None:
    rig.log.append([*entries(5, "p"), *entries(5, "s", "sightings"), *entries(5, "x", "unread")])
    messages = drain(rig.reader(topics=(TOPIC, "sightings")))
    assert {message.partition.topic for message in messages} == {TOPIC, "sightings"}
    assert len(messages) == 10


def test_members_share_the_partitions_evenly_and_no_message_comes_to_both(rig: Rig) -> None:
    first, second = rig.reader("a"), rig.reader("b")
    _settle(first, second)
    rig.log.append(entries(MANY))
    ours, theirs = drain(first), drain(second)
    assert values(ours) + values(theirs) == {f"e:{number}": 1 for number in range(MANY)}
    held = [{message.partition for message in mine} for mine in (ours, theirs)]
    assert not held[0] & held[1]
    assert abs(len(held[0]) - len(held[1])) <= 1


def test_a_partition_passes_on_only_when_all_that_was_polled_of_it_is_committed(rig: Rig) -> None:
    rig.log.append(entries(MANY))
    first = rig.reader("a", session_s=60)
    under_way = poll_until(first, MANY)
    second = rig.reader("b", session_s=60)
    for reader in (second, first, second):
        assert reader.poll(10, 0.1) == []
    rig.log.append(entries(MANY, "more"))
    assert first.commit(after(under_way))
    polled: list[Message] = []

    def all_came() -> bool:
        for reader in (first, second):
            messages = reader.poll(50, 0)
            assert reader.commit(after(messages))
            polled.extend(messages)
        return len(polled) >= MANY

    eventually(all_came)
    assert values(polled) == {f"more:{number}": 1 for number in range(MANY)}


def test_a_member_that_always_has_something_under_way_hands_over_too(rig: Rig) -> None:
    first = rig.reader("a", session_s=60)
    rig.log.append(entries(50))
    under_way = poll_until(first, 50)
    second = rig.reader("b", session_s=60)

    def handed_over() -> list[Message]:
        nonlocal under_way
        rig.log.append(entries(50))
        messages = first.poll(MANY, 1)
        assert first.commit(after(under_way))
        under_way = messages
        return second.poll(MANY, 0)

    assert eventually(handed_over)


def test_a_member_that_leaves_hands_over_at_once(rig: Rig) -> None:
    rig.log.append(entries(MANY))
    first = rig.reader("a", session_s=60)
    first.poll(50, 1)
    second = rig.reader("b", session_s=60)
    first.close()
    assert len(poll_until(second, MANY)) == MANY


def test_the_partitions_of_a_silent_member_are_taken_over_after_its_session(rig: Rig) -> None:
    rig.log.append(entries(MANY))
    silent = rig.reader("silent", session_s=SESSION_S)
    lost = poll_until(silent, MANY)
    heir = rig.reader("heir", session_s=SESSION_S)
    assert heir.poll(10, 0) == []
    assert values(_taken_over(heir)) == values(lost)


def test_a_late_commit_is_refused_and_moves_nothing(rig: Rig) -> None:
    rig.log.append(entries(MANY))
    silent = rig.reader("silent", session_s=SESSION_S)
    lost = poll_until(silent, MANY)
    heir = rig.reader("heir", session_s=SESSION_S)
    _taken_over(heir)
    rig.log.append(entries(MANY, "more"))
    assert not silent.commit(after(lost))
    assert rig.lag() == MANY
    _taken_over(heir)
    assert rig.lag() == 0


def test_a_member_that_was_given_up_comes_back_with_what_is_committed(rig: Rig) -> None:
    rig.log.append(entries(MANY))
    silent = rig.reader("silent", session_s=SESSION_S)
    lost = poll_until(silent, MANY)
    heir = rig.reader("heir", session_s=SESSION_S)
    _taken_over(heir)
    heir.close()
    assert silent.poll(10, 0.2) == []
    rig.log.append([entry(lost[0].key, "news")])
    assert values(poll_until(silent, 1)) == {"news": 1}


def test_a_member_that_was_given_up_polls_again_what_nobody_committed(rig: Rig) -> None:
    """Its own commit of the first time would be refused: without this it would be lost."""
    rig.log.append(entries(MANY))
    silent = rig.reader("silent", session_s=SESSION_S)
    lost = poll_until(silent, MANY)
    heir = rig.reader("heir", session_s=SESSION_S)
    seen = poll_until(heir, 1)
    heir.close()
    again = poll_until(silent, MANY)
    assert values(seen) <= values(lost)
    assert set(values(again)) == set(values(lost))


def test_a_reader_under_the_name_of_a_dead_one_takes_its_place_at_once(rig: Rig) -> None:
    rig.log.append(entries(MANY))
    poll_until(rig.reader("stream", session_s=60), MANY)
    again = rig.reader("stream", session_s=60)
    assert len(poll_until(again, MANY)) == MANY


def _taken_over(heir: LogReader) -> list[Message]:
    """Poll and commit until all of the silent one's came: its partitions may come one by one."""
    polled: list[Message] = []

    def all_came() -> bool:
        messages = heir.poll(100, 0.05)
        assert heir.commit(after(messages))
        polled.extend(messages)
        return len(polled) >= MANY

    eventually(all_came, within=30)
    return polled


def _in_order(messages: list[Message]) -> bool:
    partitions = {message.partition for message in messages}
    return all(
        offsets == sorted(offsets)
        for partition in partitions
        for offsets in [[each.offset for each in messages if each.partition == partition]]
    )
