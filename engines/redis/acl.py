"""The least that a Redis user of ours may do: its keys, and what the scripts call.

`python -m engines.redis.acl [PREFIX [PREFIX]]` prints the commands that make such users: the
crawlers', for the frontier, the workers', for the signatures, and that of the tools, which copy
and drop signatures for a replay.
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
    "get",
    "exists",
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

TOOLS_COMMANDS: Final = (
    *WORKER_COMMANDS,
    "set",
    "sadd",
    "srem",
    "smembers",
    "sismember",
    "pexpire",
    "hscan",
    "copy",
    "unlink",
)
"""Of whoever runs replays, on the signatures: on fields of one hash `hscan`, on keys none."""


def rule(prefix: str, commands: Sequence[str] = COMMANDS) -> str:
    """What follows `ACL SETUSER NAME` (and the password) for keys with this prefix."""
    allowed = " ".join(f"+{name}" for name in commands)
    return f"on resetkeys ~{prefix}:* ~{prefix} resetchannels -@all {allowed}"


def main(arguments: Sequence[str]) -> None:
    frontier, signatures = (*arguments, *(PREFIX, SIGNATURES)[len(arguments) :])[:2]
    sys.stdout.write(f"ACL SETUSER crawler '>PASSWORD' {rule(frontier)}\n")
    sys.stdout.write(f"ACL SETUSER worker '>PASSWORD' {rule(signatures, WORKER_COMMANDS)}\n")
    sys.stdout.write(f"ACL SETUSER tools '>PASSWORD' {rule(signatures, TOOLS_COMMANDS)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
