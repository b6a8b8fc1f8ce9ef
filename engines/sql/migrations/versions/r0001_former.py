"""The tables that the config store had on SQLite before it had migrations."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_MOMENT = sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")
_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _watches()
    _runs()
    _models()
    _forecasts()


def _watches() -> None:
    op.create_table(
        "watches",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    last = op.create_table("watch_versions", sa.Column("last", sa.BigInteger, nullable=False))
    op.bulk_insert(last, [{"last": 0}])


def _runs() -> None:
    op.create_table(
        "runs",
        sa.Column("id", _NUMBER, primary_key=True, autoincrement=True),
        sa.Column("watch", sa.Text, nullable=False),
        sa.Column("started_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT),
        sa.Column("outcome", sa.Text, nullable=False, server_default=""),
        sa.Column("counts", sa.Text, nullable=False, server_default="{}"),
        sqlite_autoincrement=True,
    )
    op.create_index("runs_of_watch", "runs", ["watch", "id"])


def _models() -> None:
    op.create_table(
        "models",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("blob", sa.Text, nullable=False),
        sa.Column("trained_at", _MOMENT, nullable=False),
        sa.Column("promoted_at", _MOMENT),
        sa.Column("promotion", sa.BigInteger, nullable=False, server_default="0"),
        sqlite_with_rowid=False,
    )


def _forecasts() -> None:
    op.create_table(
        "forecasts",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("as_of", sa.Date, primary_key=True),
        sa.Column("model", sa.Text, primary_key=True),
        sa.Column("horizon", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("prospect", sa.LargeBinary, nullable=False),
    )
