-- Tell what is known of an origin's robots.txt; the first who asks for a turn is to read it.
local origin, for_turn = unpack(asked)
local key = prefix .. 'robots:' .. origin
local text, until_, failures, turn = unpack(
  call('HMGET', key, 'text', 'until', 'failures', 'turn'), 1, 4)
failures = tonumber(failures or 0)
if now < tonumber(until_ or 0) then
  if text then return {'rules', text, 0} end
  return {'closed', '', failures}
end
if now < tonumber(turn or 0) then return {'wait', '', failures} end
if not for_turn then return {'unread', '', failures} end
call('HSET', key, 'turn', now + ROBOTS_TURN_MS)
call('PEXPIRE', key, FORGOTTEN_MS)
return {'yours', '', failures}
