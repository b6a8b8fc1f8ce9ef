"""A record as the index keeps it, and back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
import numpy as np

from contracts.index import Hit, Indexed
from engines.moments import OPEN, restored

_DECIMALS: Final = 8
"""A float32 of a unit vector has no more to say, and fewer digits cross the line."""


def document(record: Indexed) -> dict[str, Any]:
    """Hold every field, absent ones as null: an update must not leave old parts behind."""
    return {
        **msgspec.to_builtins(record),
        "head": record.head,
        "embedding": embedding(record.vector),
    }


def embedding(vector: bytes) -> list[float] | None:
    if not vector:
        return None
    floats: list[float] = np.frombuffer(vector, "<f4").astype(float).round(_DECIMALS).tolist()
    return floats


def record_of(source: Mapping[str, Any]) -> Indexed:
    return msgspec.convert(source, Indexed)


def hit(source: Mapping[str, Any], score: float, similar: int) -> Hit:
    return Hit(
        record=record_of(source),
        score=score,
        first_seen=_moment(source, "first"),
        last_seen=_moment(source, "last"),
        closed_at=_moment(source, "closed"),
        similar=similar,
    )


def _moment(source: Mapping[str, Any], field: str) -> datetime | None:
    stored = source.get(field)
    return None if stored is None or stored == OPEN else restored(stored)


def visible(source: Mapping[str, Any], spaces: Sequence[str]) -> bool:
    """Tell whether its text has come and it may be seen."""
    return source.get("version") is not None and source["space"] in spaces
