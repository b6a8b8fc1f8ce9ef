"""Records out, and tombstones that keep them out: of postings and of documents alike.

A cluster whose head goes has another one. The tombstones of a kind are one document, read at once
before each write of texts and looked at again after it: a text that came in beside an erasure is
taken out by whoever wrote it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, Generic, TypeVar

import msgspec
from msgspec import Struct

from contracts.documents import IndexedDocument
from contracts.erasures import Erasure, Subject, Tombstones, latest, nothing
from contracts.errors import Transient
from contracts.index import Indexed
from engines.elasticsearch.bulk import AGAIN, Bulk, Write
from engines.elasticsearch.names import Kind, Names
from engines.elasticsearch.paging import ids_of
from engines.elasticsearch.rows import Row, rows, write
from engines.elasticsearch.scope import Clause
from engines.elasticsearch.server import Server

ROUNDS: Final = 20
_SHOWN: Final[Clause] = {"exists": {"field": "version"}}
_LED: Final[Clause] = {"term": {"head": True}}
"""What leads a cluster, also when it was emptied and died before another one led."""
_LEFT: Final = ("id", "space", "source", "head")
_ASKED: Final = (*_LEFT, "version", "company", "url")

R = TypeVar("R", Indexed, IndexedDocument)
Forget = Callable[[list[str]], None]


class Kept(Struct, Generic[R], frozen=True, kw_only=True):
    """How a kind of record is kept."""

    kind: Kind
    book: str
    """The id of its book of erasures."""
    covers: Callable[[Tombstones, R | Subject], bool]
    concerns: Callable[[Erasure], bool]
    """Whether an erasure may cover any of this kind."""
    named: Callable[[Erasure], str]
    """The id that an erasure names; "" where it names none of this kind."""
    age: str
    """By this field the earliest of a cluster leads."""


class Book(Struct, frozen=True):
    erasures: tuple[Erasure, ...] = ()
    heirs: dict[str, str] = {}
    """Head by cluster, where the first head was erased; "" while nobody is left."""
    row: Row | None = None

    @property
    def tombstones(self) -> Tombstones:
        return Tombstones(self.erasures)

    @property
    def state(self) -> tuple[int, int] | None:
        return self.row.state if self.row else None


def book(server: Server, names: Names, kept: Kept[R]) -> Book:
    row = rows(server, names.write(Kind.ERASURES), [kept.book]).get(kept.book)
    if row is None:
        return Book()
    erasures = msgspec.convert(row.source["erasures"], tuple[Erasure, ...])
    return Book(erasures, row.source["heirs"], row)


def _change(
    server: Server, bulk: Bulk, names: Names, kept: Kept[R], change: Callable[[Book], Book]
) -> Book:
    """Write what the change makes of the book as it is now."""
    for _ in range(ROUNDS):
        old = book(server, names, kept)
        new = change(old)
        if (new.erasures, new.heirs) == (old.erasures, old.heirs):
            return old
        document = {"erasures": msgspec.to_builtins(new.erasures), "heirs": new.heirs}
        index = names.write(Kind.ERASURES)
        whole = write(index, kept.book, old.row, document)
        if old.row:
            # In the place of the old one: an update would keep heirs that are no more.
            whole = msgspec.structs.replace(whole, action="index")
        if bulk.send([whole])[kept.book] != AGAIN:
            return book(server, names, kept)
    raise Transient(f"{server.name}: others erase all the time; retry soon")


def led(
    server: Server, bulk: Bulk, names: Names, kept: Kept[R], known: Book, records: Sequence[R]
) -> list[R]:
    """Put each record under the head that its cluster has now; who finds none leads it."""
    vacant = {
        record.cluster: record.id
        for record in reversed(records)
        if known.heirs.get(record.cluster) == "" and not kept.covers(known.tombstones, record)
    }
    heirs = known.heirs
    if vacant:

        def fill(found: Book) -> Book:
            taken = {name: head for name, head in vacant.items() if found.heirs.get(name) == ""}
            return Book(found.erasures, {**found.heirs, **taken})

        heirs = _change(server, bulk, names, kept, fill).heirs
    return [
        msgspec.structs.replace(record, cluster=heirs.get(record.cluster) or record.cluster)
        for record in records
    ]


def erase(
    server: Server,
    bulk: Bulk,
    names: Names,
    kept: Kept[R],
    told: Sequence[Erasure],
    forget: Forget,
) -> list[str]:
    """Book them, and take out what those that stand cover; return the ids."""

    def add(found: Book) -> Book:
        known = latest([*found.erasures, *told])
        return Book(tuple(known[name] for name in sorted(known)), found.heirs)

    known = {each.id: each for each in _change(server, bulk, names, kept, add).erasures}
    fresh = Tombstones(known[each.id] for each in told)
    server.client.indices.refresh(index=names.write(kept.kind))
    gone: list[str] = []
    for page in _suspects(server, names, kept, told):
        gone += take_out(server, bulk, names, kept, fresh, page, forget=forget)
    return gone


def _suspects(
    server: Server, names: Names, kept: Kept[R], told: Sequence[Erasure]
) -> Iterable[list[str]]:
    """What may be covered: by ids where only ids are told, else all of their spaces."""
    due = [each for each in told if kept.concerns(each)]
    ids = [kept.named(each) for each in due]
    if all(ids):
        return [ids]
    spaces = sorted({space for each in due for space in each.spaces})
    held: Clause = {"bool": {"should": [_SHOWN, _LED]}}
    return ids_of(server, names.write(kept.kind), [held, {"terms": {"space": spaces}}])


def take_out(
    server: Server,
    bulk: Bulk,
    names: Names,
    kept: Kept[R],
    tombstones: Tombstones,
    ids: Iterable[str],
    *,
    forget: Forget = nothing,
) -> list[str]:
    """Leave nothing but the id of what is covered; return those.

    `forget` is told of them before, and a head stands as one until another leads: so a repeat
    finds all that is left to do.
    """
    index = names.write(kept.kind)
    left, gone, heads = list(ids), list[str](), list[str]()
    for _ in range(ROUNDS):
        found = rows(server, index, left, _ASKED)
        heads += [name for name, row in found.items() if _leads(row) and not _shown(row)]
        covered = {
            name: row
            for name, row in found.items()
            if _shown(row) and kept.covers(tombstones, msgspec.convert(row.source, Subject))
        }
        if covered:
            forget(list(covered))
        ended = bulk.send(_emptied(name, row) for name, row in covered.items())
        out = [name for name, how in ended.items() if how != AGAIN]
        gone += out
        heads += [name for name in out if _leads(covered[name])]
        left = [name for name, how in ended.items() if how == AGAIN]
        if not left:
            break
    else:
        raise Transient(f"{server.name}: others write what is erased; retry soon")
    for name in heads:
        _pass_on(server, bulk, names, kept, name)
    found = rows(server, index, heads, ("version",))
    # A conflict means that somebody else has to do with it now.
    bulk.send(
        write(index, name, row, {"head": False}) for name, row in found.items() if not _shown(row)
    )
    return gone


def _shown(row: Row) -> bool:
    return row.source.get("version") is not None


def _leads(row: Row) -> bool:
    return bool(row.source.get("head"))


def _emptied(name: str, row: Row) -> Write:
    kept: Mapping[str, Any] = {field: row.source[field] for field in _LEFT}
    return Write(action="index", index=row.index, id=name, document=dict(kept), state=row.state)


def _pass_on(server: Server, bulk: Bulk, names: Names, kept: Kept[R], cluster: str) -> None:
    """Another one leads; who joins when nobody is left leads by itself."""
    index = names.write(kept.kind)
    server.client.indices.refresh(index=index)
    members: list[Clause] = [_SHOWN, {"term": {"cluster": cluster}}]
    first = server.client.search(
        index=index,
        query={"bool": {"filter": members}},
        sort=[{kept.age: {"order": "asc", "missing": "_first"}}, {"id": "asc"}],
        size=1,
        source=False,
    )["hits"]["hits"]
    head = str(first[0]["_id"]) if first else ""

    def pass_on(found: Book) -> Book:
        moved = {name: head if led == cluster else led for name, led in found.heirs.items()}
        return Book(found.erasures, {**moved, cluster: head})

    _change(server, bulk, names, kept, pass_on)
    now = book(server, names, kept)
    for page in ids_of(server, index, members):
        lead(server, bulk, names, kept, now, page)


def lead(
    server: Server, bulk: Bulk, names: Names, kept: Kept[R], known: Book, ids: Sequence[str]
) -> None:
    """Put records that are there under the heads that their clusters have now."""
    index = names.write(kept.kind)
    left = list(ids)
    for _ in range(ROUNDS):
        if not left:
            return
        found = rows(server, index, left, ("cluster",))
        ended = bulk.send(
            write(index, name, row, {"cluster": head, "head": name == head})
            for name, row in found.items()
            if (head := known.heirs.get(row.source.get("cluster", "")))
        )
        left = [name for name, how in ended.items() if how == AGAIN]
    raise Transient(f"{server.name}: others write the same records all the time; retry soon")
