-- Keep what was read of an origin's robots.txt (ARGV[2]), and the pace it asks of its host.
local origin, name, readable, delay, keep = unpack(asked)
local key, host = prefix .. 'robots:' .. origin, host_named(name)
call('HSET', key, 'until', now + keep, 'turn', 0)
call('PEXPIRE', key, keep + FORGOTTEN_MS)
if readable then
  call('HSET', key, 'text', ARGV[2], 'failures', 0)
  host.robots = delay
else
  call('HDEL', key, 'text')
  call('HINCRBY', key, 'failures', 1)
  host.rest_until = math.max(host.rest_until, now + keep)
end
settle()
return 0
