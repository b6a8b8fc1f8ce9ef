"""The same boards, on the home's own files and on six real servers: the same answers."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from contracts.log import Entry
from contracts.names import POSTINGS_RAW
from engines.kafka.log import KafkaLog
from engines.kafka.settings import KafkaSettings
from tests.e2e.command import Told, run
from tests.e2e.real_engines import of_our_own
from tests.faults.boards import Boards, open_at, serving

NOW = datetime(2026, 11, 2, tzinfo=UTC)
SWEEPS = 3
"""What two complete walks in a row miss is closed: so the third closes some of the first."""
BETWEEN = timedelta(weeks=2)
WATCH = """\
apiVersion: prospekt.dev/v1alpha1
kind: Watch
metadata: {name: data}
spec:
  subject: data engineer
  sources: [work_ua, robota]
"""


class Site:
    """A home, and what a user is told there."""

    def __init__(self, home: Path, boards: Boards, clock: Path, more: Mapping[str, str]) -> None:
        self.home = home
        home.mkdir()
        asked = {
            name: {"base_url": boards.urls[name], "interval_ms": 5, "slots": 8}
            for name in ("work_ua", "robota")
        }
        told = {
            "PROSPEKT_CLOCK": str(clock),
            "PROSPEKT_NET_ALLOW": json.dumps({"public": ["127.0.0.1"]}),
            "PROSPEKT_CRAWLER_SOURCES": json.dumps(asked),
            "PROSPEKT_API_PORT": "0",
            "PROSPEKT_PREDICTIONS_PORT": "0",
            **more,
        }
        file = home / ".env"
        file.touch(mode=0o600)
        file.write_text("".join(f"{name}='{value}'\n" for name, value in told.items()), "utf-8")
        watch = home.with_suffix(".yaml")
        watch.write_text(WATCH)
        self.tell("apply", "-f", str(watch))

    def tell(self, *arguments: str) -> Told:
        told = run(self.home, *arguments, seconds=240)
        assert told.code == 0, (arguments, told)
        return told

    def ask(self, *arguments: str) -> Any:
        return self.tell(*arguments, "--json").json

    @contextmanager
    def up(self) -> Iterator[None]:
        self.tell("up", "--detach")
        try:
            yield
        finally:
            self.tell("down")

    def records(self) -> dict[str, dict[str, Any]]:
        return {each["id"]: each for each in map(json.loads, self.tell("export").out.splitlines())}

    def told(self) -> dict[str, Any]:
        """What does not hang on the moment or on the order in which boards were fetched."""
        records = self.records()
        status = self.ask("status")
        (watch,) = self.ask("get", "watches")
        found = self.ask("search", "data engineer", "--limit", "100")
        return {
            "records": {name: _lasting(each) for name, each in records.items()},
            "clusters": _clusters(records),
            "books": {name: status[name] for name in ("ledger", "indexed", "lag", "dead_letters")},
            "watch": (watch["ledger"], watch["last_outcome"]),
            "pages": [
                {name: each["outcomes"] for name, each in one["sources"].items()}
                for one in self.ask("get", "runs")
            ],
            "total": found["total"],
            "facets": found.get("facets"),
        }


def _lasting(record: Mapping[str, Any]) -> dict[str, Any]:
    passing = {"fetched_at", "cluster"}
    return {name: value for name, value in record.items() if name not in passing}


def _clusters(records: Mapping[str, Mapping[str, Any]]) -> set[frozenset[str]]:
    """Who stands with whom; what a cluster is called follows from who came first."""
    members = defaultdict(set)
    for name, record in records.items():
        members[record["cluster"]].add(name)
    return {frozenset(each) for each in members.values()}


def _crawl(site: Site, clock: Path) -> None:
    for sweep in range(SWEEPS):
        clock.write_text((NOW + sweep * BETWEEN).isoformat())
        site.tell("crawl", "data")


@pytest.mark.timeout(600)
def test_the_shape_of_a_cluster_gives_the_answers_of_one_home(
    tmp_path: Path, redis_url: str, postgres_url: str, s3_url: str
) -> None:
    clock = tmp_path / "clock"
    clock.write_text(NOW.isoformat())
    shared = tmp_path / "shared"
    with serving(clock) as boards, of_our_own(shared, redis_url, postgres_url, s3_url) as settings:
        alone = Site(tmp_path / "alone", boards, clock, {})
        _crawl(alone, clock)
        clock.write_text(NOW.isoformat())
        many = Site(shared, boards, clock, settings)
        assert all(check["ok"] for check in many.ask("doctor")), many.ask("doctor")
        with many.up():
            _crawl(many, clock)
            assert many.ask("status")["up"]
        first, second = alone.told(), many.told()
    assert first == second
