"""What a watch found: its query over the index, and what the index cannot look at."""

from collections.abc import Callable
from typing import Final

from msgspec.structs import replace

from console import watching
from console.answers import SearchAnswer
from console.engines import Engines
from console.exchanging import exchanging
from console.results import pays, results, stands_on

DEEPEST: Final = 200
Search = Callable[..., SearchAnswer]


def found_by(
    engines: Engines, watch: str, search: Search, *, limit: int, offset: int
) -> SearchAnswer:
    (found,) = watching.picked(engines, [watch])
    asked = results(found.spec, engines.clock())
    if asked.least_pay is None and not asked.websites:
        return search(asked.text, limit=limit, offset=offset, filters=asked.filters)
    # The index knows no pay and no site: they are looked at afterwards, so deep.
    known = engines.catalogue.sources
    boards = {name for name in known if any(map(known[name].matches, asked.websites))}
    filters = asked.filters
    if asked.websites and not filters.sources:
        anywhere = {name for name in known if not known[name].base_url}
        filters = replace(filters, sources=tuple(sorted(boards | anywhere)))
    answer = search(asked.text, limit=DEEPEST, filters=filters)
    exchange = exchanging(engines, asked.currency)
    hits = [
        hit
        for hit in answer.hits
        if pays(hit.salary, asked, exchange)
        and (hit.source in boards or stands_on(hit.url, asked.websites))
    ]
    left_out = len(answer.hits) - len(hits)
    return replace(answer, total=answer.total - left_out, hits=tuple(hits[offset : offset + limit]))
