"""Numbers about subjects: the latest value for each subject, metric, source and time."""

import math
from collections.abc import Sequence
from sqlite3 import Connection

from contracts.errors import Permanent
from contracts.records import Observation
from engines.embedded.index.rows import ONE_OF, listed
from engines.moments import restored, stored


def put(connection: Connection, observations: Sequence[tuple[str, str, Observation, int]]) -> None:
    """The latest version stands, whatever the order; of two values in one version the greater."""
    for _, source, item, _ in observations:
        if not math.isfinite(item.value):
            raise Permanent(
                f"observation of {item.subject!r} ({item.metric}) at {item.at.isoformat()} from "
                f"{source}: {item.value} is not a finite number; mend it or leave it out"
            )
    connection.executemany(
        "INSERT INTO observations (space, subject, metric, at, source, value, version)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (space, subject, metric, at, source) DO UPDATE"
        " SET value = excluded.value, version = excluded.version"
        " WHERE (excluded.version, excluded.value) > (version, value)",
        [
            (space, item.subject, item.metric, stored(item.at), source, item.value, version)
            for space, source, item, version in observations
        ],
    )


def read(
    connection: Connection, spaces: Sequence[str], subject: str, metric: str
) -> list[Observation]:
    """In order of time, then of source."""
    rows = connection.execute(
        "SELECT at, value FROM observations WHERE subject = ? AND metric = ?"
        f" AND space IN {ONE_OF} ORDER BY at, source, space",
        (subject, metric, listed(spaces)),
    )
    return [
        Observation(subject=subject, metric=metric, at=restored(at), value=value)
        for at, value in rows
    ]


def subjects(connection: Connection, spaces: Sequence[str]) -> list[tuple[str, str]]:
    rows = connection.execute(
        "SELECT DISTINCT subject, metric FROM observations"
        f" WHERE space IN {ONE_OF} ORDER BY subject, metric",
        (listed(spaces),),
    )
    return [(subject, metric) for subject, metric in rows]
