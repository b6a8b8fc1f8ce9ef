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
_FEW: Final = 8
_PART: Final = 100
"""Broken characters that a page of its charset may have: so many, or one in so many."""


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
    text = body.decode(_other(body) or charset, "replace")
    if charset == _DEFAULT and text.count("\ufffd") > max(_FEW, len(text) // _PART):
        text = _russian_or_ukrainian(body) or text
    return text.replace("\0", "")


def _other(body: bytes) -> str:
    """Pages in UTF-16 that call themselves something else: every other byte is NUL, or Cyrillic."""
    head = body[:_HEAD]
    nuls = head.count(0)
    if nuls * 20 < len(head) or (nuls + head.count(4)) * 4 < len(head):
        return ""
    return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"


def _russian_or_ukrainian(body: bytes) -> str:
    """Pages in the old charset of Windows that call themselves UTF-8; "" for other bytes."""
    text = body.decode("cp1251", "replace")
    letters = [each for each in text if each > "\x7f"]
    cyrillic = sum("\u0400" <= each <= "\u04ff" for each in letters)
    return text if cyrillic * 10 > len(letters) * 8 else ""


def _codec(name: str) -> str:
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return _DEFAULT
    return found if found in _KNOWN else _DEFAULT
