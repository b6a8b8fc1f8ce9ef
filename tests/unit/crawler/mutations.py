"""Every page that differs from one by one change of its makers: a name, an order, a wrapping.

Each change is made in one place and, where the name stands in several, in all of them at once.
"""

import copy
import json
import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tests.unit.crawler.pages import as_json

Mutant = tuple[str, bytes]
_INLINE: Final = frozenset({"a", "b", "i", "span", "strong", "em", "time", "img", "svg", "input"})
_FIXED: Final = frozenset(
    {"html", "head", "body", "title", "meta", "link", "script", "tbody", "td", "tr"}
)
_ASSIGNED: Final = re.compile(r"=(\{\"metaData.*\});\n")


def of_html(body: bytes, cards: str = "") -> Iterator[Mutant]:
    """`cards`: a selector of what may stand in any order."""
    html = LexborHTMLParser(body.decode()).html or ""
    size = len(LexborHTMLParser(html).css("*"))
    for number in range(size):
        yield from _element(html, number)
    for name in sorted(_classes(html)):
        yield f"class {name} renamed", _each(html, _classer(name, f"{name}-new"))
        yield f"class {name} dropped", _each(html, _classer(name))
    for name in sorted(_attributes(html)):
        yield f"{name} renamed", _each(html, _renamer(name, f"data-x-{name}"))
        yield f"{name} dropped", _each(html, _renamer(name, ""))
    if cards:
        yield "cards reversed", _reversed(html, cards)
    yield from _scripts(html)


def of_xml(body: bytes) -> Iterator[Mutant]:
    """Elements renamed, one of them or all of a name."""
    text = body.decode()
    for name in sorted(set(re.findall(r"<([a-zA-Z][\w:.-]*)[\s>]", text))):
        tag = re.compile(rf"<(/?){name}(?=[\s>])")
        yield f"every {name} renamed", tag.sub(rf"<\1{name}New", text).encode()
        for found in re.finditer(rf"<{name}(?=[\s>]).*?</{name}>", text, re.DOTALL):
            renamed = tag.sub(rf"<\1{name}New", found[0])
            mutated = text[: found.start()] + renamed + text[found.end() :]
            yield f"{name} at {found.start()} renamed", mutated.encode()


def of_json(body: bytes) -> Iterator[Mutant]:
    data = json.loads(body)
    for what, mutated in of_value(data):
        yield what, as_json(mutated)


def of_value(data: Any) -> Iterator[tuple[str, Any]]:
    for path in _paths(data):
        at = ".".join(map(str, path))
        if isinstance(path[-1], str):
            yield f"{at} dropped", _changed(data, path, lambda holder, key: holder.pop(key))
            yield f"{at} renamed", _changed(data, path, _rename)
        yield f"{at} wrapped", _changed(data, path, _wrap)
    for key in sorted({key for path in _paths(data) if isinstance(key := path[-1], str)}):
        yield f"every {key} dropped", _everywhere(data, key, "")
        yield f"every {key} renamed", _everywhere(data, key, f"{key}New")
    yield "the whole wrapped", {"data": data}


def _element(html: str, number: int) -> Iterator[Mutant]:
    node = LexborHTMLParser(html).css("*")[number]
    where = f"{node.tag}#{number}"
    for name in node.attributes:
        yield f"{where} {name} renamed", _one(html, number, _renamer(name, f"data-x-{name}"))
        yield f"{where} {name} dropped", _one(html, number, _renamer(name, ""))
    classes = (node.attributes.get("class") or "").split()
    for name in classes if len(classes) > 1 else ():
        yield f"{where} class {name} dropped", _one(html, number, _classer(name))
    if node.tag not in _FIXED:
        yield f"{where} wrapped", _one(html, number, _wrap_node)


def _renamer(name: str, new: str) -> Callable[[LexborNode], None]:
    return lambda node: _attribute(node, name, new)


def _classer(name: str, new: str = "") -> Callable[[LexborNode], None]:
    return lambda node: _class(node, name, new)


def _one(html: str, number: int, change: Callable[[LexborNode], None]) -> bytes:
    tree = LexborHTMLParser(html)
    change(tree.css("*")[number])
    return (tree.html or "").encode()


def _each(html: str, change: Callable[[LexborNode], None]) -> bytes:
    tree = LexborHTMLParser(html)
    for node in tree.css("*"):
        change(node)
    return (tree.html or "").encode()


def _class(node: LexborNode, name: str, new: str) -> None:
    names = (node.attributes.get("class") or "").split()
    if name in names:
        kept = [new if each == name else each for each in names]
        node.attrs["class"] = " ".join(filter(None, kept))


def _attribute(node: LexborNode, name: str, new: str) -> None:
    if name in node.attributes:
        value = node.attributes[name] or ""
        del node.attrs[name]
        if new:
            node.attrs[new] = value


def _wrap_node(node: LexborNode) -> None:
    tag = "span" if node.tag in _INLINE else "div"
    wrapped = LexborHTMLParser(f"<{tag} data-wraps>{node.html}</{tag}>").css_first("[data-wraps]")
    assert wrapped is not None
    node.insert_before(wrapped)
    node.decompose()


def _reversed(html: str, cards: str) -> bytes:
    tree = LexborHTMLParser(html)
    found = tree.css(cards)
    assert len(found) > 1
    texts = [node.html or "" for node in found]
    for number, node in enumerate(found):
        node.attrs["data-place"] = str(number)
    out = tree.html or ""
    for node, text in zip(tree.css(cards), reversed(texts), strict=True):
        out = out.replace(node.html or "", text, 1)
    return out.encode()


def _classes(html: str) -> set[str]:
    nodes = LexborHTMLParser(html).css("[class]")
    return {name for node in nodes for name in (node.attributes.get("class") or "").split()}


def _attributes(html: str) -> set[str]:
    return {name for node in LexborHTMLParser(html).css("*") for name in node.attributes}


def _scripts(html: str) -> Iterator[Mutant]:
    """JSON within the page: whole scripts, and what is assigned in one."""
    written = re.compile(r"<script[^>]*json[^>]*>(.*?)</script>", re.DOTALL)
    spots = [found.span(1) for found in written.finditer(html)]
    spots += [found.span(1) for found in _ASSIGNED.finditer(html)]
    for start, end in spots:
        for what, value in of_value(json.loads(html[start:end])):
            text = json.dumps(value, ensure_ascii=False)
            yield f"script: {what}", f"{html[:start]}{text}{html[end:]}".encode()


def _paths(data: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    pairs: Any = (
        data.items()
        if isinstance(data, dict)
        else enumerate(data)
        if isinstance(data, list)
        else ()
    )
    for key, value in pairs:
        yield (*at, key)
        yield from _paths(value, (*at, key))


def _changed(data: Any, path: tuple[str | int, ...], change: Callable[[Any, Any], object]) -> Any:
    whole = copy.deepcopy(data)
    holder = whole
    for key in path[:-1]:
        holder = holder[key]
    change(holder, path[-1])
    return whole


def _rename(holder: Any, key: Any) -> None:
    holder[f"{key}New"] = holder.pop(key)


def _wrap(holder: Any, key: Any) -> None:
    holder[key] = {"value": holder[key]}


def _everywhere(data: Any, key: str, new: str) -> Any:
    if isinstance(data, list):
        return [_everywhere(each, key, new) for each in data]
    if not isinstance(data, dict):
        return data
    pairs = ((new if name == key else name, value) for name, value in data.items())
    return {name: _everywhere(value, key, new) for name, value in pairs if name}
