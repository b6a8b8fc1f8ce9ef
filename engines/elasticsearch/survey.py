"""All that an index of texts holds, as far as two builds are compared."""

from collections.abc import Iterator

from contracts.index import Surveyed
from engines.elasticsearch.paging import pages
from engines.elasticsearch.server import Server


def survey(server: Server, index: str) -> Iterator[Surveyed]:
    """All of every space, in the order of ids."""
    server.client.indices.refresh(index=index)
    shown = [{"exists": {"field": "version"}}]
    fields = {"includes": list(Surveyed.__struct_fields__)}
    for page in pages(server, index, shown, sort=["id"], source=fields):
        for found in page:
            yield Surveyed(**found["_source"])
