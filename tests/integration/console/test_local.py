"""The platform in process on a home: what it refuses, and what it keeps books of."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from console import wiring
from console.declarations import parse_declarations
from console.local import LocalPlatform
from contracts.config import Rate
from contracts.errors import Permanent
from contracts.frontier import Ledger
from contracts.index import Filters
from engines.embedded.home import Home
from engines.sql.config import open_config
from engines.sql.settings import ConfigSettings
from tests.integration.console.home import NOW, on

WATCH = """\
apiVersion: prospekt.dev/v1alpha1
kind: Watch
metadata: {name: %s}
spec: {websites: ["https://nobody.test/"], sources: [work_ua], suspend: %s}
"""


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[LocalPlatform]:
    with on(tmp_path / "home"):
        yield wiring.open_platform()


def _apply(platform: LocalPlatform, name: str, *, suspend: bool = False) -> None:
    platform.apply(parse_declarations(WATCH % (name, str(suspend).lower()), "w.yaml").watches)


def test_a_fresh_home_is_empty_and_says_so(platform: LocalPlatform) -> None:
    status = platform.status()
    assert (status.up, status.indexed, status.lag, status.watches) == (False, 0, 0, 0)
    assert (status.ledger, status.now) == (Ledger(), NOW)
    assert platform.search("data", filters=Filters()).total == 0
    assert list(platform.export(Filters())) == []


def test_a_crawl_of_nothing_says_what_is_missing(platform: LocalPlatform) -> None:
    with pytest.raises(Permanent, match="no watches yet"):
        platform.crawl([], lambda _: None)
    _apply(platform, "asleep", suspend=True)
    with pytest.raises(Permanent, match="every watch is suspended"):
        platform.crawl([], lambda _: None)


def test_a_crawl_ends_with_its_run_booked(platform: LocalPlatform) -> None:
    _apply(platform, "nobody")
    done = platform.crawl(["nobody"], lambda _: None)
    assert (done.listings, done.already_under_way, done.pages, done.dead) == (0, 0, 0, 0)
    (row,) = platform.watches()
    assert (row.last_run, row.last_outcome) == (NOW, "nothing to crawl")


def test_a_watch_that_is_gone_is_gone(platform: LocalPlatform) -> None:
    _apply(platform, "nobody")
    assert platform.delete_watch("nobody").name == "nobody"
    assert platform.watches() == []
    with pytest.raises(Permanent, match="does not exist"):
        platform.delete_watch("nobody")


def test_pay_is_compared_by_the_rates_that_are_kept(
    platform: LocalPlatform, tmp_path: Path
) -> None:
    """41.25 hryvnias a dollar, and nothing is known of zlotys."""
    file = tmp_path / "cooks.csv"
    file.write_text(
        "external_id,title,salary\n"
        "1,Cook,90 000 грн\n2,Cook,70 000 грн\n3,Cook,$2100\n4,Cook,$1900\n5,Cook,100 zł\n"
    )
    platform.import_file(
        file, source="board", mapping={}, as_of=NOW, listing="", report=lambda _: None
    )
    spec = "spec: {keywords: [cook], filters: {salaryMin: 2000, salaryCurrency: USD}}"
    watch = f"{WATCH % ('paid', 'false')}".partition("spec:")[0] + spec
    platform.apply(parse_declarations(watch, "w.yaml").watches)
    assert found(platform) == {"1", "2", "3", "5"}
    with closing(open_config(ConfigSettings(), Home(tmp_path / "home").config)) as config:
        usd = Rate(currency="USD", base="UAH", date=NOW.date(), value=41.25, source="nbu")
        config.rates.put([usd])
    assert found(platform) == {"1", "3", "5"}


def found(platform: LocalPlatform) -> set[str]:
    return {hit.external_id for hit in platform.results("paid").hits}


def test_an_unknown_source_takes_no_watch_of_the_file(platform: LocalPlatform) -> None:
    good, bad = WATCH % ("good", "false"), WATCH % ("bad", "false")
    watches = parse_declarations(f"{good}---\n{bad.replace('work_ua', 'wurk')}", "w.yaml").watches
    with pytest.raises(Permanent, match="'wurk' is unknown; known: "):
        platform.apply(watches)
    assert platform.watches() == []


def test_a_file_from_the_future_is_refused(platform: LocalPlatform, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("external_id,title\n1,Cook\n")
    with pytest.raises(Permanent, match="in the future"):
        platform.import_file(
            file,
            source="board",
            mapping={},
            as_of=NOW + timedelta(days=1),
            listing="",
            report=lambda _: None,
        )
