-- Hosts, read once, and their pace: the rule of contracts/pace.py.
local hosts = {}

local function free_at(host)
  if host.last_start == 0 then return host.rest_until end -- it was never asked
  local interval = math.max(host.interval, host.robots)
  if host.latency > SLOW_MS then interval = math.max(interval, host.latency) end
  return math.max(host.rest_until, host.last_start + interval)
end

local function place_of(host) -- among the claimable; nil: it has none
  if host.ready > 0 and host.in_flight < host.slots then
    return string.format('%016.0f:%012.0f:%s', host.turn, host.number, host.name)
  end
end

local function host_named(name)
  if hosts[name] then return hosts[name] end
  local host
  local packed = call('HGET', prefix .. 'hosts', name)
  if packed then
    local kept = unpacked(packed)
    host = {name = name, number = kept[1], interval = kept[2], slots = kept[3],
      robots = kept[4], last_start = kept[5], strikes = kept[6], latency = kept[7],
      rest_until = kept[8], turn = kept[9], in_flight = kept[10],
      ready = call('ZCARD', prefix .. 'ready:' .. name)}
    host.place = place_of(host)
  else
    -- A new one waits since now, so that a stream of new hosts starves no old one.
    meta.host = meta.host + 1
    host = {name = name, number = meta.host, interval = INTERVAL_MS, slots = SLOTS, robots = 0,
      last_start = 0, strikes = 0, latency = 0, rest_until = now, turn = 0, in_flight = 0,
      ready = 0}
  end
  hosts[name] = host
  return host
end

local function place_host(host)
  local to = place_of(host)
  if host.place and host.place ~= to then call('ZREM', prefix .. 'claimable', host.place) end
  if to then call('ZADD', prefix .. 'claimable', free_at(host), to) end
  host.place = to
end

local function save_host(host)
  call('HSET', prefix .. 'hosts', host.name, pack({host.number, host.interval, host.slots,
    host.robots, host.last_start, host.strikes, host.latency, host.rest_until, host.turn,
    host.in_flight}))
end

local function answered(host, status, latency, retry_after, blocked) -- status 0: no answer
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
