"""By id and version: an older text never overwrites, a repeat changes nothing."""

from collections.abc import Callable, Sequence
from sqlite3 import Connection
from typing import Generic, NamedTuple, TypeVar

from contracts.index import Verdict
from engines.embedded.index.rows import ONE_OF, listed
from understanding.versions import Text, verdict

R = TypeVar("R", bound=Text)


class Standing(NamedTuple):
    """What the index holds under an id before the batch."""

    doc: int
    space: str
    version: int | None


class Judged(NamedTuple, Generic[R]):
    """A batch, judged in its order."""

    verdicts: list[Verdict]
    newest: list[R]
    """What is to be written: the last of each id."""
    standing: dict[str, Standing]


def judge(
    connection: Connection, records: Sequence[R], *, erased: Callable[[R], bool] = lambda _: False
) -> Judged[R]:
    """What is `erased` does not come in again."""
    standing = _standing(connection, records)
    versions = {record_id: row.version for record_id, row in standing.items()}
    spaces = {record_id: row.space for record_id, row in standing.items()}
    verdicts = []
    newest: dict[str, R] = {}
    for record in records:
        version, space = versions.get(record.id), spaces.get(record.id)
        judged = verdict(record, version, space, erased=erased(record))
        verdicts.append(judged)
        if judged.outcome == "written":
            versions[record.id] = record.version
            newest[record.id] = record
    return Judged(verdicts, list(newest.values()), standing)


def _standing(connection: Connection, records: Sequence[R]) -> dict[str, Standing]:
    rows = connection.execute(
        f"SELECT id, doc, space, version FROM records WHERE id IN {ONE_OF}",
        (listed(record.id for record in records),),
    )
    return {row[0]: Standing(row[1], row[2], row[3]) for row in rows}
