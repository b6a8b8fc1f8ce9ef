"""The mappings: what of a document is searched, counted and sorted, and what is only kept.

A record holds the fields of `Indexed` as they are, and beside them:

embedding           its vector, for the nearest; the exact bytes stand in `vector`
head                whether it is the head of its cluster
first, last, said   the lifecycle's facts in microseconds; `listings`: keys of those that showed it
closed              worked out from them (`OPEN`: it is up); `seen`: the later of first and last
came, gone          the weeks of `first` and `closed`
first_seen, last_seen, closed_at    the same as dates, for people and Kibana

It has no `version` until its text comes: such a record is not shown.
`title`, `description` and `requirements` are searched by nobody here: full text is `tokens`, ours,
split at white space. The first two are analysed as well, for people at Kibana.

A document holds the fields of `IndexedDocument` in the same way, its vector as a record does, and

first_fetched, dated    in microseconds; `week` and `date` of `dated`
subjects                of its mentions, for the filter
counts                  of each subject: how often, how many could be judged, the sum of those
"""

from typing import Any, Final

from engines.elasticsearch.names import SCHEMA, Kind
from understanding.vectors import DIMENSION

_KEYWORD: Final = {"type": "keyword", "ignore_above": 8_191}
"""A longer one is kept but not found: Lucene takes no term above 32,766 bytes."""
_KEPT: Final = {"type": "keyword", "index": False, "doc_values": False}
_TOKENS: Final = {"type": "text", "analyzer": "whitespace"}
_EMBEDDING: Final = {
    "type": "dense_vector",
    "dims": DIMENSION,
    "similarity": "cosine",
    "index": True,
    "index_options": {"type": "int8_hnsw"},
}
_TEXT: Final[dict[str, Any]] = {
    "id": {"type": "keyword"},
    "version": {"type": "long"},
    "space": {"type": "keyword"},
    "source": {"type": "keyword"},
    "external_id": _KEYWORD,
    "url": _KEPT,
    "title": {"type": "text"},
    "language": _KEYWORD,
    "fetched_at": {"type": "date"},
    "tokens": _TOKENS,
    "vector": {"type": "binary"},
    "cluster": {"type": "keyword"},
    "blob": _KEPT,
    "watch": _KEYWORD,
    "head": {"type": "boolean"},
    "embedding": _EMBEDDING,
}
"""What postings and documents have in common."""
_RECORD: Final[dict[str, Any]] = _TEXT | {
    "company": _KEYWORD,
    "places": _KEYWORD,
    "remote": {"type": "boolean"},
    "salary": {
        "properties": {
            "min": {"type": "double"},
            "max": {"type": "double"},
            "currency": {"type": "keyword"},
            "period": {"type": "keyword"},
            "gross": {"type": "boolean"},
        }
    },
    "employment": _KEYWORD,
    "posted_at": {"type": "date"},
    "description": {"type": "text"},
    "requirements": {"type": "text", "index": False},
    "skills": _KEYWORD,
    "professions": _KEYWORD,
    "first": {"type": "long"},
    "last": {"type": "long"},
    "said": {"type": "long"},
    "closed": {"type": "long"},
    "seen": {"type": "long"},
    "came": {"type": "integer"},
    "gone": {"type": "long"},
    "listings": {"type": "keyword"},
    "first_seen": {"type": "date"},
    "last_seen": {"type": "date"},
    "closed_at": {"type": "date"},
}
_SWEEPS: Final[dict[str, Any]] = {
    "space": {"type": "keyword"},
    "source": {"type": "keyword"},
    "listing": _KEYWORD,
    "walks": {"type": "object", "enabled": False},
    "weeks": {"type": "integer"},
}
_OBSERVATION: Final[dict[str, Any]] = {
    "space": {"type": "keyword"},
    "source": {"type": "keyword"},
    "subject": {"type": "keyword"},
    "metric": {"type": "keyword"},
    "at": {"type": "long"},
    "date": {"type": "date"},
    "value": {"type": "double"},
    "version": {"type": "long"},
}
_ERASURES: Final[dict[str, Any]] = {
    "erasures": {"type": "object", "enabled": False},
    "heirs": {"type": "object", "enabled": False},
}
_DOCUMENT: Final[dict[str, Any]] = _TEXT | {
    "text": {"type": "text"},
    "published_at": {"type": "date"},
    "mentions": {"type": "object", "enabled": False},
    "sentiment": {"type": "double"},
    "first_fetched": {"type": "long"},
    "dated": {"type": "long"},
    "date": {"type": "date"},
    "week": {"type": "integer"},
    "subjects": _KEYWORD,
    "counts": {
        "type": "nested",
        "properties": {
            "subject": _KEYWORD,
            "many": {"type": "integer"},
            "judged": {"type": "integer"},
            "feeling": {"type": "double"},
        },
    },
}
_FETCHES: Final[dict[str, Any]] = {
    "space": {"type": "keyword"},
    "source": {"type": "keyword"},
    "week": {"type": "integer"},
    "date": {"type": "date"},
}
_FIELDS: Final = {
    Kind.RECORDS: _RECORD,
    Kind.SWEEPS: _SWEEPS,
    Kind.OBSERVATIONS: _OBSERVATION,
    Kind.ERASURES: _ERASURES,
    Kind.DOCUMENTS: _DOCUMENT,
    Kind.FETCHES: _FETCHES,
}
REFRESH: Final = "2s"
"""So long after a write may a search not see it; a read by id sees it at once."""


def body(kind: Kind) -> dict[str, Any]:
    """Return what an index of this kind is made with."""
    return {
        "settings": {"auto_expand_replicas": "0-1", "refresh_interval": REFRESH},
        "mappings": {
            "dynamic": "strict",
            "_meta": {"schema": SCHEMA, "by": "prospekt"},
            "properties": _FIELDS[kind],
        },
    }
