"""robots.txt in the frontier's file: who reads it, and what all processes know of it."""

import sqlite3
from typing import Final

from contracts.frontier import ROBOTS_TURN_MS, Robots, RobotsState

_KNOWN: Final = "SELECT text, known_until, failures, turn_until FROM robots WHERE origin = ?"
_TURN: Final = """
INSERT INTO robots (origin, turn_until) VALUES (?, ?)
ON CONFLICT (origin) DO UPDATE SET turn_until = excluded.turn_until
"""
_KEEP: Final = """
INSERT INTO robots (origin, text, known_until, failures) VALUES (?1, ?2, ?3, ?2 IS NULL)
ON CONFLICT (origin) DO UPDATE SET text = excluded.text, known_until = excluded.known_until,
    failures = iif(excluded.text IS NULL, failures + 1, 0), turn_until = 0
"""


def known(connection: sqlite3.Connection, origin: str, now: int) -> Robots:
    """Tell what is known or being read."""
    row = connection.execute(_KNOWN, (origin,)).fetchone()
    if row is None:
        return Robots(state=RobotsState.UNREAD)
    if now < row["known_until"]:
        if row["text"] is None:
            return Robots(state=RobotsState.CLOSED, failures=row["failures"])
        return Robots(state=RobotsState.RULES, text=row["text"])
    if now < row["turn_until"]:
        return Robots(state=RobotsState.WAIT, failures=row["failures"])
    return Robots(state=RobotsState.UNREAD, failures=row["failures"])


def take_turn(connection: sqlite3.Connection, origin: str, now: int) -> Robots:
    """Give the caller the turn to read it, unless it is known by now."""
    found = known(connection, origin, now)
    if found.state is not RobotsState.UNREAD:
        return found
    connection.execute(_TURN, (origin, now + ROBOTS_TURN_MS))
    return Robots(state=RobotsState.YOURS, failures=found.failures)


def keep(connection: sqlite3.Connection, origin: str, text: bytes | None, until: int) -> None:
    connection.execute(_KEEP, (origin, text, until))
