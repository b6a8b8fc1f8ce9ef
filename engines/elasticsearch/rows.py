"""What the index holds now, by id: read at once after a write, not only after a refresh."""

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct

from engines.elasticsearch.bulk import Write
from engines.elasticsearch.errors import of_a_document
from engines.elasticsearch.server import Server


class Row(Struct, frozen=True):
    index: str
    """Its own name, whatever alias it was read by: what is decided on a row is written there."""
    state: tuple[int, int]
    source: dict[str, Any]


def rows(
    server: Server, index: str, ids: Iterable[str], fields: Sequence[str] | None = None
) -> dict[str, Row]:
    """Return those that are there, with these fields of them, or all.

    A server answers for each document, and with success also where it could not look for some.
    """
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return {}
    answered = server.client.mget(index=index, ids=wanted, source_includes=fields)
    for doc in answered["docs"]:
        if "error" in doc:
            raise of_a_document(server.name, doc["error"])
    return {
        doc["_id"]: Row(doc["_index"], (doc["_seq_no"], doc["_primary_term"]), doc["_source"])
        for doc in answered["docs"]
        if doc.get("found")
    }


def write(index: str, name: str, row: Row | None, document: dict[str, Any]) -> Write:
    """Put these fields into the row as it was read, or make one where there was none."""
    if row is None:
        return Write(action="create", index=index, id=name, document=document)
    return Write(action="update", index=row.index, id=name, document=document, state=row.state)
