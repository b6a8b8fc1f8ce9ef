-- Walks of listings: which pages each has, and when it has come to its end.
local function join(sweep) -- the walk in which a listing page is booked; '' if none
  local key = prefix .. 'sweep:' .. sweep
  if sweep == '' or call('HEXISTS', key, 'open') == 0 then return '' end
  call('HINCRBY', key, 'pages', 1)
  call('HINCRBY', key, 'outstanding', 1)
  return sweep
end

local function end_if_walked(sweep)
  local key = prefix .. 'sweep:' .. sweep
  local outstanding, listing = unpack(call('HMGET', key, 'outstanding', 'listing'))
  if tonumber(outstanding) > 0 then return end
  meta.ended = meta.ended + 1
  call('HDEL', prefix .. 'listings', listing)
  call('HDEL', key, 'open')
  call('ZADD', prefix .. 'ended', meta.ended, sweep)
end

local function leave(sweep, complete) -- the end of a page that had joined ('': it had not)
  if sweep == '' then return end
  local key = prefix .. 'sweep:' .. sweep
  call('HINCRBY', key, 'outstanding', -1)
  if not complete then call('HSET', key, 'whole', 0) end
  end_if_walked(sweep)
end
