-- What the scripts of signatures begin with. Keys, each below the prefix KEYS[1]:
--   build       the name of the build that is live; absent: it is the first one
--   builds      set: the names of the others that there are
--   copying     whoever copies the live one; nothing is joined meanwhile. It expires
-- and of each build, below its name, or without one of the first:
--   meta        hash: cluster (the last number given), bands (how many there are), buckets
--   bands:N     hash: one bucket of bands: 8 bytes -> for each cluster its number, from when to
--               when its records appeared, and how many of them hold the band
--   records     hash: name -> its cluster's number, then each band it wrote and on which day
--   clusters:N  hash: one bucket of clusters: number -> when founded, how many members, name
--   days        zset: days on which something was written; written:DAY: list of who wrote then
-- ARGV[1] is packed: now (0: the server's clock), days and microseconds of the window, the build
-- ('': the live one), then what is asked. Days are counted from 1970; moments are microseconds,
-- exact in a double.
local call = redis.call
local root = KEYS[1] .. ':'
local now, window_days, window, build, asked = unpack(cmsgpack.unpack(ARGV[1]))
if call('EXISTS', root .. 'copying') == 1 then
  return redis.error_reply('COPYING the signatures are copied just now')
end
if build == '' then
  build = call('GET', root .. 'build') or ''
elseif call('SISMEMBER', root .. 'builds', build) == 0 then
  return redis.error_reply('NOBUILD there is no build ' .. build)
end
local prefix = build == '' and root or root .. build .. ':'
if now == 0 then now = call('TIME')[1] * 1000 end
local today = math.floor(now / 86400000)
local forgotten = today - window_days -- the first day that still counts

-- The counters. That they are written before all else makes a server whose memory is full refuse
-- the script while nothing is done: later it could be in the middle of it.
local meta = {}
do
  local read = call('HMGET', prefix .. 'meta', 'cluster', 'bands', 'buckets')
  meta.cluster, meta.bands = tonumber(read[1] or 0), tonumber(read[2] or 0)
  meta.buckets = tonumber(read[3] or 1)
end

local function settle()
  call('HSET', prefix .. 'meta', 'cluster', meta.cluster, 'bands', meta.bands,
    'buckets', meta.buckets)
end
