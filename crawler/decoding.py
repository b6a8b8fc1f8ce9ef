"""A page's bytes as text, whatever it says of its charset; never an error."""

import codecs
import re
from typing import Final

from contracts.records import Page

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_KNOWN: Final = frozenset(
    {"utf-8", "utf-16", "utf-16-le", "utf-16-be", "ascii", "cp1251", "cp1252", "iso8859-1"}
    | {"iso8859-5", "koi8-u", "koi8-r", "mac-cyrillic"}
)
"""Others are no text codecs, or slow, or make characters that cannot be written down again."""
_HEADER: Final = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_META: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_HEAD: Final = 2048
_DEFAULT: Final = "utf-8"


def text_of(page: Page) -> str:
    """Decode; what does not fit the charset becomes U+FFFD, and NUL is dropped."""
    body = page.body
    for bom, charset in _BOMS:
        if body.startswith(bom):
            return _decoded(body[len(bom) :], charset)
    said = _HEADER.search(page.headers.get("content-type", ""))
    if said:
        return _decoded(body, _codec(said[1]))
    meta = _META.search(body, 0, _HEAD)
    return _decoded(body, _codec(meta[1].decode("ascii", "replace")) if meta else _DEFAULT)


def _decoded(body: bytes, charset: str) -> str:
    return body.decode(charset, "replace").replace("\0", "")


def _codec(name: str) -> str:
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return _DEFAULT
    return found if found in _KNOWN else _DEFAULT
