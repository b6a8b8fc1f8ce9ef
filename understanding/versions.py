"""Which text of a record stands: the later one; a repeat changes nothing (pure)."""

from typing import Protocol

from contracts.index import Verdict
from understanding import vectors


class Text(Protocol):
    """What a posting and a document have in common."""

    @property
    def id(self) -> str: ...

    @property
    def version(self) -> int: ...

    @property
    def space(self) -> str: ...

    @property
    def vector(self) -> bytes: ...


def verdict(text: Text, version: int | None, space: str | None, *, erased: bool) -> Verdict:
    """Judge it beside the version, and the space, that its id has in the index."""
    fault = vectors.fault(text.vector)
    if not fault and space is not None and space != text.space:
        fault = "its id is held by a record of another space"
    if fault:
        return Verdict(id=text.id, outcome="rejected", reason=fault)
    if erased:
        return Verdict(id=text.id, outcome="erased")
    if version is None or text.version > version:
        return Verdict(id=text.id, outcome="written")
    return Verdict(id=text.id, outcome="same" if text.version == version else "older")
