"""Numbers about subjects: the latest value for each subject, metric, source and time."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from contracts.errors import Permanent, Transient
from contracts.identity import digest
from contracts.records import Observation
from engines.elasticsearch.bulk import AGAIN, DONE, Bulk
from engines.elasticsearch.names import Kind, Names
from engines.elasticsearch.paging import combinations, pages
from engines.elasticsearch.rows import rows, write
from engines.elasticsearch.server import Server
from engines.moments import restored, stored

ROUNDS: Final = 20
_RANK: Final = ("version", "value")
Observed = tuple[str, str, Observation, int]


def put(server: Server, bulk: Bulk, names: Names, observations: Sequence[Observed]) -> None:
    """The latest version stands, whatever the order; of two values in one version the greater."""
    for _, source, item, _version in observations:
        if not math.isfinite(item.value):
            raise Permanent(
                f"observation of {item.subject!r} ({item.metric}) at {item.at.isoformat()} from "
                f"{source}: {item.value} is not a finite number; mend it or leave it out"
            )
    index = names.write(Kind.OBSERVATIONS)
    left: dict[str, dict[str, Any]] = {}
    for told in sorted(observations, key=lambda one: (one[3], one[2].value)):
        left[_id(told)] = _document(told)
    for _ in range(ROUNDS):
        if not left:
            return
        found = rows(server, index, left, _RANK)
        due = {n: d for n, d in left.items() if n not in found or _rank(found[n].source) < _rank(d)}
        ended = bulk.send(write(index, n, found.get(n), document) for n, document in due.items())
        for name, how in ended.items():
            if how not in (DONE, AGAIN):
                told_of = f"{left[name]['subject']!r} ({left[name]['metric']})"
                raise Permanent(f"observation of {told_of}: {how}")
        left = {name: left[name] for name, how in ended.items() if how == AGAIN}
    raise Transient(f"{server.name}: others write the same numbers all the time; retry soon")


def _rank(document: Mapping[str, Any]) -> tuple[int, float]:
    return document["version"], document["value"]


def _id(observed: Observed) -> str:
    space, source, item, _ = observed
    return digest(space, item.subject, item.metric, str(stored(item.at)), source)


def _document(observed: Observed) -> dict[str, Any]:
    space, source, item, version = observed
    return {
        "space": space,
        "source": source,
        "subject": item.subject,
        "metric": item.metric,
        "at": stored(item.at),
        "date": item.at,
        "value": item.value,
        "version": version,
    }


def read(
    server: Server, names: Names, spaces: Sequence[str], subject: str, metric: str
) -> list[Observation]:
    """In order of time, then of source."""
    asked: list[dict[str, Any]] = [
        {"terms": {"space": list(spaces)}},
        {"term": {"subject": subject}},
        {"term": {"metric": metric}},
    ]
    order = [{name: "asc"} for name in ("at", "source", "space")]
    return [
        Observation(
            subject=subject,
            metric=metric,
            at=restored(found["_source"]["at"]),
            value=found["_source"]["value"],
        )
        for page in pages(server, names.read(Kind.OBSERVATIONS), asked, sort=order)
        for found in page
    ]


def subjects(server: Server, names: Names, spaces: Sequence[str]) -> list[tuple[str, str]]:
    index = names.read(Kind.OBSERVATIONS)
    asked = [{"terms": {"space": list(spaces)}}]
    found = combinations(server, index, asked, ("subject", "metric"))
    return [(subject, metric) for subject, metric in found]
