"""Settings, the table of sources, remarks, and Scrapy's defaults as we leave them."""

import json

import pytest
from scrapy.utils.misc import load_object

from contracts.errors import Misconfigured
from contracts.frontier import HostPolicy
from contracts.subjects import WatchSpec
from crawler.fetching.scrapy_settings import scrapy_settings
from crawler.remarks import Remarks
from crawler.settings import CrawlerSettings
from crawler.sources.registry import policies, sources
from engines.settings import read


def settings(monkeypatch: pytest.MonkeyPatch, given: object) -> CrawlerSettings:
    monkeypatch.setenv("PROSPEKT_CRAWLER_SOURCES", json.dumps(given))
    return read(CrawlerSettings)


def test_sources_are_at_their_own_address_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = settings(monkeypatch, {"work_ua": {"base_url": "http://127.0.0.1:1/", "slots": 7}})
    known = sources(given)
    assert known["work_ua"].base_url == "http://127.0.0.1:1"
    assert known["robota"].base_url == "https://api.robota.ua"
    card = known["work_ua"].card
    asked = policies(given, known)
    assert asked["work_ua"] == HostPolicy(interval_ms=card.interval_ms, slots=7)
    card = known["robota"].card
    assert asked["robota"] == HostPolicy(interval_ms=card.interval_ms, slots=card.slots)


def test_every_source_is_called_as_it_calls_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, source in sources(settings(monkeypatch, {})).items():
        assert source.name == name
        assert source.matches(source.base_url) or not source.base_url
        assert source.summary


def test_a_source_is_built_with_its_own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = WatchSpec(keywords=("data",))
    closed = sources(settings(monkeypatch, {}))
    assert not closed["grc"].requests(spec)
    assert not closed["indeed"].requests(spec)
    given = {"grc": {"credential": "grc_token"}, "indeed": {"allowed": True}}
    opened = sources(settings(monkeypatch, given))
    assert [each.meta["credential"] for each in opened["grc"].requests(spec)] == ["grc_token"]
    assert opened["indeed"].requests(spec)


def test_a_boards_site_is_no_websites(monkeypatch: pytest.MonkeyPatch) -> None:
    known = sources(settings(monkeypatch, {"dou": {"base_url": "http://127.0.0.1:1"}}))
    spec = WatchSpec(websites=("https://djinni.co/", "http://127.0.0.1:1/", "https://a.test/jobs"))
    assert [root.url for root in known["jsonld"].requests(spec)] == ["https://a.test/jobs"]


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"work_ua": {"base_url": "ftp://a.test"}}, id="no-web-address"),
        pytest.param({"work_ua": {"base_url": "http://"}}, id="no-host"),
        pytest.param({"work_ua": {"interval_ms": -1}}, id="negative"),
        pytest.param({"work_ua": {"slot": 1}}, id="misspelt"),
        pytest.param([], id="no-object"),
    ],
)
def test_a_wrong_setting_is_told(monkeypatch: pytest.MonkeyPatch, given: object) -> None:
    with pytest.raises(Misconfigured, match="PROSPEKT_CRAWLER_SOURCES"):
        settings(monkeypatch, given)


def test_an_unknown_source_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    given = settings(monkeypatch, {"hh": {}})
    with pytest.raises(Misconfigured, match="hh, which no source is called; known: work_ua"):
        sources(given)


def test_remarks_that_come_by_the_thousand_are_said_a_few_times() -> None:
    said: list[str] = []
    remarks = Remarks(said.append)
    for number in range(250):
        remarks("blocked", f"(page {number})")
    remarks("changed")
    assert said == [
        "blocked (page 0)",
        "blocked (page 9) [10 times]",
        "blocked (page 99) [100 times]",
        "changed",
    ]


def test_what_scrapy_leaves_open_is_closed() -> None:
    found = scrapy_settings(32)
    closed = ("REMOTE_CONTROL_ENABLED", "TELNETCONSOLE_ENABLED", "REDIRECT_ENABLED")
    off = ("RETRY_ENABLED", "COOKIES_ENABLED", "METAREFRESH_ENABLED", "HTTPPROXY_ENABLED")
    assert not any(found[name] for name in (*closed, *off))
    assert found["ROBOTSTXT_OBEY"]
    assert found["DOWNLOAD_VERIFY_CERTIFICATES"]
    assert found["DOWNLOAD_MAXSIZE"] == 16 * 1024 * 1024
    assert not any(found["DOWNLOAD_HANDLERS"][name] for name in ("data", "ftp", "s3"))
    assert found["EXTENSIONS_BASE"] == found["SPIDER_MIDDLEWARES_BASE"] == {}


def test_what_the_settings_name_is_there() -> None:
    found = scrapy_settings(32)
    for name in (found["SCHEDULER"], found["LOG_FORMATTER"], *found["DOWNLOADER_MIDDLEWARES_BASE"]):
        assert load_object(name)
