"""What a redesign does to a page: one name renamed or dropped, parts reordered or wrapped (pure).

A source must read each of these as it read the page, or say `changed`: never less with `ok`.
Bytes are treated as Latin-1, so a page of any charset comes through whole.
"""

import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from typing import Any, Final, NamedTuple

from contracts.records import Outcome, Parsed

_CLASS: Final = re.compile(r"""(?<=\s)class\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(r"""(?<=\s)(id|itemprop|data-[\w-]+)(?=\s*=\s*["'])""")
_OPENING: Final = re.compile(r"<([a-zA-Z][\w-]*)((?:\s[^<>]*)?)(?<!/)>")
_JSON_SCRIPT: Final = re.compile(
    r"(<script[^>]*\bapplication/(?:ld\+)?json[^>]*>)(.*?)(</script>)", re.IGNORECASE | re.DOTALL
)
_XML: Final = re.compile(r"\s*<(?:\?xml|rss|feed|rdf:RDF|urlset|sitemapindex)\b")
_XML_TAG: Final = re.compile(r"<([A-Za-z][\w:.-]*)")
_UNWRAPPED: Final = frozenset(
    {"html", "head", "body", "tr", "td", "th", "tbody", "thead", "li", "option", "title"}
)
_VOID: Final = frozenset({"meta", "link", "img", "br", "hr", "input", "source", "wbr"})
_NEW: Final = "zq-"
"""Before a name: one that no site has."""


class Mutant(NamedTuple):
    what: str
    """The mutation in words."""
    body: bytes


def mutants(body: bytes) -> Iterator[Mutant]:
    """Mutate one thing at a time; none where the page has nothing of that kind."""
    text = body.decode("latin-1")
    for what, mutated in _of(text):
        if mutated != text:
            yield Mutant(what, mutated.encode("latin-1"))


def lost(before: Parsed, after: Parsed) -> str:
    """Say what a mutant hides behind `ok` or `empty`; "" when it hides nothing."""
    if after.outcome not in (Outcome.OK, Outcome.EMPTY):
        return ""
    for what, had, has in (
        ("postings", _ids(before), _ids(after)),
        ("sightings", set(before.sightings), set(after.sightings)),
        ("documents", _documents(before), _documents(after)),
        ("observations", _observed(before), _observed(after)),
    ):
        missing = sorted(had - has)
        if missing:
            return f"{after.outcome} without {len(missing)} of {len(had)} {what} ({missing[0]})"
    return ""


def _ids(parsed: Parsed) -> set[str]:
    return {posting.external_id for posting in parsed.postings}


def _documents(parsed: Parsed) -> set[str]:
    return {document.external_id for document in parsed.documents}


def _observed(parsed: Parsed) -> set[str]:
    return {f"{each.subject} {each.metric} {each.at:%Y-%m-%d}" for each in parsed.observations}


def _of(text: str) -> Iterator[tuple[str, str]]:
    start = text.lstrip("\xef\xbb\xbf \t\r\n")[:1]
    if start in ("{", "["):
        yield from _json(text)
    elif _XML.match(text.removeprefix("\xef\xbb\xbf")):
        yield from _xml(text)
    elif start == "<":
        yield from _html(text)
    else:
        yield from _columns(text)


def _html(text: str) -> Iterator[tuple[str, str]]:
    names = dict.fromkeys(
        name for found in _CLASS.finditer(text) for name in (found[1] or found[2] or "").split()
    )
    for name in names:
        yield f"class {name} renamed", _classes(text, partial(_renamed, name))
        yield f"class {name} dropped", _classes(text, partial(_without, name))
        spans = _spans(text, name)
        yield f"elements of class {name} wrapped", _wrapped(text, spans)
        yield f"elements of class {name} in reverse order", _reversed(text, spans)
    yield "class names in reverse order", _classes(text, lambda each: each[::-1])
    for name in dict.fromkeys(_ATTRIBUTE.findall(text)):
        sign = re.compile(rf"(?<=\s){re.escape(name)}(?=\s*=\s*[\"'])")
        yield f"attribute {name} renamed", sign.sub(f"{_NEW}{name}", text)
    for found in _JSON_SCRIPT.finditer(text):
        for what, mutated in _json(found[2]):
            yield f"script: {what}", text[: found.start(2)] + mutated + text[found.end(2) :]


def _classes(text: str, change: Callable[[list[str]], list[str]]) -> str:
    return _CLASS.sub(
        lambda found: f'class="{" ".join(change((found[1] or found[2] or "").split()))}"', text
    )


def _renamed(name: str, names: list[str]) -> list[str]:
    return [_NEW + each if each == name else each for each in names]


def _without(name: str, names: list[str]) -> list[str]:
    return [each for each in names if each != name]


def _spans(text: str, name: str) -> list[tuple[int, int]]:
    """Where the elements of a class stand; one inside another is a part of that."""
    spans: list[tuple[int, int]] = []
    for found in _OPENING.finditer(text):
        classes = _CLASS.search(found[2])
        if classes is None or name not in (classes[1] or classes[2] or "").split():
            continue
        if spans and found.start() < spans[-1][1]:
            continue
        end = _end(text, found)
        if end and found[1].lower() not in _UNWRAPPED:
            spans.append((found.start(), end))
    return spans


def _end(text: str, opening: re.Match[str]) -> int:
    """Where an element ends; 0 when it has no end of its own."""
    tag = opening[1]
    if tag.lower() in _VOID:
        return 0
    open_ = 0
    for found in re.compile(rf"<(/?){tag}\b[^<>]*>", re.IGNORECASE).finditer(text, opening.start()):
        open_ += -1 if found[1] else 1
        if open_ == 0:
            return found.end()
    return 0


def _wrapped(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in reversed(spans):
        text = f'{text[:start]}<div class="{_NEW}wrap">{text[start:end]}</div>{text[end:]}'
    return text


def _reversed(text: str, spans: list[tuple[int, int]]) -> str:
    if not spans:
        return text
    parts = [text[start:end] for start, end in reversed(spans)]
    gaps = [text[end:start] for (_, end), (start, _) in pairwise(spans)]
    between = [part + gap for part, gap in zip(parts, [*gaps, ""], strict=True)]
    return text[: spans[0][0]] + "".join(between) + text[spans[-1][1] :]


def _json(text: str) -> Iterator[tuple[str, str]]:
    """One document, or one a line."""
    rows = _documents_of(text)
    if not rows:
        return
    keys = dict.fromkeys(key for row in rows for key in _keys(row))

    def told(change: Callable[[Any], Any]) -> str:
        # ASCII only: what stood in UTF-8 is escaped, and so is the same text.
        return "\n".join(json.dumps(change(row)) for row in rows)

    for key in keys:
        yield f"key {key} renamed", told(partial(_rekeyed, key, _NEW + key))
        yield f"key {key} dropped", told(partial(_rekeyed, key, ""))
    yield "wrapped in an object", told(lambda row: {f"{_NEW}data": row})
    yield "lists and keys in reverse order", told(_backwards)


def _documents_of(text: str) -> list[Any]:
    raw = text.encode("latin-1").decode("utf-8-sig", "replace")
    try:
        return [json.loads(raw)]
    except (ValueError, RecursionError):
        pass
    try:
        return [json.loads(line) for line in raw.splitlines() if line.strip()]
    except (ValueError, RecursionError):
        return []


def _keys(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for child in value:
            yield from _keys(child)


def _rekeyed(key: str, new: str, value: Any) -> Any:  # noqa: ANN401 - JSON is anything
    """`new` in place of a key, everywhere; "" takes it away."""
    if isinstance(value, list):
        return [_rekeyed(key, new, child) for child in value]
    if not isinstance(value, dict):
        return value
    return {
        new if name == key else name: _rekeyed(key, new, child)
        for name, child in value.items()
        if new or name != key
    }


def _backwards(value: Any) -> Any:  # noqa: ANN401 - JSON is anything
    if isinstance(value, list):
        return [_backwards(child) for child in reversed(value)]
    if isinstance(value, dict):
        return {name: _backwards(child) for name, child in reversed(value.items())}
    return value


def _xml(text: str) -> Iterator[tuple[str, str]]:
    for name in dict.fromkeys(_XML_TAG.findall(text)):
        tag = re.escape(name)
        yield (
            f"element {name} renamed",
            re.sub(rf"<(/?){tag}(?=[\s/>])", rf"<\1x{name}", text),
        )
        whole = re.compile(rf"<{tag}(?=[\s/>])(?:[^<>]*/>|.*?</{tag}\s*>)", re.DOTALL)
        yield f"element {name} dropped", whole.sub("", text)


def _columns(text: str) -> Iterator[tuple[str, str]]:
    """A table with its names in the first line."""
    head, sign, rest = text.partition("\n")
    separator = max(",;\t", key=head.count)
    names = head.rstrip("\r").split(separator)
    if not rest or separator not in head:
        return
    for number, name in enumerate(names):
        renamed = [*names[:number], f"{_NEW}{name}".replace('"', ""), *names[number + 1 :]]
        yield f"column {name} renamed", separator.join(renamed) + sign + rest
