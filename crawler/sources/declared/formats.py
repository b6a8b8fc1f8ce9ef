"""Pages of feeds, JSON, XML and HTML taken apart: the whole as one row, and the rows in it."""

from typing import Protocol

from contracts.declared import Html, Json, Xml
from contracts.records import Page
from crawler.reading.decoding import text_of
from crawler.reading.refusals import Changed
from crawler.reading.xml_tree import Element, parse_xml
from crawler.sources.declared import paths
from crawler.sources.declared.feeds import FeedRow
from crawler.sources.declared.html_rows import HtmlRow, root_of, rows_of
from crawler.sources.declared.rows import JsonRow, Row
from crawler.sources.declared.texts import json_of

_FEEDS = {
    "rss": "channel/item",
    "rdf:RDF": "item",
    "feed": "entry",
    "atom:feed": "atom:entry",
}


class Format(Protocol):
    """Raise Changed for what is not in this format, or not as it was declared."""

    def cut(self, page: Page) -> tuple[Row, list[Row]]:
        """Return the page as one row, and the rows in it: none when it is honestly empty."""

    def whole(self, page: Page) -> Row: ...


class FeedFormat:
    def whole(self, page: Page) -> Element:
        return parse_xml(page)

    def cut(self, page: Page) -> tuple[Row, list[Row]]:
        root = self.whole(page)
        path = _FEEDS.get(root.name)
        if path is None:
            raise Changed(f"no feed: the XML is a {root.name[:40]!r}")
        if root.name == "rss" and not root.find("channel"):
            raise Changed("a feed without `channel`")
        return root, [FeedRow(item) for item in root.find(path)]


class XmlFormat:
    def __init__(self, declared: Xml) -> None:
        self._rows = declared.rows

    def whole(self, page: Page) -> Element:
        return parse_xml(page)

    def cut(self, page: Page) -> tuple[Row, list[Row]]:
        root = self.whole(page)
        around, _, _ = self._rows.rpartition("/")
        if around and not root.find(around):
            raise Changed(f"no `{around}` in a {root.name[:40]!r} (rows)")
        found = root.find(self._rows)
        if not found and not around and root.children():
            raise Changed(f"no `{self._rows}` in a {root.name[:40]!r} that is not empty (rows)")
        return root, list(found)


class JsonFormat:
    def __init__(self, declared: Json) -> None:
        self._rows = declared.rows
        self._empty = declared.empty

    def whole(self, page: Page) -> JsonRow:
        return JsonRow(json_of(text_of(page)))

    def cut(self, page: Page) -> tuple[Row, list[Row]]:
        data = json_of(text_of(page))
        found = paths.find(data, self._rows)
        if found is None and not (self._empty and paths.find(data, self._empty)):
            raise Changed(f"no `{self._rows}` (rows)")
        return JsonRow(data), [JsonRow(each) for each in found or ()]


class HtmlFormat:
    def __init__(self, declared: Html) -> None:
        self._rows = declared.rows
        self._empty = declared.empty

    def whole(self, page: Page) -> HtmlRow:
        return HtmlRow(root_of(page))

    def cut(self, page: Page) -> tuple[Row, list[Row]]:
        root = root_of(page)
        found = rows_of(root, self._rows)
        if not found and not (self._empty and root.css(self._empty)):
            marker = f" and no `{self._empty}` (empty)" if self._empty else ""
            raise Changed(f"no `{self._rows}` (rows){marker}")
        return HtmlRow(root), [HtmlRow(node) for node in found]
