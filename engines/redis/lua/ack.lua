-- End each lease and queue its links; 0 (and nothing done) where it is no longer held.
local function finish(lease, complete, follow, visit, interval)
  end_lease(lease)
  book(lease.watch, 'done', 1)
  if visit == '' then
    call('HDEL', prefix .. 'requests', lease.id)
  else
    local request = request_of(lease.id)
    request.visit, request.sweep = visit, ''
    save_request(request)
    call('ZADD', prefix .. 'wake', now + interval, lease.id .. ':again')
  end
  add_all(follow)
  leave(lease.sweep, complete)
end

local told = {}
for at, finished in ipairs(asked) do
  local token, fingerprint, complete, follow, visit, interval = unpack(finished)
  local lease = held(token, fingerprint)
  if lease then finish(lease, complete, follow, visit, interval) end
  told[at] = lease and 1 or 0
end
settle()
return told
