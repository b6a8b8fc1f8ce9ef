-- What every script begins with. Keys, each below the prefix KEYS[1]:
--   meta        hash: the counters id, host, token, ended, seen, buckets
--   seen:N      set of integers: one bucket of fingerprints
--   hosts       hash: name -> packed host
--   claimable   zset: hosts with a ready request and a free slot, by the moment they are free
--   ready:HOST  zset: ids that may be claimed, the urgent first, then in order of arrival
--   requests    hash: id -> packed request that is queued, leased or rests until its next visit
--   dead        hash: fingerprint -> packed request
--   leases      hash: token -> packed lease
--   wake        zset: "id" of what is delayed, "id:again" of what rests, "id:token" of what is
--               leased, by its moment
--   ledger, book:WATCH   hash: discovered, queued, leased, done, dead
--   sweep:ID    hash: a walk that is not confirmed
--   listings    hash: listing -> the walk that is on it
--   ended       zset: walks that ended, in that order; walked: set of the confirmed
--   robots:ORIGIN   hash: text (none: it could not be read), until, failures, turn
-- ARGV[1] is packed: now (0: the server's clock), lease_ms, most attempts, then what is asked.
-- The constants in capitals come from the contracts: engines/redis/scripts.py puts them here.
local call, pack, unpacked = redis.call, cmsgpack.pack, cmsgpack.unpack
local prefix = KEYS[1] .. ':'
local now, lease_ms, most_attempts, asked = unpack(unpacked(ARGV[1]))
-- No token is ever given twice, not even when a crash took the end of the server's log with it:
-- on the server's clock, tokens are no less than its microseconds.
local least_token = 0
if now == 0 then
  local time = call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
  least_token = time[1] * 1000000 + time[2]
end

-- Counters, read once and written by settle.
local meta = {}
do
  local read = call('HMGET', prefix .. 'meta', 'id', 'host', 'token', 'ended', 'seen', 'buckets')
  meta.id, meta.host = tonumber(read[1] or 0), tonumber(read[2] or 0)
  meta.token, meta.ended = tonumber(read[3] or 0), tonumber(read[4] or 0)
  meta.seen, meta.buckets = tonumber(read[5] or 0), tonumber(read[6] or 1)
end

local function next_id() -- as wide as any, so that the order of texts is that of arrival
  meta.id = meta.id + 1
  return string.format('%014.0f', meta.id)
end

-- What a script adds to the ledger and takes from it, written by settle.
local books = {}

local function book(watch, column, change)
  local page = books[watch]
  if not page then
    page = {}
    books[watch] = page
  end
  page[column] = (page[column] or 0) + change
end
