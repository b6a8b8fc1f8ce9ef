"""A watch is begun by the plan and crawled by the process: what its run and its source say then."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from contracts.config import Health, Run
from contracts.events import SourceTurned
from contracts.names import SOURCES
from contracts.subjects import Metadata, Schedule, Watch, WatchSpec
from crawler.schedule.plan import Plan
from crawler.schedule.seeding import seed
from crawler.sources.registry import policies, sources
from engines.embedded.frontier import SqliteFrontier
from engines.sql.config import SqlConfig, open_config
from engines.sql.settings import ConfigSettings
from tests.builders import NOW
from tests.integration.crawler.board import Board, page, served
from tests.integration.crawler.process import Site

VACANCIES = 4


def a_watch(url: str) -> Watch:
    return Watch(
        api_version="prospekt.dev/v1alpha1",
        kind="Watch",
        metadata=Metadata(name="w"),
        spec=WatchSpec(websites=(url,), sources=("work_ua",), schedule=Schedule(every="1d")),
    )


class Desk:
    def __init__(self, board: Board, site: Site, config: SqlConfig) -> None:
        self.board, self.site, self.config = board, site, config
        self.clock = Path(site.environment["PROSPEKT_CLOCK"])

    def begin(self, days: int) -> None:
        """Tick as two schedulers do that look at the same moment, then crawl."""
        now = NOW + timedelta(days=days)
        self.clock.write_text(now.isoformat())
        known = sources(self.site._settings)
        asked = policies(self.site._settings, known)
        with closing(SqliteFrontier(self.site.home.frontier)) as frontier:
            for _ in range(2):
                plan = Plan(
                    self.config.watches,
                    self.config.runs,
                    frontier.ledger,
                    lambda watch, at, run: seed(watch, known, asked, frontier, at, run),
                    lambda *_: None,
                    lambda *_: False,
                )
                plan.tick(now, begins=True)
        done = self.site.crawl(within=180)
        assert done.returncode == 0, done.stderr

    def run(self) -> Run:
        found = self.config.runs.last("w")
        assert found
        return found

    def health(self) -> Health:
        found = self.config.health.get("work_ua")
        assert found
        return found

    def turns(self) -> list[str]:
        return [event.outcome for event in self.site._events(SOURCES, SourceTurned)]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    board = Board(VACANCIES)
    with served(board):
        site = Site(board, tmp_path / "home", PROSPEKT_CLOCK=str(tmp_path / "clock"))
        with closing(open_config(ConfigSettings(), site.home.config)) as config:
            config.watches.put(a_watch(board.url))
            yield Desk(board, site, config)


def test_a_run_tells_its_stages_and_pages_and_a_source_that_changed_turns(desk: Desk) -> None:
    desk.begin(0)
    run = desk.run()
    assert set(run.stages) == {"seeding", "crawling"}
    assert run.outcome == "done"
    assert run.ended_at
    assert run.sources["work_ua"].outcomes == {"ok": desk.board.pages + VACANCIES}
    assert run.lines[0].text == "1 listing begun"
    assert (desk.health().outcome, desk.turns()) == ("ok", [])

    desk.board.special["/jobs/?page=1"] = page(b"<html><main>all is new</main></html>")
    desk.begin(1)
    assert [each.outcome for each in desk.config.runs.of("w")] == ["changed", "done"]
    health = desk.health()
    assert health.outcome == "changed"
    assert health.reason
    assert health.blob != health.ok_blob != ""
    assert desk.turns() == ["changed"]
