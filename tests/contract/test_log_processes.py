"""Several processes use one log at once, and some of them are killed."""

import multiprocessing
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

import pytest

from tests.contract.log_rig import ENGINES, TOPIC, Engine, Rig, drain, poll_until, rig_of, values
from tests.contract.log_workers import read_and_commit, read_and_hang, told, write_batches
from tests.eventually import eventually

SPAWN = multiprocessing.get_context("spawn")
BATCHES, SIZE = 12, 50


@pytest.fixture(params=list(ENGINES.values()), ids=list(ENGINES))
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    engine: Engine = request.param
    with rig_of(engine, tmp_path) as rig:
        yield rig


@contextmanager
def _running(*processes: SpawnProcess) -> Iterator[None]:
    """Start them; none outlives the test."""
    for process in processes:
        process.start()
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.join()
            process.close()


def _process(target: Any, rig: Rig, *args: Any, **kwargs: Any) -> SpawnProcess:
    return SPAWN.Process(target=target, args=(rig.engine, rig.folder, *args), kwargs=kwargs)


def _written(writers: list[str]) -> Counter[str]:
    return Counter(
        f"{writer}.{batch}:{number}"
        for writer in writers
        for batch in range(BATCHES)
        for number in range(SIZE)
    )


def test_every_message_comes_exactly_once_when_nobody_dies(rig: Rig) -> None:
    """Writers and readers begin at the same time, on a topic that is not there yet."""
    stop = SPAWN.Event()
    names = ["left", "right"]
    writers = [_process(write_batches, rig, name, batches=BATCHES, size=SIZE) for name in names]
    readers = [_process(read_and_commit, rig, name, stop) for name in names]
    with _running(*writers, *readers):
        for writer in writers:
            writer.join()
            assert writer.exitcode == 0
        eventually(lambda: rig.lag() == 0, within=180)
        stop.set()
        for reader in readers:
            reader.join()
            assert reader.exitcode == 0
    read = [told(rig.folder / f"{name}.read") for name in names]
    assert Counter(read[0]) + Counter(read[1]) == _written(names)
    assert values(rig.log.read(TOPIC)) == _written(names)


def test_what_a_killed_reader_had_not_committed_comes_again_and_nothing_is_skipped(
    rig: Rig,
) -> None:
    write_batches(rig.engine, rig.folder, "w", batches=BATCHES, size=SIZE)
    under_way = rig.folder / "victim.under_way"
    victim = _process(read_and_hang, rig, "victim", session_s=1.0)
    with _running(victim):
        eventually(lambda: told(under_way), within=180)
    committed = Counter(told(rig.folder / "victim.committed"))
    heir = rig.reader("heir", session_s=60)
    again = poll_until(heir, BATCHES * SIZE - committed.total()) + drain(heir)
    assert committed + values(again) == _written(["w"])
    assert Counter(told(under_way)) <= values(again)
    assert committed.total() > 0


@pytest.mark.parametrize("moment", [3, 20, 41])
def test_everything_that_a_killed_writer_was_promised_is_there(rig: Rig, moment: int) -> None:
    """Of the batch it died in some may be there too: it would be appended again."""
    writer = _process(write_batches, rig, "w", batches=100_000, size=SIZE)
    with _running(writer):
        eventually(lambda: len(told(rig.folder / "w.written")) >= moment, within=180, pause=0)
    sizes = Counter(value.partition(":")[0] for value in values(rig.log.read(TOPIC)))
    promised = set(told(rig.folder / "w.written"))
    assert promised <= {batch for batch, size in sizes.items() if size == SIZE}
    assert len(sizes) <= len(promised) + 1
