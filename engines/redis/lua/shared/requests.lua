-- Requests: kept, made ready, dead, alive again.
local function packed_request(request)
  return pack({request.fingerprint, request.host, request.priority, request.attempts,
    request.watch, request.sweep, request.encoded, request.visit, request.died_at})
end

local function unpacked_request(id, packed)
  local kept = unpacked(packed)
  return {id = id, fingerprint = kept[1], host = kept[2], priority = kept[3], attempts = kept[4],
    watch = kept[5], sweep = kept[6], encoded = kept[7], visit = kept[8], died_at = kept[9]}
end

local function request_of(id)
  return unpacked_request(id, call('HGET', prefix .. 'requests', id))
end

local function save_request(request)
  call('HSET', prefix .. 'requests', request.id, packed_request(request))
end

local function make_ready(request)
  local host = host_named(request.host)
  call('ZADD', prefix .. 'ready:' .. host.name, -request.priority, request.id)
  host.ready = host.ready + 1
end

local function queue_anew(request) -- behind what waits, with all its attempts before it
  request.id, request.attempts = next_id(), 0
  save_request(request)
  make_ready(request)
  book(request.watch, 'queued', 1)
end

local function die(request)
  request.sweep, request.died_at = '', now
  call('HDEL', prefix .. 'requests', request.id)
  call('HSET', prefix .. 'dead', request.fingerprint, packed_request(request))
  book(request.watch, 'dead', 1)
end

local function revive(fingerprint) -- what has been dead for long
  local packed = call('HGET', prefix .. 'dead', fingerprint)
  if not packed then return 0 end
  local request = unpacked_request(nil, packed)
  if now < request.died_at + ANOTHER_LIFE_MS then return 0 end
  call('HDEL', prefix .. 'dead', fingerprint)
  book(request.watch, 'dead', -1)
  queue_anew(request)
  return 1
end

local function add(fingerprint, host, priority, watch, sweep, encoded)
  if not see(fingerprint) then return revive(fingerprint) end
  book(watch, 'discovered', 1)
  queue_anew({fingerprint = fingerprint, host = host, priority = priority, watch = watch,
    sweep = join(sweep), encoded = encoded, visit = '', died_at = 0})
  return 1
end

local function add_all(requests)
  local added = 0
  for _, request in ipairs(requests) do added = added + add(unpack(request)) end
  return added
end
