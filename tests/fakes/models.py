"""What predictions are made of, in memory: a market of postings, models, blobs and the ledger."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from contracts.errors import Permanent
from contracts.identity import content_hash
from contracts.index import Bucket, Filters, Found, Hit, Query, Week
from contracts.records import Observation

WEEK = timedelta(days=7)


@dataclass
class MemoryBlobs:
    kept: dict[str, bytes] = field(default_factory=dict)

    def put(self, bodies: Sequence[bytes]) -> list[str]:
        refs = [content_hash(body) for body in bodies]
        self.kept.update(zip(refs, bodies, strict=True))
        return refs

    def get(self, ref: str) -> bytes:
        if ref not in self.kept:
            raise Permanent(f"blob {ref} was never kept")
        return self.kept[ref]


@dataclass
class MemoryModels:
    known: dict[tuple[str, str], str] = field(default_factory=dict)
    champions: dict[str, str] = field(default_factory=dict)
    promotions: list[str] = field(default_factory=list)

    def add_model(self, model_id: str, kind: str, blob: str, trained_at: datetime) -> None:
        assert trained_at.tzinfo
        self.known[kind, model_id] = blob

    def promote(self, kind: str, model_id: str, at: datetime) -> None:
        assert at.tzinfo
        assert (kind, model_id) in self.known
        self.champions[kind] = model_id
        self.promotions.append(model_id)

    def champion(self, kind: str) -> tuple[str, str] | None:
        model_id = self.champions.get(kind)
        return (model_id, self.known[kind, model_id]) if model_id else None


@dataclass
class MemoryLedger:
    entries: list[tuple[str, str, date, int, bytes]] = field(default_factory=list)

    def record_forecast(
        self, subject: str, model_id: str, as_of: date, horizon: int, prospect: bytes
    ) -> None:
        self.entries.append((subject, model_id, as_of, horizon, prospect))

    def forecasts(self, subject: str) -> list[tuple[str, date, bytes]]:
        return [(model, day, raw) for name, model, day, _, raw in self.entries if name == subject]


@dataclass
class MemoryHistory:
    """Postings as they were seen; every week is covered but those named as gaps."""

    hits: Sequence[Hit] = ()
    gaps: frozenset[date] = frozenset()
    observed: Sequence[Observation] = ()

    def series(self, spaces: Sequence[str], filters: Filters, until: datetime) -> list[Week]:
        found = [hit for hit in self.hits if hit.record.head and _matches(hit, spaces, filters)]
        flow = Counter(_monday(_seen(hit)) for hit in found)
        weeks, monday = [], min(flow, default=until.date())
        while monday + WEEK <= until.date():
            end = datetime.combine(monday + WEEK, datetime.min.time(), until.tzinfo)
            weeks.append(
                Week(
                    date=monday,
                    flow=flow[monday],
                    stock=sum(_open(hit, end) for hit in found),
                    covered=monday not in self.gaps,
                )
            )
            monday += WEEK
        return weeks

    def search(self, query: Query) -> Found:
        found = [hit for hit in self.hits if _matches(hit, query.spaces, query.filters)]
        found.sort(key=lambda hit: (_seen(hit), hit.record.id), reverse=True)
        return Found(
            total=len(found),
            hits=tuple(found[query.offset : query.offset + query.limit]),
            facets={name: _facet(found, name, query.facet_size) for name in query.facets},
        )

    def observations(self, spaces: Sequence[str], subject: str, metric: str) -> list[Observation]:
        assert spaces
        wanted = [one for one in self.observed if (one.subject, one.metric) == (subject, metric)]
        return sorted(wanted, key=lambda one: one.at)

    def observed_subjects(self, spaces: Sequence[str]) -> list[tuple[str, str]]:
        assert spaces
        return sorted({(one.subject, one.metric) for one in self.observed})


def _matches(hit: Hit, spaces: Sequence[str], filters: Filters) -> bool:
    record, seen = hit.record, _seen(hit)
    return (
        record.space in spaces
        and (not filters.professions or bool({*filters.professions} & {*record.professions}))
        and (not filters.skills or bool({*filters.skills} & {*record.skills}))
        and (filters.seen_from is None or seen >= filters.seen_from)
        and (filters.seen_before is None or seen < filters.seen_before)
        and (filters.open_at is None or _open(hit, filters.open_at))
        and (record.head or not filters.heads)
    )


def _open(hit: Hit, at: datetime) -> bool:
    return _seen(hit) <= at and (hit.closed_at is None or hit.closed_at > at)


def _facet(found: Iterable[Hit], name: str, size: int) -> tuple[Bucket, ...]:
    values = Counter(
        value
        for hit in found
        for value in (hit.record.skills if name == "skill" else (hit.record.source,))
    )
    return tuple(Bucket(value=value, count=count) for value, count in values.most_common(size))


def _seen(hit: Hit) -> datetime:
    assert hit.first_seen
    return hit.first_seen


def _monday(moment: datetime) -> date:
    return moment.date() - timedelta(days=moment.weekday())
