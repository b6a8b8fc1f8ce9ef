"""Every board of the demo is crawled by the real process: what it has is what is in the log."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from contracts.records import Outcome, Posting
from demo.records import Record
from tests.integration.crawler.internet import NOW, SITE_OF, Crawled, Internet, internet
from understanding import places
from understanding.money import parse_salary

NAMES = ("work_ua", "robota", "dou", "grc", "indeed", "djinni", "jsonld")
SITES = tuple(SITE_OF.get(name, name) for name in NAMES)
WITHIN = 540.0

pytestmark = pytest.mark.timeout(WITHIN + 60)


@pytest.fixture(scope="module")
def net(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Internet, Path]]:
    folder = tmp_path_factory.mktemp("net")
    with internet(folder, SITES) as found:
        yield found, folder


@pytest.fixture(scope="module")
def crawled(
    net: tuple[Internet, Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Internet, Crawled]:
    site = Crawled(tmp_path_factory.mktemp("home"), net[0], net[1] / "clock", NAMES)
    site.seed(NOW)
    site.crawl(within=WITHIN)
    return net[0], site


def wanted(net: Internet, name: str) -> dict[str, Record]:
    """By the id that the source gives it: a page of any website is known by its address."""
    site = SITE_OF.get(name, name)
    records = net.offered(site).postings
    if name == "jsonld":
        return {f"{net.urls[site]}{each.path}": each for each in records}
    return {each.external_id: each for each in records}


@pytest.mark.parametrize("name", NAMES)
def test_every_open_ad_is_in_the_log_as_the_board_tells_it(
    crawled: tuple[Internet, Crawled], name: str
) -> None:
    net, site = crawled
    found, records = site.postings(name), wanted(net, name)
    assert set(found) == set(records)
    for key, record in records.items():
        assert told(found[key]) == true(record)
        assert kyivs_day(found[key].posted_at) == kyivs_day(record.posted_at)
        assert words(found[key].description) >= words(record.description)


@pytest.mark.parametrize("name", NAMES)
def test_every_page_is_read_well_and_the_walk_is_complete(
    crawled: tuple[Internet, Crawled], name: str
) -> None:
    _, site = crawled
    pages = site.pages(name)
    odd = {each.url: each.outcome for each in pages if each.outcome is not Outcome.OK}
    assert odd == {}
    assert site.ends()[name].complete


def test_books_balance_and_nothing_is_dead(crawled: tuple[Internet, Crawled]) -> None:
    books = crawled[1].ledger()
    assert books.balanced
    assert (books.leased, books.dead) == (0, 0)


Told = tuple[str, str, tuple[str, ...], bool, tuple[float | None, float | None, str] | None]


def told(posting: Posting) -> Told:
    pay = posting.salary or parse_salary(posting.salary_text)
    return (
        posting.title,
        posting.company,
        tuple(each for each in posting.places if not places.is_remote(each)),
        posting.remote is True or any(map(places.is_remote, posting.places)),
        (pay.min, pay.max, pay.currency) if pay else None,
    )


def true(record: Record) -> Told:
    pay = (record.min, record.max, record.currency) if record.currency else None
    return record.title, record.company, record.places, record.remote, pay


def kyivs_day(moment: datetime | None) -> date | None:
    return moment.astimezone(ZoneInfo("Europe/Kyiv")).date() if moment else None


def words(description: str) -> set[str]:
    """Its lines; the one that tells how to apply names people, and is not kept as it was."""
    lines = (" ".join(line.split()) for line in description.splitlines())
    return {line for line in lines if line and "@" not in line and "+380" not in line}
