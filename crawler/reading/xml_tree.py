"""XML read safely into a small tree: no DTD, no entities of its own, bounded depth and size.

Names are as the document writes them, prefix and all: `media:title` is not `title`.
"""

import re
from collections.abc import Callable
from typing import Final
from xml.parsers import expat

from msgspec.structs import replace

from contracts.records import Page
from crawler.reading.decoding import text_of
from crawler.reading.refusals import Changed

DEEPEST: Final = 100
MOST: Final = 100_000
"""Elements and attributes of one page."""
_DECLARED: Final = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")


class Element:
    __slots__ = ("attributes", "name", "parts")

    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        self.name = name
        self.attributes = attributes
        self.parts: list[str | Element] = []

    def find(self, path: str) -> list["Element"]:
        """Every element at a path of names from the children on."""
        found = [self]
        for name in path.split("/"):
            found = [child for each in found for child in each.children() if child.name == name]
        return found

    def children(self) -> list["Element"]:
        return [part for part in self.parts if isinstance(part, Element)]

    def text(self) -> str:
        """Its own text and that of all within, in order."""
        return "".join(part if isinstance(part, str) else part.text() for part in self.parts)

    def texts(self, path: str) -> list[str] | None:
        """As `Row`: `a/b` is text, `a/b@c` an attribute, `@c` the element's own."""
        where, _, attribute = path.partition("@")
        found = self.find(where) if where else [self]
        if not attribute:
            return [each.text() for each in found] or None
        values = [each.attributes.get(attribute) for each in found]
        return [value for value in values if value is not None] or None


class _Builder:
    def __init__(self) -> None:
        self.root: Element | None = None
        self._open: list[Element] = []
        self._left = MOST

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._left -= 1 + len(attributes)
        if len(self._open) >= DEEPEST or self._left < 0:
            raise Changed(f"XML deeper than {DEEPEST} or with more than {MOST} parts")
        element = Element(name, attributes)
        if self._open:
            self._open[-1].parts.append(element)
        self.root = self.root or element
        self._open.append(element)

    def end(self, _name: str) -> None:
        self._open.pop()

    def data(self, text: str) -> None:
        self._open[-1].parts.append(text)


def parse_xml(page: Page) -> Element:
    """Raise Changed for what is not well-formed, declares a DTD, or is far too much."""
    builder = _Builder()
    walk_xml(xml_text(page), builder.start, builder.end, builder.data)
    if builder.root is None:
        raise Changed("XML without an element")
    return builder.root


def walk_xml(
    text: str,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    data: Callable[[str], None],
) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = data
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(_DECLARATION.sub("", text, count=1).lstrip(), True)  # noqa: FBT003 - its last
    except expat.ExpatError as error:
        raise Changed(f"no well-formed XML: {error}") from error
    except UnicodeError as error:
        raise Changed("XML with characters that cannot be written down") from error


def xml_text(page: Page) -> str:
    """The page's text; its own declaration counts where the server says no charset."""
    said = _DECLARED.match(page.body[:300])
    if said and "charset" not in page.headers.get("content-type", "").lower():
        content_type = f"text/xml; charset={said[1].decode('ascii', 'replace')}"
        page = replace(page, headers={**page.headers, "content-type": content_type})
    return text_of(page)


def _refuse(name: str, *_: object) -> None:
    raise Changed(f"XML with a DTD ({name[:40]}), which is not read")
