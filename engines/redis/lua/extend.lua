-- Move the deadlines, never to an earlier moment; 0 where the lease is no longer held.
local told = {}
for at, each in ipairs(asked) do
  local lease = held(unpack(each))
  if lease then hold(lease, math.max(lease.deadline, now + lease_ms)) end
  told[at] = lease and 1 or 0
end
return told
