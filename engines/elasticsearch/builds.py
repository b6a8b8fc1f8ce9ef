"""Which build of the index is read and written: made at first use, filled beside, swapped in.

`python -m engines.elasticsearch.builds` makes the first one with the key of `tools`, where the
stream's own key may not.
"""

import logging
import sys
from collections.abc import Iterable
from typing import Any, Final

from elasticsearch import BadRequestError, NotFoundError

from contracts.errors import Misconfigured, Permanent
from engines.elasticsearch.bulk import DONE, Bulk, Write
from engines.elasticsearch.errors import type_of
from engines.elasticsearch.names import FIRST, SCHEMA, Kind, Names
from engines.elasticsearch.paging import pages
from engines.elasticsearch.schema import body
from engines.elasticsearch.server import Server, server_of
from engines.elasticsearch.settings import IndexSettings
from engines.settings import read

_WHOLE: Final = {"exclude_vectors": False}
"""A server leaves vectors out of what it returns, unless it is told so."""
_EXISTS: Final = "resource_already_exists_exception"


class Builds:
    """The builds under one prefix."""

    def __init__(self, server: Server, prefix: str) -> None:
        self._server = server
        self._indices = server.client.indices
        self._plain_errors = server.plain_errors
        self._name = server.name
        self._names = Names(prefix)

    def ensure(self, kinds: Iterable[Kind] = Kind) -> None:
        """Make what is not there; Misconfigured where what is there is of another schema."""
        with self._plain_errors():
            for kind in kinds:
                if not self._written(kind):
                    self._make(kind, FIRST, aliases=True)
                self._check(kind)

    def create(self, build: str) -> None:
        """Make an empty build beside the one in use; one that is there already stays."""
        with self._plain_errors():
            for kind in Kind:
                self._make(kind, build, aliases=False)

    def copy(self, build: str) -> None:
        """Make the build hold what the one in use holds, as each index is at one moment."""
        self.drop(build)
        self.create(build)
        with self._plain_errors():
            for kind in Kind:
                self._copy(self._names.write(kind), self._names.own(kind, build))

    def _copy(self, source: str, target: str) -> None:
        """By us: the server's own copying is a module that not every server has."""
        self._indices.refresh(index=source)
        bulk = Bulk(self._server)
        for page in pages(self._server, source, [], source=_WHOLE):
            writes = [
                Write(action="index", index=target, id=found["_id"], document=found["_source"])
                for found in page
            ]
            refused = {name: end for name, end in bulk.send(writes).items() if end != DONE}
            if refused:
                raise Permanent(
                    f"{self._name}: {target} does not take what {source} has: {refused}"
                )
        self._indices.refresh(index=target)

    def swap(self, build: str) -> None:
        """Read and write this build from now on, all of it in one step."""
        actions = [action for kind in Kind for action in self._moves(kind, build)]
        with self._plain_errors():
            self._indices.update_aliases(actions=actions)

    def current(self) -> str:
        """Name the build that is written."""
        with self._plain_errors():
            index = self._written(Kind.RECORDS)
        return index.removeprefix(f"{self._names.template(Kind.RECORDS)}-")

    def drop(self, build: str) -> None:
        """Delete a build that is not in use."""
        with self._plain_errors():
            if any(self._written(kind) == self._names.own(kind, build) for kind in Kind):
                mend = "swap in another one first"
                raise Misconfigured(f"{self._name}: build {build} is in use; {mend}")
            for kind in Kind:
                self._indices.delete(index=self._names.own(kind, build), ignore_unavailable=True)

    def clear(self) -> None:
        """Delete all builds but the one in use."""
        used = self.current()
        with self._plain_errors():
            prefix = f"{self._names.template(Kind.RECORDS)}-"
            for index in self._indices.get(index=f"{prefix}*").body:
                build = str(index).removeprefix(prefix)
                if build != used:
                    self.drop(build)

    def _written(self, kind: Kind) -> str:
        """Name the index behind the alias; "" where there is none.

        Not by HEAD, whose answers have no body to say what is wrong.
        """
        try:
            found = self._indices.get_alias(name=self._names.write(kind)).body
        except NotFoundError:
            return ""
        return str(next(iter(found)))

    def _moves(self, kind: Kind, build: str) -> list[dict[str, Any]]:
        moves: list[dict[str, Any]] = []
        for alias in (self._names.read(kind), self._names.write(kind)):
            old = {"index": self._names.every(kind), "alias": alias, "must_exist": False}
            moves.append({"remove": old})
            moves.append({"add": {"index": self._names.own(kind, build), "alias": alias}})
        return moves

    def _make(self, kind: Kind, build: str, *, aliases: bool) -> None:
        template = self._names.template(kind)
        self._indices.put_index_template(
            name=template,
            index_patterns=[f"{template}-*"],
            template=body(kind),
            version=SCHEMA,
            priority=500,
            # Who writes to a build that is gone must hear it, not make an empty one.
            allow_auto_create=False,
        )
        named = (self._names.read(kind), self._names.write(kind)) if aliases else ()
        try:
            self._indices.create(
                index=self._names.own(kind, build), aliases={name: {} for name in named}
            )
        except BadRequestError as error:
            # Another process was faster.
            if type_of(error) != _EXISTS:
                raise

    def _check(self, kind: Kind) -> None:
        for alias in (self._names.read(kind), self._names.write(kind)):
            for index, told in self._indices.get_mapping(index=alias).body.items():
                schema = told["mappings"].get("_meta", {}).get("schema")
                if schema != SCHEMA:
                    raise Misconfigured(
                        f"{self._name}: index {index} has schema {schema}, this release keeps "
                        f"{SCHEMA}: run the release that made it, or fill a new build and swap"
                    )


def main() -> None:
    settings = read(IndexSettings)
    if not settings.url:
        raise SystemExit("PROSPEKT_ELASTICSEARCH_URL is not set; set it to https://HOST:9200")
    Builds(server_of(settings), settings.prefix).ensure()
    sys.stdout.write(f"{settings.prefix}: the index is there\n")


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    main()
