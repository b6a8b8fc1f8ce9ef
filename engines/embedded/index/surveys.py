"""All that an index holds, by id and version, for whoever compares two of them."""

from collections.abc import Iterator
from typing import Final

from contracts.index import Surveyed
from engines.embedded.live import LiveDatabase

_PAGE: Final = 5_000
_NEXT: Final = """
SELECT id, space, source, version FROM records WHERE version IS NOT NULL AND id > ?
ORDER BY id LIMIT ?
"""


def survey(live: LiveDatabase) -> Iterator[Surveyed]:
    """In the order of ids, page by page."""
    after = ""
    with live.pinned() as database:
        while True:
            with database.reading() as connection:
                rows = connection.execute(_NEXT, (after, _PAGE)).fetchall()
            if not rows:
                return
            for row in rows:
                yield Surveyed(id=row[0], space=row[1], source=row[2], version=row[3])
            after = rows[-1][0]
