"""`python -m bench.contenders.crawl URL FOLDER`: our whole crawler on a home of its own.

It does what the others do not: it keeps every page, writes what it saw to the log, obeys
robots.txt and can go on after a kill.
"""

import argparse
import sys
from contextlib import closing
from pathlib import Path

from bench.contenders.link_graph import NAME, LinkGraph
from bench.contenders.walks import CONCURRENCY
from contracts.clock import system_clock
from contracts.frontier import HostPolicy, Request
from contracts.names import PUBLIC
from crawler.crawl import Crawl, Engines
from crawler.fetching.downloads import Reach
from crawler.settings import CrawlerSettings
from crawler.sources.catalogue import Catalogue
from engines.embedded.blobs import FolderBlobs
from engines.embedded.home import Home
from engines.embedded.log import SqliteLog
from engines.frontiers import open_frontier
from engines.net.credentials import Credentials
from engines.net.guard import Guards
from engines.redis.settings import FrontierSettings
from engines.sql.config import open_config
from engines.sql.settings import ConfigSettings


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", help="where to start")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--redis", default="", help="the frontier's server; else a file")
    given = parser.parse_args()
    home, request = Home(given.folder), Request(url=given.url, source=NAME)
    settings = CrawlerSettings(concurrency=CONCURRENCY, lease_ms=5_000)
    with (
        closing(open_frontier(FrontierSettings(url=given.redis), home.frontier)) as frontier,
        closing(SqliteLog(home.log)) as log,
        closing(FolderBlobs(home.blobs)) as blobs,
        closing(open_config(ConfigSettings(), home.config)) as config,
    ):
        frontier.configure_host(request.host, HostPolicy(interval_ms=0, slots=2 * CONCURRENCY))
        frontier.push([request])
        engines = Engines(
            frontier=frontier,
            log=log,
            blobs=blobs,
            watches=config.watches,
            runs=config.runs,
            leader=config.leaders,
            health=config.health,
            reach=Reach(guards=Guards({PUBLIC: (request.host,)}), credentials=Credentials({})),
            fetchers={},
        )
        catalogue = Catalogue(settings, config.sources)
        catalogue.sources[NAME] = LinkGraph()
        Crawl(engines, catalogue, settings, system_clock).run(until_idle=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
