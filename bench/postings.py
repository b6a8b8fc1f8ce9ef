"""Postings for a bench: the demo's archive as events, and copies of it beyond its end."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain, count, islice

from msgspec.structs import replace

from contracts.codec import encode
from contracts.events import PostingFound
from contracts.identity import record_id
from contracts.log import Entry
from contracts.names import POSTINGS_RAW
from contracts.records import Posting
from demo import archive
from demo.world import World


def events(number: int) -> list[PostingFound]:
    """As many as are asked for; the archive has about twelve thousand, then copies follow."""
    return list(islice(_endless(), number))


def others(seed: int, number: int) -> list[PostingFound]:
    """Postings of another world: other jobs in other words."""
    found = (_copy(event, seed) for event in _archive(World(seed)))
    return list(islice(found, number))


def entry(event: PostingFound) -> Entry:
    key = record_id(event.space, event.source, event.posting.external_id)
    return Entry(topic=POSTINGS_RAW, key=key, value=encode(event))


def _endless() -> Iterator[PostingFound]:
    first = list(_archive(World()))
    return chain(first, (_copy(event, turn) for turn in count(1) for event in first))


def _archive(world: World) -> Iterator[PostingFound]:
    for board, base in archive.BASES.items():
        for row in archive.rows(world, board, base):
            yield _event(board, row)


def _event(board: str, row: archive.Row) -> PostingFound:
    seen = datetime.fromisoformat(row["first_seen"])
    posting = Posting(
        external_id=row["external_id"],
        title=row["title"],
        url=row["url"],
        company=row["company"],
        places=(row["place"],),
        salary_text=row["salary"],
        posted_at=datetime.fromisoformat(row["posted_at"]),
        description=row["description"],
        language=row["language"],
    )
    return PostingFound(posting=posting, source=board, fetched_at=seen, first_seen=seen)


def _copy(event: PostingFound, turn: int) -> PostingFound:
    """Another ad by the same words."""
    posting = replace(event.posting, external_id=f"{event.posting.external_id}-{turn}")
    return replace(event, posting=posting)
