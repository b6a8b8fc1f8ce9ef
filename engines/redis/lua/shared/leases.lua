-- Leases: found, moved, ended; and what every script that changed something does last.
local function save_lease(lease)
  call('HSET', prefix .. 'leases', lease.token, pack({lease.id, lease.fingerprint, lease.host,
    lease.watch, lease.sweep, lease.in_slot, lease.deadline, lease.worker, lease.egress}))
end

local function lease_of(token)
  local packed = call('HGET', prefix .. 'leases', token)
  if not packed then return end
  local kept = unpacked(packed)
  return {token = token, id = kept[1], fingerprint = kept[2], host = kept[3], watch = kept[4],
    sweep = kept[5], in_slot = kept[6], deadline = kept[7], worker = kept[8], egress = kept[9]}
end

local function held(token, fingerprint) -- nil when that lease holds it no longer
  local lease = lease_of(token)
  if lease and lease.fingerprint == fingerprint then return lease end
end

local function hold(lease, deadline)
  lease.deadline = deadline
  save_lease(lease)
  call('ZADD', prefix .. 'wake', deadline, lease.id .. ':' .. lease.token)
end

local function free_slot(lease) -- once
  local host = host_named(lease.host)
  if lease.in_slot then host.in_flight = host.in_flight - 1 end
  lease.in_slot = false
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

local function settle() -- write what was only counted
  for _, host in pairs(hosts) do
    place_host(host)
    save_host(host)
  end
  call('HSET', prefix .. 'meta', 'id', meta.id, 'host', meta.host, 'token', meta.token,
    'ended', meta.ended, 'seen', meta.seen, 'buckets', meta.buckets)
  for watch, page in pairs(books) do
    for column, change in pairs(page) do
      if change ~= 0 then
        call('HINCRBY', prefix .. 'book:' .. watch, column, change)
        call('HINCRBY', prefix .. 'ledger', column, change)
      end
    end
  end
end
