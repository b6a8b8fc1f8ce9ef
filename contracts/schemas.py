"""Every event that travels on the log: its schema, its version, its topic and its key.

`docs/events.md` is written from this table and from the events themselves.
"""

from collections.abc import Callable
from typing import Any, Final

from msgspec import Struct

from contracts import events, names


class Schema(Struct, frozen=True):
    """`name` and `version` stand in the envelope; neither is ever given to anything else."""

    name: str
    version: int
    kind: type[events.Event]
    topic: str
    key: str
    """What messages of one key, which keep their order, have in common."""


ANY: Final = "any"
"""Stands for "whatever topic it came to be on"."""

SCHEMAS: Final = (
    Schema("page_fetched", 1, events.PageFetched, names.PAGES_RAW, "the page's address"),
    Schema("posting_found", 1, events.PostingFound, names.POSTINGS_RAW, "the record's id"),
    Schema("postings_sighted", 1, events.PostingsSighted, names.SIGHTINGS, "the listing"),
    Schema("document_found", 1, events.DocumentFound, names.DOCUMENTS_RAW, "the record's id"),
    Schema("observed", 1, events.Observed, names.OBSERVATIONS, "space, subject and metric"),
    Schema("sweep_ended", 1, events.SweepEnded, names.SWEEPS, "the listing"),
    Schema("source_turned", 1, events.SourceTurned, names.SOURCES, "the source"),
    Schema("dead_letter", 2, events.DeadLetter, names.DEAD_LETTERS, "where its message stood"),
    Schema("erased", 2, events.Erased, names.ERASURES, "the erasure's id"),
    Schema("erasure_ended", 1, events.ErasureEnded, names.ERASURES, "`ended/`, the erasure's id"),
    Schema("replay_moved", 1, events.ReplayMoved, names.REPLAYS, "the replay's name"),
    Schema("message_erased", 1, events.MessageErased, ANY, "none"),
)

Data = dict[str, Any]
"""An event as JSON has it."""


def _letter_with_its_bytes(data: Data) -> Data:
    """The message's bytes stood in the letter itself, as `value`: they are kept as `inline`."""
    rest = dict(data)
    return {**rest, "inline": rest.pop("value", None), "blob": ""}


def _erasure_without_documents(data: Data) -> Data:
    """An erasure could not name a document; it reads the same. Version 1 would pass over one."""
    return data


UPCASTERS: Final[dict[tuple[str, int], Callable[[Data], Data]]] = {
    ("dead_letter", 1): _letter_with_its_bytes,
    ("erased", 1): _erasure_without_documents,
}
"""From a schema's version to the next one: each pure, each kept for ever."""
