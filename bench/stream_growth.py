"""What a posting costs the embedded engines when much is there already."""

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from itertools import islice
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from bench.postings import entry, events
from contracts.events import PostingFound
from contracts.index import Indexed
from contracts.names import INDEXER, POSTINGS_RAW
from embeddings.static import StaticEmbedder
from engines.embedded.home import Home
from engines.embedded.index.engine import SqliteIndex
from engines.embedded.log import SqliteLog
from engines.embedded.signatures import SqliteSignatures
from stream import facts
from stream.delivery import positions
from stream.records import indexed, text_to_embed
from understanding.posting import Understood, understand

BATCH: Final = 256
WORDS: Final = 2_000
"""Postings that are understood once; the others are copies of them under other ids and bands."""
MEASURED: Final = 20
"""Batches over which a size is measured."""


class Grown(Struct, frozen=True):
    count: int
    ms: dict[str, float]
    """CPU by engine for one more posting, when there are so many."""


class _Ready(Struct, frozen=True):
    """A posting as far as the engines need not be asked."""

    event: PostingFound
    understood: Understood
    record: Indexed


def growth(root: Path, few: int, many: int) -> list[Grown]:
    """The engines alone, on postings understood beforehand."""
    ready, sizes, grown = _copies(_ready()), [few, many], []
    home, done = Home(root), 0
    with ExitStack() as stack:
        log = stack.enter_context(closing(SqliteLog(home.log)))
        index = stack.enter_context(closing(SqliteIndex(home.index)))
        signatures = stack.enter_context(closing(SqliteSignatures(home.signatures)))
        engines = _Engines(log, index, signatures)
        for size in sizes:
            while done < size:
                if done + MEASURED * BATCH >= size and done + (MEASURED - 1) * BATCH < size:
                    engines.seconds.clear()
                    engines.count = 0
                done += engines.take(list(islice(ready, BATCH)))
            spent = {name: 1000 * each / engines.count for name, each in engines.seconds.items()}
            grown.append(Grown(done, spent))
    return grown


class _Engines:
    def __init__(self, log: SqliteLog, index: SqliteIndex, signatures: SqliteSignatures) -> None:
        self._log = log
        self._index = index
        self._signatures = signatures
        self._reader = log.reader(INDEXER, [POSTINGS_RAW], member="bench")
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.count = 0

    def take(self, batch: Sequence[_Ready]) -> int:
        marks = [time.process_time()]
        self._log.append([entry(each.event) for each in batch])
        left = len(batch)
        while left:
            messages = self._reader.poll(BATCH, 1)
            self._reader.commit(positions(messages))
            left -= len(messages)
        marks.append(time.process_time())
        clusters = self._signatures.join(
            [(each.record.id, each.understood.bands, facts.appeared(each.event)) for each in batch]
        )
        marks.append(time.process_time())
        self._index.upsert(
            [
                replace(each.record, cluster=cluster)
                for each, cluster in zip(batch, clusters, strict=True)
            ]
        )
        self._index.merge_lifecycles([facts.lifecycle(each.event) for each in batch])
        marks.append(time.process_time())
        for name, begin, end in zip(("log", "cluster", "index"), marks, marks[1:], strict=False):
            self.seconds[name] += end - begin
        self.count += len(batch)
        return len(batch)


def _ready() -> list[_Ready]:
    found = events(WORDS)
    understood = [understand(event.posting) for event in found]
    vectors = StaticEmbedder().embed([text_to_embed(each) for each in understood])
    return [
        _Ready(event, each, indexed(event, each, vector, ""))
        for event, each, vector in zip(found, understood, vectors, strict=True)
    ]


def _copies(ready: Sequence[_Ready]) -> Iterator[_Ready]:
    """Without end: the same words, other ids, and other bands so that clusters stay small."""
    turn = 0
    while True:
        for each in ready:
            posting = replace(
                each.event.posting, external_id=f"{each.event.posting.external_id}-{turn}"
            )
            event = replace(each.event, posting=posting)
            bands = tuple((band ^ (turn << 40)) for band in each.understood.bands)
            yield _Ready(
                event,
                replace(each.understood, bands=bands),
                replace(each.record, id=facts.identity(event), external_id=posting.external_id),
            )
        turn += 1
