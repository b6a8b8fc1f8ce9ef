"""What is applied and taken away again: watches, and sources that are declared."""

import difflib
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from console.declarations import Misnamed
from console.engines import Engines
from contracts.declared import DeclaredSource, decode_declared, encode_declared
from contracts.errors import Permanent
from contracts.subjects import Watch


def apply(
    engines: Engines, watches: Sequence[Watch], sources: Sequence[DeclaredSource] = ()
) -> list[tuple[str, str]]:
    for source in sources:
        _check_name(engines, source)
    for watch in watches:
        _check_sources(engines, watch, {source.name for source in sources})
    done = [
        (f"source/{each.name}", str(engines.declared.put(each.name, encode_declared(each))))
        for each in sources
    ]
    engines.catalogue.refresh()
    return done + [(f"watch/{watch.name}", str(engines.watches.put(watch))) for watch in watches]


def _check_name(engines: Engines, source: DeclaredSource) -> None:
    if source.name in engines.catalogue.installed:
        msg = f"an installed source has the name {source.name!r}; choose another one"
        raise Misnamed("source", source.name, ".metadata.name", msg)


def _check_sources(engines: Engines, watch: Watch, new: AbstractSet[str]) -> None:
    known = [*engines.catalogue.sources, *new]
    for number, name in enumerate(watch.spec.sources):
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(known)}"
            msg = f"source {name!r} is unknown; {hint}"
            raise Misnamed("watch", watch.name, f".spec.sources[{number}]", msg)


def delete_source(engines: Engines, name: str) -> DeclaredSource:
    kept = engines.declared.get(name)
    if kept is None:
        what = "is installed" if name in engines.catalogue.sources else "does not exist"
        msg = f"source {name!r} {what}; only a declared source can be deleted"
        raise Permanent(msg)
    source = decode_declared(kept.body)
    users = [each.watch.name for each in engines.watches.all() if name in each.watch.spec.sources]
    if users:
        msg = f"source {name!r} is named by watch {', '.join(users)}; change or delete it first"
        raise Permanent(msg)
    engines.declared.delete(name)
    engines.catalogue.refresh()
    return source
