-- Free each host's slot and set its pace; 0 where the lease is no longer held.
local told = {}
for at, answer in ipairs(asked) do
  local token, fingerprint, status, latency, retry_after, blocked = unpack(answer)
  local lease = held(token, fingerprint)
  if lease then
    free_slot(lease)
    answered(host_named(lease.host), status, latency, retry_after, blocked)
    save_lease(lease)
  end
  told[at] = lease and 1 or 0
end
settle()
return told
