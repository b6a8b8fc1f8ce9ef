-- Set what the configuration asks of a host.
local name, interval, slots = unpack(asked)
local host = host_named(name)
host.interval, host.slots = interval, slots
settle()
return 0
