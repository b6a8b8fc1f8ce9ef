-- What every script of the frontier begins with. Keys, each below the prefix KEYS[1]:
--   meta        hash: the counters id, host, token, ended, seen, buckets
--   seen:N      set of integers: one bucket of fingerprints (linear hashing)
--   hosts       hash: name -> packed host
--   claimable   zset: hosts with a ready request and a free slot, by the moment they are free
--   ready:HOST  zset: ids that may be claimed, the urgent first, then in order of arrival
--   requests    hash: id -> packed request that is queued, leased or rests until its next visit
--   dead        hash: fingerprint -> packed request and the moment of its death
--   leases      hash: token -> packed lease
--   wake        zset: "id" of what is delayed, "id:again" of what rests, "id:token" of what is
--               leased, by its moment
--   ledger, book:WATCH   hash: discovered, queued, leased, done, dead
--   sweep:ID    hash: a walk that is not confirmed
--   listings    hash: listing -> the walk that is on it
--   ended       zset: walks that ended, in that order; walked: set of the confirmed
--   robots:ORIGIN   hash: text (none: it could not be read), until, failures, turn
-- The constants in capitals come from the contracts; engines/redis/scripts.py puts them here.
-- ARGV[1] is packed: now (0: the server's clock), lease_ms, most attempts, then what is asked.
local call = redis.call
local prefix = KEYS[1] .. ':'
local now, lease_ms, most_attempts, asked = unpack(cmsgpack.unpack(ARGV[1]))
local time = call('TIME')
-- No token is ever given twice, not even when a crash took the last second of the log with it.
local least_token = 0
if now == 0 then
  now = time[1] * 1000 + math.floor(time[2] / 1000)
  least_token = time[1] * 1000000 + time[2]
end

local ID = '%014.0f'
local BUCKET = 192 -- mean; none comes near the 512 above which Redis gives up the integer set

-- Counters, read once and written by settle.
local COUNTERS = {'id', 'host', 'token', 'ended', 'seen', 'buckets'}
local meta = {}
for place, value in ipairs(call('HMGET', prefix .. 'meta', unpack(COUNTERS))) do
  meta[COUNTERS[place]] = tonumber(value or 0)
end
if meta.buckets == 0 then meta.buckets = 1 end

local function next_id()
  meta.id = meta.id + 1
  return string.format(ID, meta.id)
end

-- Books: what a script adds and takes, written by settle.
local books = {}

local function book(watch, column, change)
  local page = books[watch]
  if not page then
    page = {}
    books[watch] = page
  end
  page[column] = (page[column] or 0) + change
end

-- The seen-set.
local function fold() -- the power of two that the number of buckets has passed
  local _, exponent = math.frexp(meta.buckets)
  return 2 ^ (exponent - 1)
end

local function tail(fingerprint) -- exact in a double, and as evenly spread as the whole
  return tonumber(string.sub(fingerprint, -15))
end

local function split_bucket()
  local half = fold()
  local old, new = prefix .. 'seen:' .. meta.buckets - half, prefix .. 'seen:' .. meta.buckets
  local staying, going = {}, {}
  for _, member in ipairs(call('SMEMBERS', old)) do
    local to = tail(member) % (2 * half) == meta.buckets and going or staying
    to[#to + 1] = member
  end
  call('DEL', old)
  if #staying > 0 then call('SADD', old, unpack(staying)) end
  if #going > 0 then call('SADD', new, unpack(going)) end
  meta.buckets = meta.buckets + 1
end

local function see(fingerprint) -- true for one that was never seen
  local half = fold()
  local bucket = tail(fingerprint) % (2 * half)
  if bucket >= meta.buckets then bucket = bucket - half end
  if call('SADD', prefix .. 'seen:' .. bucket, fingerprint) == 0 then return false end
  meta.seen = meta.seen + 1
  if meta.seen > BUCKET * meta.buckets then split_bucket() end
  return true
end

-- Hosts and their pace: the rule of contracts/pace.py.
local HOST = {'number', 'interval', 'slots', 'robots', 'last_start', 'strikes', 'latency',
  'rest_until', 'turn', 'in_flight'}
local hosts = {}

local function free_at(host)
  if host.last_start == 0 then return host.rest_until end -- it was never asked
  local interval = math.max(host.interval, host.robots)
  if host.latency > SLOW_MS then interval = math.max(interval, host.latency) end
  return math.max(host.rest_until, host.last_start + interval)
end

local function place(host) -- among the claimable; nil: not there
  if host.ready > 0 and host.in_flight < host.slots then
    return string.format('%016.0f:%012.0f:%s', host.turn, host.number, host.name)
  end
end

local function host_named(name)
  local host = hosts[name]
  if host then return host end
  host = {name = name}
  local packed = call('HGET', prefix .. 'hosts', name)
  if packed then
    local values = cmsgpack.unpack(packed)
    for at, field in ipairs(HOST) do host[field] = values[at] end
    host.ready = call('ZCARD', prefix .. 'ready:' .. name)
    host.place = place(host)
  else
    -- A new one waits since now, so that a stream of new hosts starves no old one.
    meta.host = meta.host + 1
    host.number = meta.host
    host.interval, host.slots, host.robots, host.rest_until = INTERVAL_MS, SLOTS, 0, now
    host.last_start, host.strikes, host.latency = 0, 0, 0
    host.turn, host.in_flight, host.ready = 0, 0, 0
  end
  hosts[name] = host
  return host
end

local function save_host(host)
  local values = {}
  for at, field in ipairs(HOST) do values[at] = host[field] end
  call('HSET', prefix .. 'hosts', host.name, cmsgpack.pack(values))
  local to = place(host)
  if host.place and host.place ~= to then call('ZREM', prefix .. 'claimable', host.place) end
  if to then call('ZADD', prefix .. 'claimable', free_at(host), to) end
  host.place = to
end

local function pace_after(host, status, latency, retry_after, blocked) -- status 0: no answer
  if host.latency == 0 then
    host.latency = latency
  else
    host.latency = math.floor((3 * host.latency + latency) / 4)
  end
  local resting = now < host.rest_until
  local refused = blocked or status == 429 or status == 503
  if status ~= 0 and not refused then
    if not resting then host.strikes = 0 end
    return
  end
  if not resting then host.strikes = math.min(host.strikes + 1, MOST_STRIKES) end
  local rest = 0
  if retry_after > 0 then
    rest = retry_after
  elseif not resting and (refused or host.strikes > 1) then
    rest = REST_MS * 2 ^ (host.strikes - 1)
  end
  if rest > 0 then
    host.rest_until = math.max(host.rest_until, now + math.min(rest, LONGEST_REST_MS))
  end
end

-- Walks.
local function join(sweep) -- the walk in which a listing page is booked; '' if none
  local key = prefix .. 'sweep:' .. sweep
  if sweep == '' or call('HEXISTS', key, 'open') == 0 then return '' end
  call('HINCRBY', key, 'pages', 1)
  call('HINCRBY', key, 'outstanding', 1)
  return sweep
end

local function end_if_walked(sweep)
  local key = prefix .. 'sweep:' .. sweep
  if tonumber(call('HGET', key, 'outstanding')) > 0 then return end
  meta.ended = meta.ended + 1
  call('HDEL', prefix .. 'listings', call('HGET', key, 'listing'))
  call('HDEL', key, 'open')
  call('ZADD', prefix .. 'ended', meta.ended, sweep)
end

local function leave(sweep, complete)
  if sweep == '' then return end
  local key = prefix .. 'sweep:' .. sweep
  call('HINCRBY', key, 'outstanding', -1)
  if not complete then call('HSET', key, 'whole', 0) end
  end_if_walked(sweep)
end

-- Requests.
local REQUEST = {'fingerprint', 'host', 'priority', 'attempts', 'watch', 'sweep', 'encoded', 'visit'}

local function request_of(id)
  local request = {id = id}
  local values = cmsgpack.unpack(call('HGET', prefix .. 'requests', id))
  for at, field in ipairs(REQUEST) do request[field] = values[at] end
  return request
end

local function save_request(request)
  local values = {}
  for at, field in ipairs(REQUEST) do values[at] = request[field] end
  call('HSET', prefix .. 'requests', request.id, cmsgpack.pack(values))
end

local function make_ready(request)
  local host = host_named(request.host)
  call('ZADD', prefix .. 'ready:' .. host.name, -request.priority, request.id)
  host.ready = host.ready + 1
end

-- Behind what waits, with all its attempts before it.
local function queue_anew(request)
  request.id, request.attempts = next_id(), 0
  save_request(request)
  make_ready(request)
  book(request.watch, 'queued', 1)
end

local function die(request)
  request.sweep = ''
  local values = {now}
  for at, field in ipairs(REQUEST) do values[at + 1] = request[field] end
  call('HDEL', prefix .. 'requests', request.id)
  call('HSET', prefix .. 'dead', request.fingerprint, cmsgpack.pack(values))
  book(request.watch, 'dead', 1)
end

local function revive(fingerprint) -- what has been dead for long
  local packed = call('HGET', prefix .. 'dead', fingerprint)
  if not packed then return 0 end
  local values = cmsgpack.unpack(packed)
  if now < values[1] + ANOTHER_LIFE_MS then return 0 end
  local request = {}
  for at, field in ipairs(REQUEST) do request[field] = values[at + 1] end
  call('HDEL', prefix .. 'dead', fingerprint)
  book(request.watch, 'dead', -1)
  queue_anew(request)
  return 1
end

local function add(fingerprint, host, priority, watch, sweep, encoded)
  if not see(fingerprint) then return revive(fingerprint) end
  book(watch, 'discovered', 1)
  queue_anew({fingerprint = fingerprint, host = host, priority = priority, watch = watch,
    sweep = join(sweep), encoded = encoded, visit = ''})
  return 1
end

local function add_all(requests)
  local added = 0
  for _, request in ipairs(requests) do added = added + add(unpack(request)) end
  return added
end

-- Leases.
local LEASE = {'id', 'fingerprint', 'host', 'watch', 'sweep', 'in_slot', 'deadline', 'worker',
  'egress'}

local function lease_of(token)
  local packed = call('HGET', prefix .. 'leases', token)
  if not packed then return end
  local lease = {token = token}
  for at, value in ipairs(cmsgpack.unpack(packed)) do lease[LEASE[at]] = value end
  return lease
end

local function save_lease(lease)
  local values = {}
  for at, field in ipairs(LEASE) do values[at] = lease[field] end
  call('HSET', prefix .. 'leases', lease.token, cmsgpack.pack(values))
end

local function hold(lease, deadline)
  lease.deadline = deadline
  save_lease(lease)
  call('ZADD', prefix .. 'wake', deadline, lease.id .. ':' .. lease.token)
end

local function held(token, fingerprint) -- nil when that lease holds it no longer
  local lease = lease_of(token)
  if lease and lease.fingerprint == fingerprint then return lease end
end

local function free_slot(lease) -- once; return its host
  local host = host_named(lease.host)
  if lease.in_slot then host.in_flight = host.in_flight - 1 end
  lease.in_slot = false
  return host
end

local function end_lease(lease)
  free_slot(lease)
  call('HDEL', prefix .. 'leases', lease.token)
  call('ZREM', prefix .. 'wake', lease.id .. ':' .. lease.token)
  book(lease.watch, 'leased', -1)
end

local function give_back(lease, delay, failed) -- queued again, or dead after the last attempt
  end_lease(lease)
  local request = request_of(lease.id)
  if failed then request.attempts = request.attempts + 1 end
  if request.attempts >= most_attempts then
    die(request)
    leave(lease.sweep, false)
    return
  end
  if failed then save_request(request) end
  book(lease.watch, 'queued', 1)
  if delay > 0 then
    call('ZADD', prefix .. 'wake', now + delay, lease.id)
  else
    make_ready(request)
  end
end

-- Last: write what was only counted.
local function settle()
  for _, host in pairs(hosts) do save_host(host) end
  local counters = {}
  for _, name in ipairs(COUNTERS) do
    counters[#counters + 1] = name
    counters[#counters + 1] = meta[name]
  end
  call('HSET', prefix .. 'meta', unpack(counters))
  for watch, page in pairs(books) do
    for column, change in pairs(page) do
      if change ~= 0 then
        call('HINCRBY', prefix .. 'book:' .. watch, column, change)
        call('HINCRBY', prefix .. 'ledger', column, change)
      end
    end
  end
end
