"""Records in: by id and version, a verdict for each, safe beside any number of other writers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from contracts.erasures import Tombstones
from contracts.errors import Transient
from contracts.index import Indexed, Verdict
from engines.elasticsearch import erasing
from engines.elasticsearch.bulk import AGAIN, DONE, Bulk, Write
from engines.elasticsearch.documents import document
from engines.elasticsearch.names import Kind, Names
from engines.elasticsearch.rows import Row, rows, write
from engines.elasticsearch.server import Server
from understanding import vectors

ROUNDS: Final = 20
"""So often is a record decided on anew because others write it too."""
_FIELDS: Final = ("version", "space")


class _Judged(NamedTuple):
    number: int
    record: Indexed
    verdict: Verdict


def upsert(server: Server, bulk: Bulk, names: Names, told: Sequence[Indexed]) -> list[Verdict]:
    """Write them but for what tombstones cover, those that are set meanwhile too."""
    book = erasing.book(server, names)
    records = erasing.led(server, bulk, names, book, told)
    verdicts = _upsert(server, bulk, names, records, book.tombstones)
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


def _upsert(
    server: Server,
    bulk: Bulk,
    names: Names,
    records: Sequence[Indexed],
    tombstones: Tombstones,
) -> list[Verdict]:
    """Read what stands, judge, write on condition that it still stands; where not, again."""
    verdicts: dict[int, Verdict] = {}
    index = names.write(Kind.RECORDS)
    for _ in range(ROUNDS):
        left = [one for one in enumerate(records) if one[0] not in verdicts]
        if not left:
            return [verdicts[number] for number in range(len(records))]
        standing = rows(server, index, [record.id for _, record in left], _FIELDS)
        groups = _judged(left, standing, tombstones)
        ended = bulk.send(_writes(index, groups, standing))
        for name, group in groups.items():
            verdicts |= _settled(group, ended.get(name, DONE))
    raise Transient(f"{server.name}: others write the same records all the time; retry soon")


def _judged(
    left: Sequence[tuple[int, Indexed]], standing: Mapping[str, Row], tombstones: Tombstones
) -> dict[str, list[_Judged]]:
    """Each record by its id, judged against what stands and what goes before it."""
    groups: defaultdict[str, list[_Judged]] = defaultdict(list)
    versions = {name: row.source.get("version") for name, row in standing.items()}
    for number, record in left:
        verdict = _judge(record, standing.get(record.id), versions.get(record.id))
        if verdict.outcome != "rejected" and tombstones.cover(record):
            verdict = Verdict(id=record.id, outcome="erased")
        groups[record.id].append(_Judged(number, record, verdict))
        if verdict.outcome == "written":
            versions[record.id] = record.version
    return groups


def _judge(record: Indexed, row: Row | None, version: int | None) -> Verdict:
    fault = vectors.fault(record.vector)
    if not fault and row and row.source["space"] != record.space:
        fault = "its id is held by a record of another space"
    if fault:
        return Verdict(id=record.id, outcome="rejected", reason=fault)
    if version is None or record.version > version:
        return Verdict(id=record.id, outcome="written")
    return Verdict(id=record.id, outcome="same" if record.version == version else "older")


def _writes(
    index: str, groups: Mapping[str, Sequence[_Judged]], standing: Mapping[str, Row]
) -> list[Write]:
    newest = {name: _newest(group) for name, group in groups.items()}
    return [
        write(index, name, standing.get(name), document(one.record))
        for name, one in newest.items()
        if one
    ]


def _newest(group: Sequence[_Judged]) -> _Judged | None:
    return next((one for one in reversed(group) if one.verdict.outcome == "written"), None)


def _settled(group: Sequence[_Judged], ended: str) -> dict[int, Verdict]:
    """The verdicts that hold now; the rest of the group has another turn."""
    if ended == DONE:
        return {one.number: one.verdict for one in group}
    newest = _newest(group)
    if ended == AGAIN or newest is None:
        return {}
    refused = Verdict(id=newest.record.id, outcome="rejected", reason=ended)
    return {newest.number: refused}
