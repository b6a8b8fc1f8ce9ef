"""Postings in: what tombstones cover stays out, whatever is written beside them."""

from collections.abc import Sequence
from typing import Any

from contracts.index import Indexed, Verdict
from engines.elasticsearch import erasing
from engines.elasticsearch.bulk import Bulk
from engines.elasticsearch.names import Kind, Names
from engines.elasticsearch.records import document
from engines.elasticsearch.rows import Row
from engines.elasticsearch.server import Server
from engines.elasticsearch.versions import Judged, newest, upserted


def upsert(server: Server, bulk: Bulk, names: Names, told: Sequence[Indexed]) -> list[Verdict]:
    """Write them but for what tombstones cover, those that are set meanwhile too."""
    book = erasing.book(server, names)
    records = erasing.led(server, bulk, names, book, told)
    index = names.write(Kind.RECORDS)
    verdicts = upserted(
        server, bulk, index, records, document=_document, erased=book.tombstones.cover
    )
    now = erasing.book(server, names)
    if now.state == book.state:
        return verdicts
    written = [verdict.id for verdict in verdicts if verdict.outcome == "written"]
    gone = set(erasing.take_out(server, bulk, names, now.tombstones, written))
    erasing.lead(server, bulk, names, now, [name for name in written if name not in gone])
    return [
        Verdict(id=verdict.id, outcome="erased") if verdict.id in gone else verdict
        for verdict in verdicts
    ]


def _document(group: Sequence[Judged[Indexed]], _: Row | None) -> dict[str, Any]:
    one = newest(group)
    return document(one.record) if one else {}
