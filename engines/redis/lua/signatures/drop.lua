-- Remove a part of all there is; 1 while something is left.
local PART = 1000

local first = math.max(meta.buckets - PART, 0)
for bucket = first, meta.buckets - 1 do call('UNLINK', prefix .. 'bands:' .. bucket) end
local last = math.floor(meta.cluster / 64)
local lowest = math.max(last - PART, 0)
for bucket = lowest, last do call('UNLINK', prefix .. 'clusters:' .. bucket) end
meta.buckets, meta.cluster = first, lowest * 64 - 1
for _, day in ipairs(call('ZRANGE', prefix .. 'days', 0, -1)) do
  call('UNLINK', prefix .. 'written:' .. day)
end
call('UNLINK', prefix .. 'days', prefix .. 'records')
if meta.buckets == 0 and meta.cluster < 0 then
  call('UNLINK', prefix .. 'meta')
  return 0
end
call('HSET', prefix .. 'meta', 'cluster', meta.cluster, 'buckets', meta.buckets)
return 1
