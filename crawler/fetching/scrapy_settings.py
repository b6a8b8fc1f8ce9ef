"""Scrapy's settings, its open defaults closed, in one place.

The frontier paces, retries and follows; Scrapy fetches. What is not named here is not there: no
extension listens or runs, no middleware redirects, retries, keeps cookies or reads proxies.
"""

import importlib.metadata
from typing import Any, Final

from crawler.fetching.fetches import SCHEMES
from crawler.fetching.robots import PRODUCT

LARGEST_BODY: Final = 16 << 20
TIMEOUT_SECONDS: Final = 30
_DOWNLOADING: Final = {
    "crawler.fetching.robots_gate.RobotsGate": 100,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "crawler.fetching.compression.Unpacking": 590,
}
_HANDLERS: Final = {
    **dict.fromkeys(("data", "ftp", "s3")),
    **dict.fromkeys(SCHEMES, "crawler.fetching.fetches.FetcherDownloads"),
    **dict.fromkeys(("http", "https"), "crawler.fetching.downloads.WebDownloads"),
}


def scrapy_settings(concurrency: int) -> dict[str, Any]:
    version = importlib.metadata.version("prospekt")
    return {
        "SCHEDULER": "crawler.fetching.scrapy_scheduler.FrontierScheduler",
        "USER_AGENT": f"{PRODUCT}/{version} (labour market research; obeys robots.txt)",
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "uk,ru;q=0.8,en;q=0.7",
        },
        # The host, not we, decides what is fetched, and how much of it is a page.
        "ROBOTSTXT_OBEY": True,
        "DOWNLOADER_MIDDLEWARES_BASE": _DOWNLOADING,
        "DOWNLOAD_HANDLERS": _HANDLERS,
        "DOWNLOAD_MAXSIZE": LARGEST_BODY,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOAD_TIMEOUT": TIMEOUT_SECONDS,
        "TWISTED_DNS_RESOLVER": "scrapy.resolver.CachingHostnameResolver",  # IPv6 too
        "DOWNLOAD_DELAY": 0,
        "DOWNLOAD_DELAY_JITTER": 0,
        "CONCURRENT_ITEMS": 1,  # as many tasks are made for each page, and the spider yields none
        "WARN_ON_GENERATOR_RETURN_VALUE": False,  # reads the spider's source text for each page
        # Bodies that wait for the log, in bytes: then no more are fetched.
        "SCRAPER_SLOT_MAX_ACTIVE_SIZE": 2 * LARGEST_BODY,
        "CONCURRENT_REQUESTS": concurrency,
        "CONCURRENT_REQUESTS_PER_DOMAIN": concurrency,
        "REDIRECT_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "RETRY_ENABLED": False,
        "COOKIES_ENABLED": False,
        "HTTPPROXY_ENABLED": False,
        # Nothing but the spider runs in the process, and nothing listens.
        "REMOTE_CONTROL_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "EXTENSIONS_BASE": {},
        "SPIDER_MIDDLEWARES_BASE": {},
        "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
        "LOG_FORMATTER": "crawler.fetching.scrapy_log.Quiet",
        "LOG_LEVEL": "WARNING",
        "LOG_FORMAT": "%(asctime)s crawler: %(message)s",
        "STATS_DUMP": False,
    }
