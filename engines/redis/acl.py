"""The least that a Redis user of the frontier may do: its keys, and what the scripts call.

`python -m engines.redis.acl [PREFIX]` prints the command that makes such a user.
"""

import sys
from collections.abc import Sequence
from typing import Final

from engines.redis.settings import PREFIX

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


def main(arguments: Sequence[str]) -> None:
    prefix = arguments[0] if arguments else PREFIX
    sys.stdout.write(f"ACL SETUSER crawler '>PASSWORD' {rule(prefix)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
