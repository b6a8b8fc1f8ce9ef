-- Take start URLs from a key of scrapy-redis: a list, a set or a sorted set.
-- A taken one stands in a sorted set of deadlines until it is forgotten, and says where it came
-- from: kind, (of a sorted set) its score, a mark that tells equal ones apart, the data.

local key, taken, count, keep_ms = KEYS[1], KEYS[2], tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function give_back(member)
    local kind, score, data = member:match('^(.)([^:]*):[^:]*:(.*)$')
    redis.call('ZREM', taken, member)
    if kind == 'l' then
        redis.call('RPUSH', key, data)
    elseif kind == 's' then
        redis.call('SADD', key, data)
    else
        redis.call('ZADD', key, score, data)
    end
end

for _, member in ipairs(redis.call('ZRANGEBYSCORE', taken, '-inf', now, 'LIMIT', 0, 1000)) do
    give_back(member)
end

local kind, found = redis.call('TYPE', key)['ok'], {}
if kind == 'list' then
    for _, data in ipairs(redis.call('LPOP', key, count) or {}) do
        found[#found + 1] = {'l', data}
    end
elseif kind == 'set' then
    for _, data in ipairs(redis.call('SPOP', key, count)) do
        found[#found + 1] = {'s', data}
    end
elseif kind == 'zset' then
    local popped = redis.call('ZPOPMAX', key, count)
    for i = 1, #popped, 2 do
        found[#found + 1] = {'z' .. popped[i + 1], popped[i]}
    end
end

local members = {}
for i, each in ipairs(found) do
    members[i] = each[1] .. ':' .. time[1] .. '.' .. time[2] .. '.' .. i .. ':' .. each[2]
    redis.call('ZADD', taken, now + keep_ms, members[i])
end
return members
