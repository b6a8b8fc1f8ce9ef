-- Give leases back; 0 where one is no longer held.
local delay, failed, leases = unpack(asked)
local told = {}
for at, each in ipairs(leases) do
  local lease = held(unpack(each))
  if lease then give_back(lease, delay, failed) end
  told[at] = lease and 1 or 0
end
settle()
return told
