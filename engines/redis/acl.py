"""The least that a Redis user of ours may do: its keys, and what the scripts call.

`python -m engines.redis.acl [PREFIX [PREFIX]]` prints the commands that make such users: the
crawlers', for the frontier, and the workers', for the signatures.
"""

import sys
from collections.abc import Sequence
from typing import Final

from engines.redis.settings import PREFIX, SIGNATURES

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
"""Of a crawler, on the frontier."""

WORKER_COMMANDS: Final = (
    "ping",
    "info",
    "select",
    "evalsha",
    "script|load",
    "time",
    "hget",
    "hmget",
    "hgetall",
    "hset",
    "hdel",
    "zadd",
    "zrem",
    "zrange",
    "rpush",
    "lpop",
    "del",
)
"""Of a worker, on the signatures."""


def rule(prefix: str, commands: Sequence[str] = COMMANDS) -> str:
    """What follows `ACL SETUSER NAME` (and the password) for keys with this prefix."""
    allowed = " ".join(f"+{name}" for name in commands)
    return f"on resetkeys ~{prefix}:* ~{prefix} resetchannels -@all {allowed}"


def main(arguments: Sequence[str]) -> None:
    frontier, signatures = (*arguments, *(PREFIX, SIGNATURES)[len(arguments) :])[:2]
    sys.stdout.write(f"ACL SETUSER crawler '>PASSWORD' {rule(frontier)}\n")
    sys.stdout.write(f"ACL SETUSER worker '>PASSWORD' {rule(signatures, WORKER_COMMANDS)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
