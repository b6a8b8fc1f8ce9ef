"""The keys that scrapy-redis reads start URLs from, read so that a killed worker loses none.

Taken ones stand in a sorted set beside their key until their requests are in the frontier; what
nobody confirms in time goes back to where it came from.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import redis

from engines.redis.errors import plain_errors

TAKEN_MS: Final = 120_000
_TAKE: Final = """
local key, taken, count, kept_ms = KEYS[1], KEYS[2], tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

-- A taken one says where it came from: kind, then (of a sorted set) its score, then a mark.
local function back(member)
    local kind, score, data = member:match('^(.)([^:]*):[^:]*:(.*)$')
    if kind == 'l' then redis.call('RPUSH', key, data)
    elseif kind == 's' then redis.call('SADD', key, data)
    else redis.call('ZADD', key, score, data) end
end

for _, member in ipairs(redis.call('ZRANGEBYSCORE', taken, '-inf', now, 'LIMIT', 0, 1000)) do
    redis.call('ZREM', taken, member)
    back(member)
end

local kind, found = redis.call('TYPE', key)['ok'], {}
if count < 1 or kind == 'none' then return {} end
if kind == 'list' then
    for _, data in ipairs(redis.call('LPOP', key, count) or {}) do found[#found + 1] = {'l', data} end
elseif kind == 'set' then
    for _, data in ipairs(redis.call('SPOP', key, count)) do found[#found + 1] = {'s', data} end
else
    local popped = redis.call('ZPOPMAX', key, count)
    for i = 1, #popped, 2 do found[#found + 1] = {'z' .. popped[i + 1], popped[i]} end
end
local members = {}
for i, each in ipairs(found) do
    local mark = time[1] .. '.' .. time[2] .. '.' .. i
    members[i] = each[1] .. ':' .. mark .. ':' .. each[2]
    redis.call('ZADD', taken, now + kept_ms, members[i])
end
return members
"""


class Batch(list[bytes]):
    """Start URLs as data; one counts as made when its reader asks for the next."""

    def __init__(self, members: Sequence[bytes], made: list[bytes]) -> None:
        super().__init__(member.split(b":", 2)[2] for member in members)
        self._members = members
        self._made = made

    def __iter__(self) -> Iterator[bytes]:
        for member, data in zip(self._members, super().__iter__(), strict=True):
            yield data
            self._made.append(member)


class RedisStartUrls:
    def __init__(self, client: "redis.Redis[bytes]") -> None:
        self._client = client
        self._script = client.register_script(_TAKE)
        self._made: list[bytes] = []
        self._key = ""

    def take(self, key: str, count: int) -> Batch:
        self._key = key
        with plain_errors(self._client):
            members = self._script(keys=[key, f"{key}:taken"], args=[count, TAKEN_MS])
        return Batch(members, self._made)

    def made(self) -> list[bytes]:
        made = self._made.copy()
        del self._made[: len(made)]
        return made

    def forget(self, made: Sequence[bytes]) -> None:
        with plain_errors(self._client):
            self._client.zrem(f"{self._key}:taken", *made)
