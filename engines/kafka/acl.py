"""The least that each role's user may do with the log: one declaration, granted or printed.

`python -m engines.kafka.acl ROLE USER` grants it, as a user who may; `--print` only shows it.
Every role also needs to see its topics, which Kafka grants along with reading or writing them.
"""

import argparse
import sys
from collections.abc import Sequence
from contextlib import closing
from typing import Final, Literal

from kafka.admin import (
    ACL,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    ResourcePattern,
    ResourceType,
)
from msgspec import Struct

from contracts import names
from engines.kafka.connection import Connection
from engines.kafka.settings import KafkaSettings
from engines.last_words import ended
from engines.settings import read

Kind = Literal["TOPIC", "GROUP"]
ALL: Final = ""
"""Whatever begins with the installation's prefix."""
CRAWLED: Final = (
    names.PAGES_RAW,
    names.POSTINGS_RAW,
    names.DOCUMENTS_RAW,
    names.OBSERVATIONS,
    names.SIGHTINGS,
    names.SWEEPS,
    names.SOURCES,
)


class Grant(Struct, frozen=True):
    kind: Kind
    name: str
    """Without the prefix; `ALL` for whatever has it."""
    operations: tuple[str, ...]


ROLES: Final[dict[str, tuple[Grant, ...]]] = {
    "crawler": tuple(Grant("TOPIC", topic, ("WRITE",)) for topic in CRAWLED),
    "worker": (
        *(Grant("TOPIC", topic, ("READ",)) for topic in (*CRAWLED, names.ERASURES)),
        Grant("TOPIC", names.DEAD_LETTERS, ("WRITE",)),
        Grant("TOPIC", names.REPLAYS, ("DESCRIBE",)),
        Grant("GROUP", names.INDEXER, ("READ",)),
    ),
    "tools": (
        Grant(
            "TOPIC",
            ALL,
            ("READ", "WRITE", "CREATE", "DELETE", "ALTER", "ALTER_CONFIGS", "DESCRIBE_CONFIGS"),
        ),
        Grant("GROUP", ALL, ("READ", "DESCRIBE", "DELETE")),
    ),
}
"""Tools make topics, repair, replay and trim; a crawler that is taken over can do none of it."""


def rules(role: str, user: str, prefix: str) -> list[ACL]:
    return [
        ACL(
            principal=f"User:{user}",
            host="*",
            operation=ACLOperation[operation],
            permission_type=ACLPermissionType.ALLOW,
            resource_pattern=ResourcePattern(
                ResourceType[grant.kind],
                f"{prefix}{grant.name}",
                ACLResourcePatternType.LITERAL if grant.name else ACLResourcePatternType.PREFIXED,
            ),
        )
        for grant in ROLES[role]
        for operation in grant.operations
    ]


def grant(connection: Connection, role: str, user: str) -> None:
    wanted = rules(role, user, connection.names.prefix)
    connection.ask(lambda admin: admin.create_acls(wanted))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m engines.kafka.acl", description=__doc__)
    parser.add_argument("role", choices=list(ROLES))
    parser.add_argument("user")
    parser.add_argument("--print", action="store_true", help="show the rules, grant nothing")
    given = parser.parse_args(arguments)
    try:
        settings = read(KafkaSettings)
        if not given.print:
            with closing(Connection(settings)) as connection:
                grant(connection, given.role, given.user)
        for rule in rules(given.role, given.user, settings.prefix):
            where = rule.resource_pattern
            sys.stdout.write(
                f"{rule.principal} may {rule.operation.name} {where.resource_type.name} "
                f"{where.resource_name} ({where.pattern_type.name})\n"
            )
    except Exception as error:  # noqa: BLE001 - said in one line
        return ended(error, "acl")
    return 0


if __name__ == "__main__":
    sys.exit(main())
