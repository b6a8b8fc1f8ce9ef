"""The crawler's process: `python -m crawler.main [--until-idle]`; picks the engines."""

import argparse
import asyncio
import logging
import signal
import sys
from collections.abc import Sequence
from contextlib import closing

from contracts.clock import clock
from crawler.fetching.proxies import proxies
from crawler.rates import WithRates
from crawler.settings import CrawlerSettings
from crawler.sources.catalogue import Catalogue
from engines import blob_stores, frontiers
from engines.blob_stores import open_blobs
from engines.blobs.settings import BlobSettings
from engines.embedded.home import Home
from engines.fetching.fetchers import fetchers
from engines.frontiers import open_frontier
from engines.kafka.settings import KafkaSettings
from engines.last_words import ended
from engines.logs import open_log
from engines.net.credentials import Credentials
from engines.net.guard import Guards
from engines.net.settings import ReachSettings
from engines.redis.settings import FrontierSettings
from engines.settings import HomeSettings, read
from engines.sql.config import open_config
from engines.sql.settings import ConfigSettings

_SIGNALS = (signal.SIGTERM, signal.SIGINT)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m crawler.main", description=__doc__)
    parser.add_argument("--until-idle", action="store_true", help="end when nothing is left")
    given = parser.parse_args(arguments)
    for number in _SIGNALS:
        signal.signal(number, lambda *_: sys.exit(0))  # nothing is held yet
    try:
        _run(until_idle=given.until_idle)
    except Exception as error:  # noqa: BLE001 - the traceback of a fault of ours is in the log
        return ended(error, "crawler")
    return 0


def _run(*, until_idle: bool) -> None:
    shared, settings = read(HomeSettings), read(CrawlerSettings)
    allowed, now = read(ReachSettings), clock(shared.clock)
    guards, credentials = Guards(allowed.net_allow), Credentials(allowed.credentials)
    home = Home(shared.home)
    place = read(FrontierSettings)
    if remark := frontiers.examine(place, home.frontier):
        logging.getLogger("prospekt").warning(remark)
    kept = read(BlobSettings)
    blob_stores.examine(kept, home.blobs)
    with (
        closing(open_frontier(place, home.frontier, lease_ms=settings.lease_ms)) as frontier,
        closing(open_log(read(KafkaSettings), home.log)) as log,
        closing(open_blobs(kept, home.blobs)) as blobs,
        closing(open_config(read(ConfigSettings), home.config)) as config,
    ):
        # What is away is said before this, which takes a while.
        from crawler.crawl import Crawl, Engines  # noqa: PLC0415
        from crawler.fetching.downloads import Reach  # noqa: PLC0415

        reach = Reach(guards=guards, credentials=credentials, proxies=proxies(settings))
        engines = Engines(
            frontier=frontier,
            log=WithRates(log, config.rates),
            blobs=blobs,
            watches=config.watches,
            runs=config.runs,
            leader=config.leaders,
            health=config.health,
            reach=reach,
            fetchers=fetchers(guards, credentials, allowed.folders, shared.home, now),
        )
        catalogue = Catalogue(settings, config.sources)
        crawl = Crawl(engines, catalogue, settings, now)
        loop = asyncio.get_event_loop()
        for number in _SIGNALS:
            loop.add_signal_handler(number, crawl.stop)
        crawl.run(until_idle=until_idle)


if __name__ == "__main__":
    sys.exit(main())
