"""Numbers about subjects: the last value for each subject, metric, source and time."""

import math
from collections.abc import Sequence
from typing import Any

from contracts.errors import Permanent
from contracts.identity import digest
from contracts.records import Observation
from engines.elasticsearch.bulk import AGAIN, DONE, Bulk, Write
from engines.elasticsearch.names import Kind, Names
from engines.elasticsearch.paging import combinations, pages
from engines.elasticsearch.server import Server
from engines.embedded.moments import restored, stored

Observed = tuple[str, str, Observation]


def put(bulk: Bulk, names: Names, observations: Sequence[Observed]) -> None:
    for _, source, item in observations:
        if not math.isfinite(item.value):
            raise Permanent(
                f"observation of {item.subject!r} ({item.metric}) at {item.at.isoformat()} from "
                f"{source}: {item.value} is not a finite number; mend it or leave it out"
            )
    index = names.write(Kind.OBSERVATIONS)
    last = {_id(observed): _document(observed) for observed in observations}
    ended = bulk.send(
        Write(action="index", index=index, id=name, document=document)
        for name, document in last.items()
    )
    for name, how in ended.items():
        if how not in (DONE, AGAIN):
            told = last[name]
            raise Permanent(f"observation of {told['subject']!r} ({told['metric']}): {how}")


def _id(observed: Observed) -> str:
    space, source, item = observed
    return digest(space, item.subject, item.metric, str(stored(item.at)), source)


def _document(observed: Observed) -> dict[str, Any]:
    space, source, item = observed
    return {
        "space": space,
        "source": source,
        "subject": item.subject,
        "metric": item.metric,
        "at": stored(item.at),
        "date": item.at,
        "value": item.value,
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
