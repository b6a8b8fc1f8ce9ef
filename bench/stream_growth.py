"""What a posting costs when much is there already: the whole way, and the engines alone.

The home is filled with copies of postings that are understood once, under other ids and bands.
What is measured is postings of another world at each size, all the way from the log.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from itertools import count, islice
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from bench.postings import entry, events, others
from bench.stream_cost import BATCH, Cost, cost
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

WORDS: Final = 2_000
"""Postings that are understood for the filling."""
WARM: Final = 4 * BATCH
MEASURED: Final = 20 * BATCH
"""Postings over which a size is measured, unless it is smaller itself."""
FIRST_SEED: Final = 100


class Grown(Struct, frozen=True):
    count: int
    """Postings that were there before those that are measured."""
    cost: Cost


class _Ready(Struct, frozen=True):
    """A posting as far as the engines need not be asked."""

    event: PostingFound
    understood: Understood
    record: Indexed


def growth(root: Path, few: int, many: int) -> list[Grown]:
    home, ready, done, grown = Home(root), _copies(_ready()), 0, []
    measured = min(MEASURED, few)
    for seed, size in enumerate((few, many), start=FIRST_SEED):
        there = max(size, done)  # a quick run measures more than it lets grow
        _fill(home, islice(ready, there - done))
        found = others(seed, WARM + measured)
        grown.append(Grown(there, cost(root, found[:WARM], found[WARM:])))
        done = there + len(found)
    return grown


def _fill(home: Home, ready: Iterator[_Ready]) -> None:
    with ExitStack() as stack:
        log = stack.enter_context(closing(SqliteLog(home.log)))
        reader = stack.enter_context(closing(log.reader(INDEXER, [POSTINGS_RAW], member="bench")))
        index = stack.enter_context(closing(SqliteIndex(home.index)))
        signatures = stack.enter_context(closing(SqliteSignatures(home.signatures)))
        while batch := list(islice(ready, BATCH)):
            log.append([entry(each.event) for each in batch])
            left = len(batch)
            while left:
                messages = reader.poll(BATCH, 1)
                reader.commit(positions(messages))
                left -= len(messages)
            clusters = signatures.join(
                [
                    (each.record.id, each.understood.bands, facts.appeared(each.event))
                    for each in batch
                ]
            )
            index.upsert(
                [
                    replace(each.record, cluster=cluster)
                    for each, cluster in zip(batch, clusters, strict=True)
                ],
                [facts.lifecycle(each.event) for each in batch],
            )


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
    for turn, each in ((turn, each) for turn in count() for each in ready):
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
