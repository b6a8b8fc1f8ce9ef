"""A config store in memory: runs, who leads, the sources' health."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from contracts.config import Health, KeptSource, KeptWatch, Line, Run, SourceCount
from contracts.subjects import Watch
from crawler.schedule.outcomes import added


class MemoryRuns:
    def __init__(self) -> None:
        self.runs: list[Run] = []
        self._due: set[tuple[str, datetime]] = set()

    def begin(self, watch: str, due_at: datetime, at: datetime) -> int | None:
        last = self.last(watch)
        if (watch, due_at) in self._due or (last is not None and last.ended_at is None):
            return None
        self._due.add((watch, due_at))
        return self.start(watch, at)

    def start(self, watch: str, at: datetime) -> int:
        self.runs.append(Run(id=len(self.runs) + 1, watch=watch, started_at=at))
        return len(self.runs)

    def stage(self, run: int, name: str, at: datetime) -> None:
        self._put(run, stages={name: at, **self.runs[run - 1].stages})

    def say(self, run: int, lines: Sequence[Line]) -> None:
        self._put(run, lines=(*self.runs[run - 1].lines, *lines))

    def count(self, run: int, sources: Mapping[str, SourceCount]) -> None:
        before = self.runs[run - 1].sources
        now = {name: added(before.get(name, SourceCount()), each) for name, each in sources.items()}
        self._put(run, sources={**before, **now})

    def finish(
        self, run: int, outcome: str, at: datetime, counts: Mapping[str, int] | None = None
    ) -> bool:
        if self.runs[run - 1].ended_at is not None:
            return False
        self._put(run, outcome=outcome, ended_at=at, counts=dict(counts or {}))
        return True

    def get(self, run: int) -> Run | None:
        return self.runs[run - 1] if 0 < run <= len(self.runs) else None

    def last(self, watch: str) -> Run | None:
        return next(iter(self.of(watch, 1)), None)

    def of(self, watch: str, limit: int = 20) -> list[Run]:
        return [run for run in reversed(self.runs) if run.watch == watch][:limit]

    def _put(self, run: int, **fields: object) -> None:
        self.runs[run - 1] = replace(self.runs[run - 1], **fields)


class MemoryHealth:
    def __init__(self) -> None:
        self.kept: dict[str, Health] = {}

    def get(self, source: str) -> Health | None:
        return self.kept.get(source)

    def put(self, health: Health) -> None:
        self.kept[health.source] = health

    def all(self) -> list[Health]:
        return list(self.kept.values())


class MemoryLeader:
    """Time does not pass: who leads does so until they resign."""

    def __init__(self) -> None:
        self.holders: dict[str, str] = {}

    def lead(self, name: str, holder: str, seconds: float) -> bool:
        return self.holders.setdefault(name, holder) == holder and seconds > 0

    def resign(self, name: str, holder: str) -> bool:
        return self.holders.get(name) == holder and self.holders.pop(name) == holder


class MemoryWatches:
    def __init__(self, *watches: Watch) -> None:
        self.watches = watches

    def all(self) -> list[KeptWatch]:
        return [KeptWatch(watch=watch, version=1) for watch in self.watches]


class MemorySources:
    def __init__(self) -> None:
        self.kept: dict[str, KeptSource] = {}

    def put(self, name: str, body: bytes) -> None:
        versions = [each.version for each in self.kept.values()]
        version = max(versions, default=0) + 1
        self.kept[name] = KeptSource(name=name, body=body, version=version)

    def all(self) -> list[KeptSource]:
        return list(self.kept.values())
