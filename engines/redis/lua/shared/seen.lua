-- The seen-set: integer sets by linear hashing. Each has 192 members on average and, just before
-- its turn to be split, 384; above 512 Redis would keep it in seven times the space.
local BUCKET = 192

local function tail(fingerprint) -- exact in a double, and as evenly spread as the whole
  return tonumber(string.sub(fingerprint, -15))
end

local function half() -- the power of two that the number of buckets has reached
  local _, exponent = math.frexp(meta.buckets)
  return 2 ^ (exponent - 1)
end

local function fill(bucket, members) -- in parts: Lua passes on no more than some thousands
  for first = 1, #members, 1000 do
    local last = math.min(first + 999, #members)
    call('SADD', prefix .. 'seen:' .. bucket, unpack(members, first, last))
  end
end

local function split_bucket()
  local new, old = meta.buckets, meta.buckets - half()
  local going, staying = {}, {}
  for _, member in ipairs(call('SMEMBERS', prefix .. 'seen:' .. old)) do
    local to = tail(member) % (2 * half()) == new and going or staying
    to[#to + 1] = member
  end
  call('DEL', prefix .. 'seen:' .. old)
  fill(old, staying)
  fill(new, going)
  meta.buckets = new + 1
end

local function see(fingerprint) -- true for one that was never seen
  local bucket = tail(fingerprint) % (2 * half())
  if bucket >= meta.buckets then bucket = bucket - half() end
  if call('SADD', prefix .. 'seen:' .. bucket, fingerprint) == 0 then return false end
  meta.seen = meta.seen + 1
  if meta.seen > BUCKET * meta.buckets then split_bucket() end
  return true
end
