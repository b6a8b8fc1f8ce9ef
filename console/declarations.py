"""Files of Watches and Sources: what `prospekt apply -f` reads. One wrong document takes none."""

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final, TypeVar

from msgspec import Struct

from console.watch_faults import watch_faults
from console.yaml_documents import YamlDocument, documents
from contracts.declared import DeclaredSource
from contracts.errors import Permanent
from contracts.subjects import Watch

_NAME: Final = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_KINDS: Final = {"Watch": "docs/watches.md", "Source": "docs/sources.md"}
_Named = TypeVar("_Named", Watch, DeclaredSource)


class Misnamed(Permanent):
    """A field that is well-formed names what is not there, or may not be named so."""

    def __init__(self, kind: str, name: str, path: str, message: str) -> None:
        super().__init__(f"{kind} {name!r}: {path.lstrip('.')}: {message}")
        self.kind, self.name, self.path, self.message = kind, name, path, message


class Declarations(Struct, frozen=True, kw_only=True):
    watches: tuple[Watch, ...] = ()
    sources: tuple[DeclaredSource, ...] = ()
    documents: dict[tuple[str, str], YamlDocument] = {}
    """Where each stands, by kind and name."""

    def placed(self, fault: Misnamed) -> Permanent:
        """Tell it by file, line and field."""
        return self.documents[fault.kind, fault.name].wrong(fault.path, fault.message)


def read_declarations(file: Path) -> Declarations:
    """Read every Watch and Source of a file (documents apart by `---`); `-` is standard input."""
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise Permanent(f"{file}: {reason}; name a readable YAML file") from error
    return parse_declarations(text, str(file))


def parse_declarations(text: str, file: str) -> Declarations:
    found = documents(text, file)
    if not found:
        raise Permanent(
            f"{file}: holds no Watch and no Source; see {' and '.join(_KINDS.values())}"
        )
    watches: dict[str, Watch] = {}
    sources: dict[str, DeclaredSource] = {}
    places: dict[tuple[str, str], YamlDocument] = {}
    for document in found:
        if _kind(document) == "Source":
            name = _take(document, DeclaredSource, _source_faults, sources)
            places["source", name] = document
        else:
            name = _take(document, Watch, watch_faults, watches)
            places["watch", name] = document
    return Declarations(
        watches=tuple(watches.values()), sources=tuple(sources.values()), documents=places
    )


def _source_faults(source: DeclaredSource) -> Iterator[tuple[str, str]]:
    from crawler.sources.declared.faults import source_faults  # noqa: PLC0415 - --help has no use for parsers

    return source_faults(source)


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
) -> str:
    named = document.read(kind)
    for path, message in _all_faults(named, faults, taken):
        raise document.wrong(path, message)
    taken[named.name] = named
    return named.name


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
