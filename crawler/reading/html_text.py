"""HTML to clean text: paragraphs, list items and headings each on a line of their own."""

import re
from html import unescape
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

_MOST_TAGS: Final = 20_000
"""Deep nesting costs the parser quadratic time: so many tags at worst a second or two."""
_UNSEEN: Final = ["script", "style", "template", "noscript", "svg", "iframe", "textarea"]
_RAW: Final = ["xmp", "noembed", "noframes", "plaintext", "title"]
"""Their content is not escaped when it is written down, so it could pass for tags."""
_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
_TAG: Final = re.compile(r"""</?([a-z][a-z0-9-]*)(?:"[^"]*"|'[^']*'|[^"'>])*>""")
_BLOCKS: Final = frozenset(
    (  # noqa: SIM905 - a list of words
        "address article aside blockquote br dd div dl dt fieldset figcaption figure footer form"
        " h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody tr ul"
    ).split()
)
_INVISIBLE: Final = re.compile(
    r"[\u00ad\u200b-\u200f\u2060\ufeff\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]"
)


def parse_html(text: str) -> LexborHTMLParser | None:
    """None for what no page of a job board looks like: it would take too long to read."""
    return None if text.count("<") > _MOST_TAGS else LexborHTMLParser(text)


def paragraphs(html: str) -> str:
    """Read an HTML fragment as it stands in an API's answer; "" when it cannot be read."""
    tree = parse_html(html)
    return "" if tree is None or tree.body is None else node_paragraphs(tree.body)


def node_paragraphs(node: LexborNode) -> str:
    """The text of a node; tags are told from the serialised form, which is always well made."""
    node.strip_tags([*_UNSEEN, *_RAW])
    html = _COMMENT.sub("", node.html or "").replace("\n", " ")
    return plain_paragraphs(unescape(_TAG.sub(_space, html)))


def plain_paragraphs(text: str) -> str:
    lines = (" ".join(line.split()) for line in _INVISIBLE.sub("", text).splitlines())
    return "\n".join(line for line in lines if line)


def one_line(text: str) -> str:
    """Without invisible characters; every run of any spaces is one."""
    return " ".join(_INVISIBLE.sub("", text).split())


def node_line(node: LexborNode | None) -> str:
    return "" if node is None else one_line(node.text(separator=" "))


def _space(tag: re.Match[str]) -> str:
    return "\n" if tag[1] in _BLOCKS else " " if tag[1] == "td" else ""
