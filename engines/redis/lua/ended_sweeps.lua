-- Walks whose end is not confirmed, in the order of their ends.
local ends = {}
for at, sweep in ipairs(call('ZRANGE', prefix .. 'ended', 0, -1)) do
  ends[at] = call('HMGET', prefix .. 'sweep:' .. sweep, 'sweep', 'whole', 'pages')
end
return ends
