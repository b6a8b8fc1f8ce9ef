-- Copy a piece of the live build. Who copies says so at each piece; another one may take over.
if call('GET', root .. 'copying') ~= asker then
  return redis.error_reply('COPYING another one copies, or this one was silent for too long')
end
call('PEXPIRE', root .. 'copying', 10000)
local from, to = within(live), within(build)
if part == 'records' then
  local scanned = call('HSCAN', from .. 'records', at, 'COUNT', AT_ONCE)
  if #scanned[2] > 0 then call('HSET', to .. 'records', unpack(scanned[2])) end
  return scanned[1] ~= '0' and scanned[1] or ''
end
local keys, next_at = keys_of(live)
for _, key in ipairs(keys) do call('COPY', from .. key, to .. key, 'REPLACE') end
return next_at
