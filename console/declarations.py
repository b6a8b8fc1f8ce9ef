"""Files of Watches and Sources: what `prospekt apply -f` reads. One wrong document takes none."""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final, TypeVar

from msgspec import Struct

from console.watch_faults import watch_faults
from console.yaml_documents import YamlDocument, documents
from contracts.declared import DeclaredSource
from contracts.errors import Permanent
from contracts.subjects import Watch
from crawler.sources.declared.faults import source_faults

_NAME: Final = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_KINDS: Final = {"Watch": "docs/watches.md", "Source": "docs/sources.md"}
_Named = TypeVar("_Named", Watch, DeclaredSource)


class Declarations(Struct, frozen=True, kw_only=True):
    watches: tuple[Watch, ...] = ()
    sources: tuple[DeclaredSource, ...] = ()


def read_declarations(file: Path) -> Declarations:
    """Read every Watch and Source of a file (documents apart by `---`)."""
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise Permanent(f"{file}: {reason}; name a readable YAML file") from error
    return parse_declarations(text, str(file))


def parse_declarations(text: str, name: str) -> Declarations:
    found = documents(text, name)
    if not found:
        raise Permanent(
            f"{name}: holds no Watch and no Source; see {' and '.join(_KINDS.values())}"
        )
    watches: dict[str, Watch] = {}
    sources: dict[str, DeclaredSource] = {}
    for document in found:
        if _kind(document) == "Source":
            _take(document, DeclaredSource, source_faults, sources)
        else:
            _take(document, Watch, watch_faults, watches)
    return Declarations(watches=tuple(watches.values()), sources=tuple(sources.values()))


def _kind(document: YamlDocument) -> str:
    """What it says to be; one that says nothing is taken for a Watch, which tells what misses."""
    kind = document.data.get("kind", "Watch") if isinstance(document.data, dict) else "Watch"
    if not isinstance(kind, str) or kind not in _KINDS:
        known = " or ".join(_KINDS)
        raise document.wrong(".kind", f"{kind!r} is not known here; expected {known}")
    return kind


def _take(
    document: YamlDocument,
    kind: type[_Named],
    faults: Callable[[_Named], Iterable[tuple[str, str]]],
    taken: dict[str, _Named],
) -> None:
    named = document.read(kind)
    for path, message in _all_faults(named, faults, taken):
        raise document.wrong(path, message)
    taken[named.name] = named


def _all_faults(
    named: _Named,
    faults: Callable[[_Named], Iterable[tuple[str, str]]],
    taken: dict[str, _Named],
) -> Iterator[tuple[str, str]]:
    if not _NAME.fullmatch(named.name):
        yield ".metadata.name", "use up to 63 lower-case letters, digits and dashes"
    yield from faults(named)
    if named.name in taken:
        yield ".metadata.name", f"{named.name!r} is in this file twice"
