-- Wake what is due, then lease: the host that is free first, its most urgent and oldest request.
local worker, egress, limit = unpack(asked)

local function wake(member)
  call('ZREM', prefix .. 'wake', member)
  local id, kind = string.match(member, '^(%d+):?(%w*)$')
  local request = request_of(id)
  if kind == 'again' then
    call('HDEL', prefix .. 'requests', id)
    book(request.watch, 'discovered', 1)
    queue_anew(request)
  else
    make_ready(request)
  end
end

local due = call('ZRANGE', prefix .. 'wake', '-inf', now, 'BYSCORE', 'LIMIT', 0, MOST_WOKEN)
for _, member in ipairs(due) do
  local token = string.match(member, ':(%d+)$')
  if token then give_back(lease_of(token), 0, true) else wake(member) end
end
for _, host in pairs(hosts) do place_host(host) end -- the choice rests on what they have

local function next_host()
  local first = call('ZRANGE', prefix .. 'claimable', 0, 0, 'WITHSCORES')
  if #first > 0 and tonumber(first[2]) <= now + math.floor(lease_ms / 2) then
    return host_named(string.sub(first[1], 31))
  end
end

local function lease_from(host)
  local request = request_of(call('ZPOPMIN', prefix .. 'ready:' .. host.name)[1])
  local start = math.max(now, free_at(host))
  meta.token = math.max(meta.token + 1, least_token)
  host.last_start, host.turn = start, meta.token
  host.ready, host.in_flight = host.ready - 1, host.in_flight + 1
  place_host(host)
  local token = string.format('%.0f', meta.token)
  hold({token = token, id = request.id, fingerprint = request.fingerprint, host = host.name,
    watch = request.watch, sweep = request.sweep, in_slot = true, worker = worker,
    egress = egress}, start + lease_ms)
  book(request.watch, 'queued', -1)
  book(request.watch, 'leased', 1)
  return {request.fingerprint, token, start - now, request.attempts + 1, request.encoded,
    request.visit}
end

local leases = {}
while #leases < limit do
  local host = next_host()
  if not host then break end
  leases[#leases + 1] = lease_from(host)
end
settle()
return leases
