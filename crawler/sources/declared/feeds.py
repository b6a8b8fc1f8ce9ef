"""Items of RSS 2.0, RSS 1.0 and Atom, with the same names for what each calls otherwise (pure)."""

from typing import Final

from contracts.declared import Field
from crawler.reading.xml_tree import Element

_OURS: Final[dict[str, tuple[str, ...]]] = {
    "@id": ("guid", "id", "@rdf:about", "atom:id"),
    "@text": (
        *("content:encoded", "content", "description", "summary", "media:group/media:description"),
        *("atom:content", "atom:summary"),
    ),
    "@date": ("pubDate", "published", "updated", "dc:date", "atom:published", "atom:updated"),
}
_TEXT: Final = Field(from_=("@text", "title"), html=True)
_DATE: Final = Field(from_="@date", optional=True)
_LINK: Final = Field(from_="@link", optional=True)
DEFAULTS: Final[dict[str, dict[str, str | Field]]] = {
    "postings": {"title": "title", "url": _LINK, "posted_at": _DATE, "description": _TEXT},
    "documents": {"title": "title", "url": _LINK, "published_at": _DATE, "text": _TEXT},
    "observations": {},
}
IDENTITY: Final = Field(from_=("@id", "@link"))


class FeedRow:
    """An item: `@id`, `@link`, `@text` and `@date` in any of the formats, else paths of tags."""

    def __init__(self, item: Element) -> None:
        self._item = item

    def texts(self, path: str) -> list[str] | None:
        if path == "@link":
            return self._link()
        if path not in _OURS:
            return self._item.texts(path)
        several = (self._item.texts(theirs) for theirs in _OURS[path])
        return next((found[:1] for found in several if found and found[0].strip()), None)

    def _link(self) -> list[str] | None:
        """RSS writes it as text; Atom as an attribute, beside links to other things."""
        for link in (*self._item.find("link"), *self._item.find("atom:link")):
            address = link.attributes.get("href", "") or link.text()
            if address.strip() and link.attributes.get("rel", "alternate") == "alternate":
                return [address]
        permalinks = [
            guid.text() for guid in self._item.find("guid") if guid.text().startswith("http")
        ]
        return permalinks[:1] or None
