"""The same boards, on the home's own files and on six real servers: the same answers.

On the servers replays run meanwhile: one is dropped, one puts a second index in use.
"""

import json
import signal
import subprocess
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from contracts.identity import record_id
from contracts.log import Entry
from contracts.names import POSTINGS_RAW, PUBLIC
from engines.embedded.home import Home
from engines.kafka.settings import KafkaSettings
from engines.logs import open_log
from tests.e2e.command import PROSPEKT, Told, run, variables
from tests.e2e.real_engines import builds, of_our_own, of_replays, stage
from tests.eventually import eventually
from tests.faults.boards import Boards, open_at, serving

NOW = datetime(2026, 11, 2, tzinfo=UTC)
BOARDS = ("work_ua", "robota")
CTRL_C = 130
COPIED = ("parsing", "filling", "comparing")
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
        self.settings = more
        self._kafka = KafkaSettings(
            servers=more.get("PROSPEKT_KAFKA_SERVERS", ""),
            prefix=more.get("PROSPEKT_KAFKA_PREFIX", "prospekt."),
        )
        home.mkdir(exist_ok=True)
        asked = {
            name: {"base_url": boards.urls[name], "interval_ms": 5, "slots": 8} for name in BOARDS
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

    def replay(self) -> Told:
        """The whole log and archive, while whatever runs goes on."""
        return self.tell("replay", "--from", "2020-01-01", "--reparse")

    def abort_a_replay(self) -> Told:
        """Press Ctrl-C while it fills the copy, and drop it."""
        with subprocess.Popen(
            [str(PROSPEKT), "replay", "--from", "2020-01-01", "--reparse"],
            env=variables(self.home),
        ) as replay:
            eventually(lambda: replay.poll() or stage(self.settings) in COPIED, within=200)
            replay.send_signal(signal.SIGINT)
        assert replay.returncode == CTRL_C
        assert len(builds(self.settings)["index"]) > 1
        return self.tell("replay", "--abort")

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

    def amended(self, name: str) -> dict[str, Any]:
        """What is told after poison came in, and after one of the records was erased."""
        self._spoil()
        gone = self.ask("erase", "--posting", name, "--yes")
        letters = self.ask("deadletters", "list")
        return {
            "erased": {count: gone[count] for count in ("postings", "pages")},
            "letters": [(each["key"], each["stage"], each["reason"]) for each in letters],
            "left": sorted(self.records()),
            "indexed": self.ask("status")["indexed"],
        }

    def _spoil(self) -> None:
        with closing(open_log(self._kafka, Home(self.home).log)) as log:
            log.append([Entry(topic=POSTINGS_RAW, key="spoiled", value=b"\xffno event")])


MEANWHILE: Sequence[Callable[[Site], object]] = (
    Site.records,
    Site.abort_a_replay,
    Site.replay,
)
"""What goes on beside each sweep, on the servers. What two complete walks in a row miss is closed:
so the third sweep closes some of the first."""


def _lasting(record: Mapping[str, Any]) -> dict[str, Any]:
    passing = {"fetched_at", "cluster"}
    return {name: value for name, value in record.items() if name not in passing}


def _clusters(records: Mapping[str, Mapping[str, Any]]) -> set[frozenset[str]]:
    """Who stands with whom; what a cluster is called follows from who came first."""
    members = defaultdict(set)
    for name, record in records.items():
        members[record["cluster"]].add(name)
    return {frozenset(each) for each in members.values()}


@pytest.mark.timeout(1200)
def test_the_shape_of_a_cluster_gives_the_answers_of_one_home(
    tmp_path: Path, redis_url: str, postgres_url: str, s3_url: str
) -> None:
    clock = tmp_path / "clock"
    clock.write_text(NOW.isoformat())
    shared = tmp_path / "shared"
    with (
        serving(clock) as boards,
        of_our_own(shared, redis_url, postgres_url, s3_url) as settings,
        ThreadPoolExecutor() as both,
    ):
        sites = (Site(tmp_path / "alone", boards, clock, {}), Site(shared, boards, clock, settings))
        checks = sites[1].ask("doctor")
        assert all(check["ok"] for check in checks), checks
        with sites[1].up():
            for sweep, meanwhile in enumerate(MEANWHILE):
                clock.write_text((NOW + sweep * BETWEEN).isoformat())
                beside = both.submit(meanwhile, sites[1])
                list(both.map(lambda site: site.tell("crawl", "data"), sites))
                beside.result()
                left = builds(settings)
                assert [len(names) for names in left.values()] == [1, 1], left
                assert of_replays(settings) == []
            assert "first" not in left["index"], "a replay filled what is in use"
            assert left["signatures"] == {f"{name}:" for name in left["index"]}
            alone, together = both.map(Site.told, sites)
            assert alone == together
            assert alone["records"].keys() <= _shown()
            assert any(each["closed_at"] for each in alone["records"].values())
            name = min(alone["records"])
            alone, together = both.map(lambda site: site.amended(name), sites)
            assert alone == together
            assert name not in alone["left"]
            assert len(alone["letters"]) == 1
    kept = {path.name for path in shared.iterdir()}
    assert not kept & {"frontier.db", "signatures.db", "config.db", "blobs", "log.db", "index.db"}


def _shown() -> set[str]:
    """The records of all that the boards showed."""
    moments = (NOW + sweep * BETWEEN for sweep in range(len(MEANWHILE)))
    return {record_id(PUBLIC, *each) for moment in moments for each in open_at(moment, *BOARDS)}
