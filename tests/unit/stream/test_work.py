"""A batch is delivered, then committed; nothing that goes wrong comes out of it."""

import asyncio
import threading
from collections.abc import Sequence

import pytest

from contracts.errors import Misconfigured
from contracts.log import Message, Partition
from stream.patience import Stopped
from stream.worker.work import Ending, Work
from tests.builders import NOW

PLACE = Partition("postings.raw", 0)
MESSAGE = Message(partition=PLACE, offset=6, key="k", value=b"v", at=NOW)


class Scene:
    """Records what is delivered and committed."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.fault = fault
        self.delivered: list[int] = []
        self.committed: list[tuple[int, dict[Partition, int]]] = []
        self.said: list[str] = []
        self.ours = True
        self.gate = threading.Event()
        self.gate.set()
        self.stopping = threading.Event()
        self.ending = Ending(self.stopping)

    def deliver(self, messages: Sequence[Message]) -> dict[Partition, int]:
        self.gate.wait(10)
        if self.fault:
            raise self.fault
        self.delivered += [each.offset for each in messages]
        return {PLACE: messages[-1].offset + 1}

    async def commit(self, generation: int, done: dict[Partition, int]) -> bool:
        self.committed.append((generation, done))
        return self.ours

    def work(self) -> Work:
        return Work(self.deliver, self.commit, self.ending, say=self.said.append)


def bring(scene: Scene) -> None:
    async def one() -> None:
        await scene.work().bring(3, [MESSAGE])

    asyncio.run(one())


def test_what_was_delivered_is_committed_in_the_generation_it_was_read_in() -> None:
    scene = Scene()
    bring(scene)
    assert scene.committed == [(3, {PLACE: 7})]
    assert not scene.ending.near


@pytest.mark.parametrize("fault", [Misconfigured("mend me"), ValueError("a fault of ours")])
def test_a_fault_ends_the_worker_and_commits_nothing(fault: Exception) -> None:
    scene = Scene(fault)
    bring(scene)
    assert scene.committed == []
    assert scene.ending.near
    assert scene.ending.error is fault


def test_a_wait_that_was_broken_off_ends_it_without_a_fault() -> None:
    scene = Scene(Stopped())
    bring(scene)
    assert scene.committed == []
    assert scene.ending.near
    assert scene.ending.error is None


def test_after_the_end_is_near_nothing_is_begun() -> None:
    scene = Scene()
    scene.stopping.set()
    bring(scene)
    assert scene.delivered == []


def test_a_commit_that_came_too_late_is_said_and_no_fault() -> None:
    scene = Scene()
    scene.ours = False
    bring(scene)
    assert scene.said == ["partitions went to another member meanwhile; it repeats what was done"]
    assert not scene.ending.near


def test_the_loop_goes_on_while_a_batch_is_delivered() -> None:
    scene = Scene()
    scene.gate.clear()

    async def both() -> tuple[bool, bool]:
        work = scene.work()
        task = asyncio.create_task(work.bring(3, [MESSAGE]))
        await asyncio.sleep(0)
        early = await work.rest(0.05)
        scene.gate.set()
        await task
        return early, await work.rest(1)

    assert asyncio.run(both()) == (False, True)
