"""Texts in: by id and version, a verdict for each, safe beside any number of other writers."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Generic, NamedTuple, TypeVar

from contracts.errors import Transient
from contracts.index import Verdict
from engines.elasticsearch.bulk import AGAIN, DONE, Bulk
from engines.elasticsearch.rows import Row, rows, write
from engines.elasticsearch.server import Server
from understanding.versions import Text, verdict

ROUNDS: Final = 20
"""So often is a text decided on anew because others write it too."""
_FIELDS: Final = ("version", "space")


T = TypeVar("T", bound=Text)


class Judged(NamedTuple, Generic[T]):
    number: int
    record: T
    verdict: Verdict


Group = Sequence[Judged[T]]
"""All that is told of one id, in its order."""

Look = Callable[[Mapping[str, Row]], None]
"""Hears each time what stands, of all at once."""


def unseen(_: Mapping[str, Row]) -> None:
    """Nobody looks."""


def upserted(
    server: Server,
    bulk: Bulk,
    index: str,
    records: Sequence[T],
    *,
    document: Callable[[Group[T], Row | None], dict[str, Any]],
    erased: Callable[[T], bool] = lambda _: False,
    fields: Sequence[str] = (),
    look: Look = unseen,
) -> list[Verdict]:
    """Read what stands, judge, write on condition that it still stands; where not, again.

    `document` makes of a group and of these fields what is to be written, {} where nothing is.
    """
    verdicts: dict[int, Verdict] = {}
    for _ in range(ROUNDS):
        left = [one for one in enumerate(records) if one[0] not in verdicts]
        if not left:
            return [verdicts[number] for number in range(len(records))]
        standing = rows(server, index, [record.id for _, record in left], (*_FIELDS, *fields))
        look(standing)
        groups = _judged(left, standing, erased)
        due = {name: document(group, standing.get(name)) for name, group in groups.items()}
        ended = bulk.send(
            write(index, name, standing.get(name), what) for name, what in due.items() if what
        )
        for name, group in groups.items():
            verdicts |= _settled(group, ended.get(name, DONE))
    raise Transient(f"{server.name}: others write the same records all the time; retry soon")


def _judged(
    left: Sequence[tuple[int, T]], standing: Mapping[str, Row], erased: Callable[[T], bool]
) -> dict[str, list[Judged[T]]]:
    """Each text by its id, judged against what stands and what goes before it."""
    groups: defaultdict[str, list[Judged[T]]] = defaultdict(list)
    versions = {name: row.source.get("version") for name, row in standing.items()}
    for number, record in left:
        row = standing.get(record.id)
        space = row.source["space"] if row else None
        judged = verdict(record, versions.get(record.id), space, erased=erased(record))
        groups[record.id].append(Judged(number, record, judged))
        if judged.outcome == "written":
            versions[record.id] = record.version
    return groups


def newest(group: Group[T]) -> Judged[T] | None:
    """The one to be written."""
    return next((one for one in reversed(group) if one.verdict.outcome == "written"), None)


def _settled(group: Group[T], ended: str) -> dict[int, Verdict]:
    """The verdicts that hold now; the rest of the group has another turn."""
    if ended == DONE:
        return {one.number: one.verdict for one in group}
    if ended == AGAIN:
        return {}
    last = newest(group)
    refused = [last] if last else group
    return {
        one.number: Verdict(id=one.record.id, outcome="rejected", reason=ended) for one in refused
    }
