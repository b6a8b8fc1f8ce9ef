"""A bank's rates go from its page, by the real crawler, into the config store and the log."""

import json
import os
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from contracts.config import Rate
from contracts.frontier import HostPolicy, host_of
from contracts.names import OBSERVATIONS
from contracts.subjects import WatchSpec
from crawler.sources.rates import nbu
from engines.embedded.frontier import SqliteFrontier
from engines.embedded.home import Home
from engines.embedded.log import SqliteLog
from engines.sql.config import SqlConfig
from engines.sql.postgres import postgres
from tests.integration.crawler.board import Board, page, served

ROWS = [{"rate": 41.25, "cc": "USD", "exchangedate": "24.11.2026"}]
ASKED = "/NBUStatService/v1/statdirectory/exchange?json"


def test_published_rates_are_kept_in_the_store_that_the_settings_name(
    tmp_path: Path, postgres_url: str
) -> None:
    home, address = Home(tmp_path), sa.make_url(postgres_url)
    board = Board(0)
    board.special[ASKED] = page(json.dumps(ROWS).encode(), kind="application/json")
    with served(board):
        with closing(SqliteFrontier(home.frontier)) as frontier:
            bank = nbu(board.url)
            frontier.configure_host(host_of(board.url), HostPolicy(interval_ms=0))
            frontier.push(bank.requests(WatchSpec(subject="rates", sources=("nbu",))))
        told = {
            "PROSPEKT_HOME": str(tmp_path),
            "PROSPEKT_CRAWLER_SOURCES": json.dumps({"nbu": {"base_url": board.url}}),
            "PROSPEKT_NET_ALLOW": json.dumps({"public": [board.url.removeprefix("http://")]}),
            "PROSPEKT_CONFIG_DB_HOST": str(address.host),
            "PROSPEKT_CONFIG_DB_PORT": str(address.port),
            "PROSPEKT_CONFIG_DB_USER": str(address.username),
            "PROSPEKT_CONFIG_DB_PASSWORD": str(address.password),
            "PROSPEKT_CONFIG_DB_NAME": str(address.database),
        }
        ended = subprocess.run(
            [sys.executable, "-m", "crawler.main", "--until-idle"],
            env={**os.environ, **told},
            capture_output=True,
            text=True,
            check=False,
        )
    assert ended.returncode == 0, ended.stderr
    assert all("PROSPEKT_NET_ALLOW" in line for line in ended.stderr.splitlines())
    with closing(SqlConfig(postgres(address))) as config:
        kept = config.rates.rate("USD", "UAH", date(2026, 11, 28))
    day = date(2026, 11, 24)
    assert kept == Rate(currency="USD", base="UAH", date=day, value=41.25, source="nbu")
    with closing(SqliteLog(home.log)) as log:
        assert len(list(log.read(OBSERVATIONS))) == 1
    assert not home.config.exists()
