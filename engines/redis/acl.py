"""The least that a Redis user of the frontier may do: its keys, and what the scripts call."""

from typing import Final

COMMANDS: Final = (
    "ping",
    "info",
    "select",
    "evalsha",
    "script|load",
    "time",
    "hget",
    "hmget",
    "hset",
    "hsetnx",
    "hdel",
    "hexists",
    "hincrby",
    "zadd",
    "zrem",
    "zrange",
    "zpopmin",
    "zcard",
    "sadd",
    "sismember",
    "smembers",
    "exists",
    "del",
    "pexpire",
)


def rule(prefix: str) -> str:
    """What follows `ACL SETUSER NAME` (and the password) for a frontier with this prefix."""
    allowed = " ".join(f"+{name}" for name in COMMANDS)
    return f"on resetkeys ~{prefix}:* ~{prefix} resetchannels -@all {allowed}"
