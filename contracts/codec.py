"""Events to bytes and back: JSON in an envelope of schema name and version.

Old versions are read for ever; an unknown schema or a newer version is an error, never a guess.
"""

from typing import Final, TypeVar

import msgspec
from msgspec import Raw, Struct

from contracts import events
from contracts.errors import Permanent

E = TypeVar("E", bound=events.Event)

_SCHEMAS: Final[dict[str, tuple[int, type[events.Event]]]] = {
    "page_fetched": (1, events.PageFetched),
    "posting_found": (1, events.PostingFound),
    "postings_sighted": (1, events.PostingsSighted),
    "document_found": (1, events.DocumentFound),
    "observed": (1, events.Observed),
    "sweep_ended": (1, events.SweepEnded),
    "source_turned": (1, events.SourceTurned),
    "dead_letter": (1, events.DeadLetter),
}
_NAMES: Final = {kind: (name, version) for name, (version, kind) in _SCHEMAS.items()}


class _Envelope(Struct, frozen=True):
    schema: str
    version: int
    data: Raw


_ENVELOPES: Final = msgspec.json.Decoder(_Envelope)
_DECODERS: Final = {name: msgspec.json.Decoder(kind) for name, (_, kind) in _SCHEMAS.items()}
_UNREADABLE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_ENCODER: Final = msgspec.json.Encoder()


def encode(event: events.Event) -> bytes:
    name, version = _NAMES[type(event)]
    return _ENCODER.encode({"schema": name, "version": version, "data": event})


def decode(raw: bytes) -> events.Event:
    try:
        envelope = _ENVELOPES.decode(raw)
    except _UNREADABLE as error:
        msg = f"not an event: {error}"
        raise Permanent(msg) from error
    known = _SCHEMAS.get(envelope.schema)
    if known is None:
        msg = f"unknown event schema {envelope.schema!r}"
        raise Permanent(msg)
    if not 1 <= envelope.version <= known[0]:
        msg = (
            f"event {envelope.schema!r} has version {envelope.version}; "
            f"this release reads 1 to {known[0]}: upgrade it, then replay the dead letter"
        )
        raise Permanent(msg)
    try:
        return _DECODERS[envelope.schema].decode(envelope.data)
    except _UNREADABLE as error:
        msg = f"event {envelope.schema!r} does not fit its schema: {error}"
        raise Permanent(msg) from error


def decode_as(raw: bytes, kind: type[E]) -> E:
    """Decode, and insist on one kind of event."""
    event = decode(raw)
    if not isinstance(event, kind):
        msg = f"expected {kind.__name__}, found {type(event).__name__}"
        raise Permanent(msg)
    return event
