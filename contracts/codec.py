"""Events to bytes and back: JSON in an envelope of schema name and version.

Old versions are read for ever, by the upcasters; an unknown schema or a newer version is an
error, never a guess.
"""

from typing import Any, Final, TypeVar

import msgspec
from msgspec import Raw, Struct

from contracts import events
from contracts.errors import Permanent
from contracts.schemas import SCHEMAS, UPCASTERS, Schema

E = TypeVar("E", bound=events.Event)

_SCHEMAS: Final = {schema.name: schema for schema in SCHEMAS}
_BY_KIND: Final = {schema.kind: schema for schema in SCHEMAS}


class _Envelope(Struct, frozen=True):
    schema: str
    version: int
    data: Raw


_ENVELOPES: Final = msgspec.json.Decoder(_Envelope)
_DECODERS: Final = {schema.name: msgspec.json.Decoder(schema.kind) for schema in SCHEMAS}
_OLD: Final = msgspec.json.Decoder(dict[str, Any])
_UNREADABLE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_ENCODER: Final = msgspec.json.Encoder()


def encode(event: events.Event) -> bytes:
    schema = _BY_KIND[type(event)]
    return _ENCODER.encode({"schema": schema.name, "version": schema.version, "data": event})


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
    if not 1 <= envelope.version <= known.version:
        msg = (
            f"event {envelope.schema!r} has version {envelope.version}; "
            f"this release reads 1 to {known.version}: upgrade it, then replay the dead letter"
        )
        raise Permanent(msg)
    try:
        if envelope.version == known.version:
            return _DECODERS[known.name].decode(envelope.data)
        return _upcast(envelope, known)
    except _UNREADABLE as error:
        msg = f"event {envelope.schema!r} does not fit its schema: {error}"
        raise Permanent(msg) from error


def _upcast(envelope: _Envelope, schema: Schema) -> events.Event:
    """Lead an old version through every later one."""
    data = _OLD.decode(envelope.data)
    for version in range(envelope.version, schema.version):
        data = UPCASTERS[schema.name, version](data)
    return msgspec.convert(data, schema.kind)


def decode_as(raw: bytes, kind: type[E]) -> E:
    """Decode, and insist on one kind of event."""
    event = decode(raw)
    if not isinstance(event, kind):
        msg = f"expected {kind.__name__}, found {type(event).__name__}"
        raise Permanent(msg)
    return event
