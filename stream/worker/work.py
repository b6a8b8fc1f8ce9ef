"""One batch at a time: delivered in a thread, so that heartbeats go on, then committed."""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from contracts.log import Message, Partition
from stream.patience import Stopped

T = TypeVar("T")
Deliver = Callable[[Sequence[Message]], dict[Partition, int]]
Commit = Callable[[int, dict[Partition, int]], Awaitable[bool]]
"""Whether the offsets were committed, in the generation of the group in which they were read."""


class Ending:
    """That the worker shall end, and why; the first word counts. For all threads."""

    def __init__(self, stopping: threading.Event) -> None:
        self._stopping = stopping
        self.error: Exception | None = None

    @property
    def near(self) -> bool:
        return self._stopping.is_set()

    def stop(self) -> None:
        self._stopping.set()

    def fail(self, error: Exception) -> None:
        if not self.near:
            self.error = error
        self._stopping.set()


class Work:
    """The hands of an agent. Nothing comes out of `bring` but a cancellation.

    What was delivered is committed, and nothing else ever is: Faust's own bookkeeping is not used.
    """

    def __init__(
        self,
        deliver: Deliver,
        commit: Commit,
        ending: Ending,
        *,
        say: Callable[[str], None],
    ) -> None:
        self._deliver = deliver
        self._commit = commit
        self._ending = ending
        self._say = say
        self._idle = asyncio.Event()
        self._idle.set()
        self._ended_at = time.monotonic()

    async def bring(self, generation: int, messages: Sequence[Message]) -> None:
        """Bring one batch to its end. After a fault nothing more is begun."""
        if self._ending.near or not messages:
            return
        self._idle.clear()
        try:
            done = await in_thread(lambda: self._deliver(messages))
            if not await self._commit(generation, done):
                self._say("partitions went to another member meanwhile; it repeats what was done")
        except Stopped:
            self._ending.stop()
        except Exception as error:  # noqa: BLE001 - one that left would be acknowledged
            self._ending.fail(error)
        finally:
            self._ended_at = time.monotonic()
            self._idle.set()

    def rested(self, seconds: float) -> bool:
        """Whether nothing was in work for so long."""
        return self._idle.is_set() and time.monotonic() - self._ended_at >= seconds

    async def rest(self, seconds: float) -> bool:
        """Wait until no batch is in work; False when one still is after so long."""
        try:
            await asyncio.wait_for(self._idle.wait(), seconds)
        except TimeoutError:
            return False
        return True


async def in_thread(call: Callable[[], T]) -> T:
    """Like `asyncio.to_thread`, but a thread that hangs does not keep the process."""
    loop = asyncio.get_running_loop()
    result: asyncio.Future[T] = loop.create_future()

    def run() -> None:
        try:
            value = call()
        except Exception as error:  # noqa: BLE001 - it is raised where it is waited for
            tell(result.set_exception, error)
        else:
            tell(result.set_result, value)

    def tell(setter: Callable[..., None], value: object) -> None:
        loop.call_soon_threadsafe(lambda: None if result.done() else setter(value))

    threading.Thread(target=run, daemon=True, name="delivery").start()
    return await result
