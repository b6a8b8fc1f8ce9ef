-- What the scripts of builds begin with; the keys are those of base.lua. ARGV[1] is packed: the
-- build, which of its parts, where in that, and who asks. Each call does a bounded piece of it and
-- answers where the next one begins, '' when the part is done.
local call = redis.call
local AT_ONCE = 200
local root = KEYS[1] .. ':'
local build, part, at, asker = unpack(cmsgpack.unpack(ARGV[1]))

local function within(name)
  return name == '' and root or root .. name .. ':'
end

local live = call('GET', root .. 'build') or ''

local function count(name) -- the keys of a part that is numbered
  local meta = call('HMGET', within(name) .. 'meta', 'cluster', 'buckets')
  if part == 'bands' then return tonumber(meta[2] or 1) end
  return math.floor((meta[1] or 0) / 64) + 1
end

local function keys_of(name) -- those of this piece, without the prefix, and where the next begins
  local keys, next_at = {}, ''
  if part == 'bands' or part == 'clusters' then
    local last = math.min(at + AT_ONCE, count(name))
    for number = tonumber(at), last - 1 do keys[#keys + 1] = part .. ':' .. string.format('%d', number) end
    if last < count(name) then next_at = string.format('%d', last) end
  elseif part == 'written' then
    local day = call('ZRANGE', within(name) .. 'days', at, at)[1]
    if day then keys, next_at = {'written:' .. day}, string.format('%d', at + 1) end
  else
    keys = {part}
  end
  return keys, next_at
end
