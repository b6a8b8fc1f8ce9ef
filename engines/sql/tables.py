"""The config store's tables as they are today; `migrations/` brings a database to them."""

from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa

from engines.moments import restored, stored


class Moment(sa.TypeDecorator[datetime]):
    """PostgreSQL's own; on SQLite microseconds since 1970: exact on both, compared on both."""

    impl = sa.BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        own = sa.DateTime(timezone=True) if _is_postgres(dialect) else sa.BigInteger()
        return dialect.type_descriptor(own)

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> Any:  # noqa: ANN401 - whatever the driver takes
        return value if value is None or _is_postgres(dialect) else stored(value)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> datetime | None:  # noqa: ANN401 - whatever the driver gives
        if value is None:
            return None
        return value.astimezone(UTC) if _is_postgres(dialect) else restored(value)


def _is_postgres(dialect: sa.Dialect) -> bool:
    return dialect.name == "postgresql"


def _number() -> "sa.Column[int]":
    """Count rows as they come; a number is never given twice, even when its row is gone."""
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("id", kind, primary_key=True, autoincrement=True)


def _key(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.Text, primary_key=True)


def _text(name: str, default: str = "") -> "sa.Column[str]":
    return sa.Column(name, sa.Text, nullable=False, server_default=default)


def _count(name: str) -> "sa.Column[int]":
    return sa.Column(name, sa.BigInteger, nullable=False, server_default="0")


METADATA: Final = sa.MetaData()

WATCHES: Final = sa.Table(
    "watches",
    METADATA,
    _key("name"),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

SOURCES: Final = sa.Table(
    "sources",
    METADATA,
    _key("name"),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

VERSIONS: Final = sa.Table("versions", METADATA, _key("name"), _count("last"))
"""The last version that was given in each of the tables above."""

HEALTH: Final = sa.Table(
    "health",
    METADATA,
    _key("source"),
    _text("outcome"),
    sa.Column("at", Moment, nullable=False),
    sa.Column("ok_at", Moment),
    sa.Column("since", Moment),
    _text("reason"),
    _text("blob"),
    _text("ok_blob"),
)

RUNS: Final = sa.Table(
    "runs",
    METADATA,
    _number(),
    _text("watch", ""),
    sa.Column("started_at", Moment, nullable=False),
    sa.Column("ended_at", Moment),
    _text("outcome"),
    _text("counts", "{}"),
    sa.Column("due_at", Moment),
    sa.Index("runs_of_watch", "watch", "id"),
    sa.Index("runs_due", "watch", "due_at", unique=True),
    sqlite_autoincrement=True,
)

RUN_STAGES: Final = sa.Table(
    "run_stages",
    METADATA,
    sa.Column("run", sa.BigInteger, primary_key=True, autoincrement=False),
    _key("stage"),
    sa.Column("at", Moment, nullable=False),
)

RUN_PAGES: Final = sa.Table(
    "run_pages",
    METADATA,
    sa.Column("run", sa.BigInteger, primary_key=True, autoincrement=False),
    _key("source"),
    _key("outcome"),
    _count("pages"),
    _count("retries"),
)
"""Only ever added to, so several crawlers can count at once."""

RUN_LINES: Final = sa.Table(
    "run_lines",
    METADATA,
    _number(),
    sa.Column("run", sa.BigInteger, nullable=False),
    sa.Column("at", Moment, nullable=False),
    _text("text"),
    sa.Index("lines_of_run", "run", "id"),
    sqlite_autoincrement=True,
)

JOBS: Final = sa.Table(
    "jobs",
    METADATA,
    _number(),
    _text("kind"),
    _text("payload", "{}"),
    _text("state"),
    sa.Column("run_at", Moment, nullable=False),
    _count("attempts"),
    _count("token"),
    _text("worker"),
    sa.Column("deadline", Moment),
    _text("said"),
    sa.Index("jobs_by_state", "kind", "state", "run_at"),
    sqlite_autoincrement=True,
)

LEADERS: Final = sa.Table(
    "leaders",
    METADATA,
    _key("name"),
    _text("holder"),
    sa.Column("until", Moment, nullable=False),
)

EDITS: Final = sa.Table(
    "edits",
    METADATA,
    _number(),
    _text("kind"),
    _text("term"),
    _text("target"),
    sa.Column("at", Moment, nullable=False),
    _text("by"),
    sa.Index("edits_by_term", "kind", "term", unique=True),
    sqlite_autoincrement=True,
)

RATES: Final = sa.Table(
    "rates",
    METADATA,
    _key("currency"),
    _key("base"),
    sa.Column("date", sa.Date, primary_key=True),
    sa.Column("value", sa.Double, nullable=False),
    _text("source"),
)

MODELS: Final = sa.Table(
    "models",
    METADATA,
    _key("kind"),
    _key("id"),
    sa.Column("blob", sa.Text, nullable=False),
    sa.Column("trained_at", Moment, nullable=False),
    sa.Column("promoted_at", Moment),
    _count("promotion"),
    sqlite_with_rowid=False,
)
"""The greatest promotion of a kind is its champion's."""

FORECASTS: Final = sa.Table(
    "forecasts",
    METADATA,
    _key("subject"),
    sa.Column("as_of", sa.Date, primary_key=True),
    _key("model"),
    sa.Column("horizon", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("prospect", sa.LargeBinary, nullable=False),
)
