"""The stream on a real Kafka and a real Elasticsearch, under load, while one or the other fails.

Whatever the log acknowledged ends once: in the index in its last text, or as a dead letter.
"""

import time
from collections.abc import Iterator
from functools import partial

import pytest

from tests.engines.fault_proxy import Answer, Exchange, busy, late, lose, refuse
from tests.eventually import eventually
from tests.faults.stream_scene import ANSWER_S, SESSION_S, Record, Scene, Worker, a_scene, settled

WORKERS = 2
OUTAGE_SECONDS = 1.0
RESTARTS = 5

pytestmark = [
    pytest.mark.timeout(1_200),
    # kafka-python forgets to close what a broker that is away refused.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.usefixtures("leftovers"),
]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with a_scene(tmp_path_factory.mktemp("outages"), WORKERS) as scene:
        yield scene


def at_its_start(_scene: Scene, worker: Worker) -> None:
    """It reads, and has perhaps begun."""
    worker.kill()


def before_it_looks(_scene: Scene, worker: Worker) -> None:
    """A batch is understood and embedded, and the index asked what it has of it."""
    worker.proxy.every = partial(_killed, worker, False)  # noqa: FBT003
    _dead(worker)


def before_it_writes(_scene: Scene, worker: Worker) -> None:
    worker.proxy.faults.append(partial(_killed, worker, False))  # noqa: FBT003
    _dead(worker)


def before_it_commits(_scene: Scene, worker: Worker) -> None:
    """The index has the batch, the log does not know of it."""
    worker.proxy.faults.append(partial(_killed, worker, True))  # noqa: FBT003
    _dead(worker)


def as_it_buries(scene: Scene, worker: Worker) -> None:
    """One of the two has just written a dead letter."""
    before = scene.letters()
    eventually(lambda: scene.letters() > before, within=60, pause=0.005)
    worker.kill()


def _killed(worker: Worker, applied: bool, exchange: Exchange) -> Answer | None:  # noqa: FBT001
    if applied:
        exchange.forward()
    worker.kill()
    worker.proxy.every = None
    worker.proxy.faults.clear()
    return None


def _dead(worker: Worker) -> None:
    process = worker.process
    eventually(lambda: process.poll() is not None, within=60, pause=0.01)


STAGES = (at_its_start, before_it_looks, before_it_writes, before_it_commits, as_it_buries)


def test_workers_that_are_killed_at_each_stage(
    scene: Scene, record_property: Record, run: int
) -> None:
    del run
    recoveries = []
    with scene.ordeal() as load:
        for number, stage in enumerate(STAGES):
            before = scene.members()
            stage(scene, scene.workers[number % WORKERS])
            recoveries.append(scene.moved())
            scene.rejoined(before)
    settled(scene, load, "stream worker killed at each stage", recoveries, record_property)


def test_a_worker_that_is_told_to_stop_and_comes_back(
    scene: Scene, record_property: Record, run: int
) -> None:
    """The group shares anew twice: when it leaves, and when it joins."""
    with scene.ordeal() as load:
        assert scene.workers[run % WORKERS].stop() == 0
        recoveries = [scene.moved()]
        scene.joined()
        recoveries.append(scene.moved())
    settled(scene, load, "stream worker stopped and started", recoveries, record_property)


@pytest.mark.parametrize("name", ["broker", "index node"])
def test_a_server_that_is_killed_and_comes_back(
    scene: Scene, record_property: Record, run: int, name: str
) -> None:
    """Once, or in each fourth run five times in a row."""
    server = scene.kafka if name == "broker" else scene.elastic
    times = 1 if run % 4 else RESTARTS
    recoveries = []
    with scene.ordeal() as load:
        for _ in range(times):
            server.kill()
            time.sleep(OUTAGE_SECONDS)
            server.start()
            recoveries.append(scene.moved())
    said = f"{name} killed" if times == 1 else f"{name} killed {times} times in a row"
    settled(scene, load, said, recoveries, record_property)


def test_an_index_that_is_overloaded_or_answers_too_late(
    scene: Scene, record_property: Record, run: int
) -> None:
    del run
    too_late = late(ANSWER_S + 1)
    faults = (busy(429), refuse(429), too_late, busy(503), refuse(503), lose, refuse(502), lose)
    with scene.ordeal() as load:
        for worker in scene.workers:
            worker.proxy.faults.extend(faults)
        eventually(lambda: not any(each.proxy.faults for each in scene.workers), within=180)
        recoveries = [scene.moved()]
    settled(scene, load, "index answers 429, 503, too late, nothing", recoveries, record_property)


def test_an_index_so_slow_that_a_batch_outlasts_the_session(
    scene: Scene, record_property: Record, run: int
) -> None:
    """Nobody is thrown out of the group for it."""
    del run

    def slow(exchange: Exchange) -> Answer:
        time.sleep(2 * SESSION_S)
        return exchange.forward()

    with scene.ordeal() as load:
        members = scene.members()
        for worker in scene.workers:
            worker.proxy.faults.append(slow)
        eventually(lambda: not any(each.proxy.faults for each in scene.workers), within=180)
        recoveries = [scene.moved()]
        assert scene.members() == members
    settled(scene, load, "index slower than a session", recoveries, record_property)
