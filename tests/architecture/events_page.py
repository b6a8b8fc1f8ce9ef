"""docs/events.md, written from the code by `make events`.

The events' modules are read as text too, for a field's meaning stands under it as a docstring.
"""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from msgspec import NODEFAULT, Struct
from msgspec.structs import FieldInfo, fields

from contracts import erasures, frontier, records
from contracts.schemas import SCHEMAS, UPCASTERS, Schema

PAGE: Final = Path(__file__).parents[2] / "docs" / "events.md"
PARTS: Final[tuple[type[Struct], ...]] = (
    records.Posting,
    records.Salary,
    records.Document,
    records.Observation,
    records.Lifecycle,
    frontier.SweepEnd,
    frontier.Sweep,
    erasures.Erasure,
)
_HEAD: Final = """\
# Events

What travels on the log, as the code has it (`make events` writes this page). An event is JSON in an
envelope: `{"schema": "posting_found", "version": 1, "data": {...}}`. Moments are RFC 3339, bytes
are base64.

Messages of one key keep their order. Old versions are read for ever: an upcaster leads each to the
next one, and `contracts/schemas.py` holds them all. A schema that is unknown, or a version newer
than this release, is never guessed at: the message becomes a dead letter that can be replayed after
an upgrade. Fields that a later release added to the same version are passed over.

| schema | version | topic | key |
|---|---|---|---|
"""


def page() -> str:
    index = "".join(
        f"| [{each.name}](#{each.name}) | {each.version} | `{each.topic}` | {each.key} |\n"
        for each in SCHEMAS
    )
    events = "\n".join(_event(each) for each in SCHEMAS)
    parts = "\n".join(f"### {part.__name__}\n\n{_table(part)}" for part in PARTS)
    return f"{_HEAD}{index}\n{events}\n## The parts that events are made of\n\n{parts}"


def _event(schema: Schema) -> str:
    told = inspect.getdoc(schema.kind) or ""
    old = "".join(f"\nVersion {version}: {words}\n" for version, words in _old(schema))
    return f"## {schema.name}\n\n{told}\n{old}\n{_table(schema.kind)}"


def _old(schema: Schema) -> Iterator[tuple[int, str]]:
    for version in range(1, schema.version):
        yield version, inspect.getdoc(UPCASTERS[schema.name, version]) or ""


def _table(kind: type[Struct]) -> str:
    types, meanings = _source(kind)
    rows = "".join(
        f"| `{each.name}` | `{types[each.name]}` | {_default(each)} | {meanings[each.name]} |\n"
        for each in fields(kind)
    )
    return f"| field | type | default | meaning |\n|---|---|---|---|\n{rows}"


def _source(kind: type[Struct]) -> tuple[dict[str, str], dict[str, str]]:
    """Types as they are written, and the docstring under each field."""
    (written,) = ast.parse(inspect.getsource(kind)).body
    assert isinstance(written, ast.ClassDef)
    types: dict[str, str] = {}
    meanings: dict[str, str] = {}
    name = ""
    for line in written.body:
        if isinstance(line, ast.AnnAssign):
            name = ast.unparse(line.target)
            types[name] = ast.unparse(line.annotation).replace("|", "\\|")
            meanings[name] = ""
        elif name and isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant):
            meanings[name] = " ".join(str(line.value.value).split())
    return types, meanings


def _default(field: FieldInfo) -> str:
    if field.required:
        return "required"
    value = field.default if field.default is not NODEFAULT else field.default_factory()
    if value in ("", b"", (), {}):
        return "empty"
    return "none" if value is None else f"`{value}`"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
