"""Declared sources and their health, what runs did, jobs, leaders, edits and rates."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_MOMENT = sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")
_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _sources()
    _runs()
    _jobs()
    _edits_and_rates()


def _key(name: str) -> "sa.Column[Any]":
    return sa.Column(name, sa.Text, primary_key=True)


def _number() -> "sa.Column[Any]":
    return sa.Column("id", _NUMBER, primary_key=True, autoincrement=True)


def _text(name: str, default: str = "") -> "sa.Column[Any]":
    return sa.Column(name, sa.Text, nullable=False, server_default=default)


def _count(name: str) -> "sa.Column[Any]":
    return sa.Column(name, sa.BigInteger, nullable=False, server_default="0")


def _moment(name: str, *, nullable: bool = False) -> "sa.Column[Any]":
    return sa.Column(name, _MOMENT, nullable=nullable)


def _sources() -> None:
    op.create_table("versions", _key("name"), _count("last"))
    op.execute("INSERT INTO versions SELECT 'watches', last FROM watch_versions")
    op.execute("INSERT INTO versions VALUES ('sources', 0)")
    op.drop_table("watch_versions")
    op.create_table(
        "sources",
        _key("name"),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "health",
        _key("source"),
        _text("outcome"),
        _moment("at"),
        _moment("ok_at", nullable=True),
        _moment("since", nullable=True),
        _text("reason"),
        _text("blob"),
        _text("ok_blob"),
    )


def _run() -> "sa.Column[Any]":
    return sa.Column("run", sa.BigInteger, primary_key=True, autoincrement=False)


def _runs() -> None:
    op.add_column("runs", _moment("due_at", nullable=True))
    op.create_index("runs_due", "runs", ["watch", "due_at"], unique=True)
    op.create_table("run_stages", _run(), _key("stage"), _moment("at"))
    pages = (_count("pages"), _count("retries"))
    op.create_table("run_pages", _run(), _key("source"), _key("outcome"), *pages)
    op.create_table(
        "run_lines",
        _number(),
        sa.Column("run", sa.BigInteger, nullable=False),
        _moment("at"),
        _text("text"),
        sqlite_autoincrement=True,
    )
    op.create_index("lines_of_run", "run_lines", ["run", "id"])


def _jobs() -> None:
    op.create_table(
        "jobs",
        _number(),
        _text("kind"),
        _text("payload", "{}"),
        _text("state"),
        _moment("run_at"),
        _count("attempts"),
        _count("token"),
        _text("worker"),
        _moment("deadline", nullable=True),
        _text("said"),
        sqlite_autoincrement=True,
    )
    op.create_index("jobs_by_state", "jobs", ["kind", "state", "run_at"])
    op.create_table("leaders", _key("name"), _text("holder"), _moment("until"))


def _edits_and_rates() -> None:
    op.create_table(
        "edits",
        _number(),
        _text("kind"),
        _text("term"),
        _text("target"),
        _moment("at"),
        _text("by"),
        sqlite_autoincrement=True,
    )
    op.create_index("edits_by_term", "edits", ["kind", "term"], unique=True)
    op.create_table(
        "rates",
        _key("currency"),
        _key("base"),
        sa.Column("date", sa.Date, primary_key=True),
        sa.Column("value", sa.Double, nullable=False),
        _text("source"),
    )
