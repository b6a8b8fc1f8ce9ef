"""Proxies that sources are asked through: none, unless the settings name one for a source."""

from msgspec import Struct

from crawler.settings import CrawlerSettings


class Proxy(Struct, frozen=True):
    url: str
    credential: str
    """The name of its `user:password`; "": it asks for none."""


def proxies(settings: CrawlerSettings) -> dict[str, Proxy]:
    """By source."""
    return {
        name: Proxy(asked.proxy, asked.proxy_credential)
        for name, asked in settings.sources.items()
        if asked.proxy
    }
