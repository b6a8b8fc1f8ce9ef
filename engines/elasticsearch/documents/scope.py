"""What a read of documents may see, as filters: the caller's spaces first, then what is asked."""

from collections.abc import Sequence

from contracts.documents import DocumentFilters
from engines.elasticsearch.scope import Clause, shown
from engines.moments import stored


def scope(spaces: Sequence[str], filters: DocumentFilters) -> list[Clause]:
    asked = {
        "id": filters.ids,
        "source": filters.sources,
        "language": filters.languages,
        "watch": filters.watches,
        "subjects": filters.subjects,
    }
    clauses = shown(spaces)
    clauses += [{"terms": {field: list(values)}} for field, values in asked.items() if values]
    if filters.heads:
        clauses.append({"term": {"head": True}})
    times = (("gte", filters.dated_from), ("lt", filters.dated_before))
    clauses += [
        {"range": {"dated": {how: stored(moment)}}} for how, moment in times if moment is not None
    ]
    return clauses
