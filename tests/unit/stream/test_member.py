"""What a member of a Kafka group reads while the group shares its partitions anew."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from faust.types import TP

from stream.worker.app import faust_app
from stream.worker.brokers import Brokers
from stream.worker.consumer import MemberConsumer

PLACE = TP("t.postings.raw", 0)
RECORD = SimpleNamespace(
    topic=PLACE.topic,
    partition=0,
    offset=120,
    timestamp=0,
    timestamp_type=0,
    headers=(),
    key=b"",
    value=b"",
    checksum=None,
    serialized_key_size=0,
    serialized_value_size=0,
)


def _read(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    shared_anew: bool,
    there: Sequence[object] = (RECORD,),
) -> tuple[Any, int]:
    """The generations of what was read, and how often the reading went back to its place."""
    return asyncio.run(_reading(folder, monkeypatch, shared_anew=shared_anew, there=there))


async def _reading(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *, shared_anew: bool, there: Sequence[object]
) -> tuple[Any, int]:
    brokers = Brokers(servers=["127.0.0.1:1"], group="t.indexer", prefix="t.")
    app = faust_app(brokers, session_s=3, batch=16, folder=folder)
    consumer = cast(
        "MemberConsumer",
        app.transport.create_consumer(
            _unheard, on_partitions_revoked=_unheard, on_partitions_assigned=_unheard
        ),
    )
    app.consumer_generation_id = 1
    went_back = []

    async def fetch(**_: object) -> dict[TP, list[Any]]:
        app.consumer_generation_id += shared_anew
        return {PLACE: list(there)} if there else {}

    async def seek() -> None:
        went_back.append(PLACE)

    monkeypatch.setattr(consumer, "_getmany", fetch)
    monkeypatch.setattr(consumer, "_get_active_partitions", lambda: {PLACE})
    monkeypatch.setattr(consumer, "perform_seek", seek)
    monkeypatch.setattr(consumer, "highwater", lambda _: 121)
    consumer.resume_flow()
    read = [message.generation_id async for _, message in consumer.getmany(timeout=1)]
    consumer.member.thread_loop.close()  # its thread was never begun, and so never ends
    return read, len(went_back)


async def _unheard(*_: object) -> None:
    """Nobody listens."""


def test_what_it_reads_bears_the_generation_it_was_asked_for_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _read(tmp_path, monkeypatch, shared_anew=False) == ([1], 0)


def test_what_was_asked_for_before_the_group_shared_anew_is_read_again_from_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _read(tmp_path, monkeypatch, shared_anew=True) == ([], 1)


def test_it_does_not_go_back_where_nothing_was_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would read anew what is on its way, and keep what was taken over waiting."""
    assert _read(tmp_path, monkeypatch, shared_anew=True, there=()) == ([], 0)
