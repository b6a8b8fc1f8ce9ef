"""The disk of a broker or of an index fills up under load: it is said and waited for, no more."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest
from elasticsearch import Elasticsearch

from tests.engines.elastic import ELASTICSEARCH
from tests.engines.kafka import KAFKA
from tests.engines.mounts import Mounts, mounted
from tests.eventually import eventually
from tests.faults.stream_scene import Record, Scene, a_scene, settled

BROKER: Final = "kafka/data"
INDEX: Final = "elastic/node"
ROOM: Final = 30_000
MARKS: Final = {"low": "66mb", "high": "65mb", "flood_stage": "64mb"}
"""How much shall be free: below the last an index takes no more."""

pytestmark = [
    pytest.mark.timeout(900),
    # kafka-python forgets to close what a broker that is away refused.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.usefixtures("leftovers"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if KAFKA.in_docker() or ELASTICSEARCH.in_docker():
        pytest.skip("an image has the disk of its host")
    return tmp_path_factory.mktemp("full")


@pytest.fixture(scope="module")
def disks(folder: Path) -> Iterator[Mounts]:
    with mounted(folder, [BROKER, INDEX]) as disks:
        yield disks


@pytest.fixture(scope="module")
def scene(folder: Path, disks: Mounts) -> Iterator[Scene]:
    with a_scene(folder, workers=1, within=disks.enter) as scene:
        yield scene


def test_a_broker_with_a_full_disk_ends_and_is_started_again_when_there_is_room(
    folder: Path, scene: Scene, disks: Mounts, record_property: Record, run: int
) -> None:
    del run
    worker = scene.workers[0]
    said = len(worker.said())
    with scene.ordeal() as load:
        disks.shrink(folder / BROKER, ROOM)
        eventually(lambda: not scene.kafka.server.running(), within=180)
        eventually(lambda: "check that it runs" in worker.said()[said:], within=60)
        disks.grow(folder / BROKER)
        scene.kafka.restart()
        recoveries = [scene.moved()]
    settled(scene, load, "disk of the broker full", recoveries, record_property)


def test_an_index_with_a_full_disk_takes_no_more_until_there_is_room(
    folder: Path, scene: Scene, disks: Mounts, record_property: Record, run: int
) -> None:
    del run
    guarded(scene.elastic.url)
    worker = scene.workers[0]
    said = len(worker.said())
    with scene.ordeal() as load:
        disks.shrink(folder / INDEX, 60 << 20)
        eventually(lambda: "its disk is full" in worker.said()[said:], within=180)
        disks.grow(folder / INDEX)
        eventually(lambda: not blocked(scene.elastic.url), within=180)
        recoveries = [scene.moved()]
    settled(scene, load, "disk of the index full", recoveries, record_property)


def blocked(url: str) -> bool:
    """It looks at its disk every ten seconds only."""
    with closing(Elasticsearch(url, request_timeout=60)) as client:
        told = client.indices.get_settings(index="*", name="index.blocks.read_only_allow_delete")
    return any(each["settings"] for each in told.body.values())


def guarded(url: str) -> None:
    """Let it look at its disk as by default, but at these marks, and as often as it can."""
    told = {f"disk.watermark.{name}": free for name, free in MARKS.items()}
    told |= {"disk.threshold_enabled": "true"}
    asked = {f"cluster.routing.allocation.{name}": value for name, value in told.items()}
    asked["cluster.info.update.interval"] = "10s"
    with closing(Elasticsearch(url, request_timeout=60)) as client:
        client.cluster.put_settings(persistent=asked)
