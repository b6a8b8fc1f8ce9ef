"""A config store in a PostgreSQL database."""

from datetime import datetime
from typing import Final

import psycopg
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from contracts.errors import Misconfigured, Permanent, ProspektError, Transient
from engines.sql.database import Database, Insert

_CONNECT_SECONDS: Final = 5
_SCHEMA_LOCK: Final = 0x50524F53  # "PROS": nobody else's
_WHERE: Final = "mend PROSPEKT_CONFIG_DB_"
_AWAY: Final = f"check that it runs, or {_WHERE}HOST, _PORT; then retry"
_REFUSED: Final = (
    ("password authentication failed", f"it refuses the user or password; {_WHERE}USER, _PASSWORD"),
    ("no pg_hba.conf entry", "it lets this user or machine not in; mend its pg_hba.conf"),
    ("no password supplied", f"it asks for a password; set {_WHERE.removeprefix('mend ')}PASSWORD"),
    ("does not exist", f"the user or database does not exist; create it, or {_WHERE}USER, _NAME"),
)
_TRANSIENT: Final = frozenset({"08", "40", "53", "55", "57", "58"})
"""Classes of SQLSTATE: connection, conflict, resources, locks, an operator, its system."""
_DISK_FULL: Final = "53100"
_NO_RIGHT: Final = "42501"
_READ_ONLY: Final = "25006"


class _Postgres:
    insert: Insert = staticmethod(postgresql.insert)

    def __init__(self, name: str) -> None:
        self._name = name

    def now(self, connection: sa.Connection) -> datetime:
        found: datetime = connection.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
        return found

    def lock_schema(self, connection: sa.Connection) -> None:
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_SCHEMA_LOCK)))

    def translated(self, error: BaseException) -> ProspektError:
        said = " ".join(str(error).split())
        state = (error.sqlstate if isinstance(error, psycopg.Error) else None) or ""
        if not state and isinstance(error, psycopg.OperationalError):
            return self._no_connection(said)
        if state == _DISK_FULL:
            return Misconfigured(f"{self._name}: its disk is full; free some space there")
        if state == _NO_RIGHT:
            return Misconfigured(f"{self._name}: {said}; grant the user that right")
        if state == _READ_ONLY:
            return Transient(f"{self._name}: it is read-only, as a standby is; retry")
        if state[:2] in _TRANSIENT:
            return Transient(f"{self._name}: {said}; retry")
        return Permanent(f"{self._name}: {said}")

    def _no_connection(self, said: str) -> ProspektError:
        for sign, mend in _REFUSED:
            if sign in said:
                return Misconfigured(f"{self._name}: {mend}")
        return Transient(f"{self._name}: it cannot be reached ({said}); {_AWAY}")


def postgres(address: sa.URL) -> Database:
    """`pool_pre_ping`: a connection that a restart broke is replaced before it is used."""
    engine = sa.create_engine(
        address.set(drivername="postgresql+psycopg"),
        pool_pre_ping=True,
        connect_args={"connect_timeout": _CONNECT_SECONDS},
        hide_parameters=True,
    )
    name = f"PostgreSQL {address.host}:{address.port or 5432}/{address.database}"
    return Database(engine, _Postgres(name), name)
