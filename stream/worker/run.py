"""A Faust worker from its start to its end: stopped in order, failed, or given up."""

import asyncio
import os
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import faust
from aiokafka.errors import (
    GroupAuthorizationFailedError,
    InvalidSessionTimeoutError,
    KafkaError,
    TopicAuthorizationFailedError,
)
from faust.exceptions import ConsumerNotStarted
from msgspec import Struct

from contracts.errors import Misconfigured, ProspektError, Transient
from engines.last_words import ended
from stream.patience import Stopped
from stream.worker.app import PARTING, PARTING_SECONDS, Member, employ, faust_app, follow
from stream.worker.brokers import Brokers
from stream.worker.guard import STALLED, Guard, Stalled
from stream.worker.work import Deliver, Ending, Work, in_thread

LOOK_SECONDS: Final = 0.1
DRAINED_SECONDS: Final = 1.0
LAST_BATCH_SECONDS: Final = 10.0
"""How long the end waits for the batch in hand; one that takes longer is given up."""
LEAVE_SECONDS: Final = 10.0
REFUSED_SECONDS: Final = 1.0
_MENDS: Final = {
    InvalidSessionTimeoutError: "set PROSPEKT_STREAM_SESSION_S to what the brokers allow "
    "(group.min.session.timeout.ms: 6 s by default)",
    GroupAuthorizationFailedError: "grant what `python -m engines.kafka.acl worker USER` prints",
    TopicAuthorizationFailedError: "grant what `python -m engines.kafka.acl worker USER` prints",
}
"""What a person must mend: to start anew would change nothing."""


class Worker(Struct, frozen=True, kw_only=True):
    """What a worker is made of."""

    brokers: Brokers
    topics: Sequence[str]
    batch: int
    session_s: float
    folder: Path
    deliver: Deliver
    guard: Guard
    drained: Callable[[], bool] | None
    """Ends it when true; None: it works until it is told to stop."""
    say: Callable[[str], None]

    def run(self, stopping: threading.Event) -> None:
        """Work until `stopping`; raise what ended it before."""
        self.folder.mkdir(parents=True, exist_ok=True)
        ending = Ending(stopping)
        over = threading.Event()
        watch = (over, lambda stalled: _give_up(ending, over, stalled))
        threading.Thread(target=self.guard.watch, args=watch, daemon=True).start()
        try:
            asyncio.run(self._serve(ending))
        finally:
            over.set()
        if ending.error:
            raise ending.error

    async def _serve(self, ending: Ending) -> None:
        app = faust_app(
            self.brokers, session_s=self.session_s, batch=self.batch, folder=self.folder
        )
        member = Member(app, self.brokers, self.guard)
        work = Work(self.deliver, member.commit, ending, say=self.say)
        names = [f"{self.brokers.prefix}{topic}" for topic in self.topics]
        employ(app, work, member, names, batch=self.batch)
        parting_s = min(self.session_s * PARTING, PARTING_SECONDS)
        follow(app, work, member, self.guard, parting_s=parting_s)
        try:
            await self._until_over(app, member, work, ending)
        except Exception as error:  # noqa: BLE001 - said in one line
            ending.fail(self._said(error))
        finally:
            ending.stop()
            await _part(app, work)

    async def _until_over(self, app: faust.App, member: Member, work: Work, ending: Ending) -> None:
        """Start it, which takes for ever where the group takes nobody in, and look how it goes."""
        started = asyncio.create_task(app.start())
        drained = asyncio.create_task(self._until_drained(work, ending))
        refused = asyncio.create_task(self._until_refused(member, ending))
        try:
            while not ending.near and not app.should_stop:
                await asyncio.sleep(LOOK_SECONDS)
                if started.done():
                    started.result()
        finally:
            for each in (started, drained, refused):
                each.cancel()
        if app.crash_reason:
            ending.fail(self._said(app.crash_reason))

    async def _until_refused(self, member: Member, ending: Ending) -> None:
        while True:
            await asyncio.sleep(REFUSED_SECONDS)
            try:
                with suppress(ConsumerNotStarted):
                    await member.check()
            except KafkaError as error:
                return ending.fail(self._said(error))

    async def _until_drained(self, work: Work, ending: Ending) -> None:
        """Ask for the backlog only when there was nothing to do for a while."""
        if self.drained is None:
            return
        try:
            while not (  # noqa: ASYNC110 - the brokers tell it to who asks only
                work.rested(DRAINED_SECONDS) and await in_thread(self.drained)
            ):
                await asyncio.sleep(LOOK_SECONDS)
            ending.stop()
        except Stopped:
            ending.stop()
        except ProspektError as error:
            ending.fail(error)

    def _said(self, error: BaseException) -> ProspektError:
        if isinstance(error, ProspektError):
            return error
        servers = ",".join(self.brokers.servers)
        words = f"Kafka at {servers}: {type(error).__name__}: {error}"
        mend = next((mend for kind, mend in _MENDS.items() if isinstance(error, kind)), "")
        said = Misconfigured(f"{words}; {mend}") if mend else Transient(f"{words}; it starts anew")
        said.__cause__ = error
        return said


async def _part(app: faust.App, work: Work) -> None:
    """Let the batch in hand end and be committed, then leave the group at once."""
    await work.rest(LAST_BATCH_SECONDS)
    with suppress(Exception):  # the group hears of it when the session runs out
        await asyncio.wait_for(app.stop(), LEAVE_SECONDS)


def _give_up(ending: Ending, over: threading.Event, stalled: Stalled) -> None:
    """Ask the worker to end; one that hangs so that it cannot is ended."""
    ending.fail(stalled)
    if not over.wait(LAST_BATCH_SECONDS + LEAVE_SECONDS):
        ended(stalled, "stream")
        os._exit(STALLED)
