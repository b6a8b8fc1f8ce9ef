"""Sitemaps: addresses of a site's pages, or of more sitemaps; plain or gzipped, bounded (pure)."""

import zlib
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from contracts.records import Page
from crawler.reading.refusals import Changed
from crawler.reading.xml_tree import walk_xml, xml_text

LARGEST: Final = 50 * 1024 * 1024
"""Bytes of an unpacked sitemap, as sitemaps.org has it."""
MOST: Final = 50_000
"""Addresses in one, as sitemaps.org has it."""
_GZIP: Final = b"\x1f\x8b"
_ROOTS: Final = frozenset({"urlset", "sitemapindex"})
_DEEPEST: Final = 16


class Sitemap(Struct, frozen=True):
    is_index: bool
    """Its addresses are those of sitemaps."""
    urls: tuple[str, ...]


def parse_sitemap(page: Page) -> Sitemap:
    """Raise Changed for what is none."""
    unpacked = replace(page, body=_unpacked(page.body)) if page.body[:2] == _GZIP else page
    reader = _Reader()
    walk_xml(xml_text(unpacked), reader.start, reader.end, reader.data)
    return Sitemap(is_index=reader.root == "sitemapindex", urls=tuple(dict.fromkeys(reader.urls)))


class _Reader:
    def __init__(self) -> None:
        self.root = ""
        self.urls: list[str] = []
        self._path: list[str] = []
        self._text: list[str] = []

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if not self._path:
            self.root = local
            if local not in _ROOTS:
                raise Changed(f"no sitemap: the XML is a {name[:40]!r}")
        if len(self._path) >= _DEEPEST:
            raise Changed("a sitemap nested far too deeply")
        self._path.append(local)
        self._text.clear()

    def end(self, _name: str) -> None:
        if self._path[1:] in (["url", "loc"], ["sitemap", "loc"]):
            self.urls.append("".join(self._text).strip())
            if len(self.urls) > MOST:
                raise Changed(f"a sitemap of more than {MOST} addresses")
        self._path.pop()
        self._text.clear()

    def data(self, text: str) -> None:
        self._text.append(text)


def _unpacked(body: bytes) -> bytes:
    inflate = zlib.decompressobj(wbits=31)
    try:
        plain = inflate.decompress(body, LARGEST)
    except zlib.error as error:
        raise Changed(f"a sitemap that cannot be unpacked: {error}") from error
    if inflate.unconsumed_tail:
        raise Changed(f"a sitemap of more than {LARGEST} bytes")
    if not inflate.eof:
        raise Changed("a gzipped sitemap that breaks off")
    return plain
