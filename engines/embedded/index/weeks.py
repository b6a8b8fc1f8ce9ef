"""Weeks from Monday to Monday, in SQL."""

from engines.moments import FIRST, WEEK


def week_sql(column: str) -> str:
    """The same as `week_of`, for a column."""
    return f"(({column} - ({FIRST})) / {WEEK})"
