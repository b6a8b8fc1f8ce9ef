-- Bands in small hashes by linear hashing. Each has 40 on average and, just before its turn to be
-- split, 80; above 128 Redis would keep it in several times the space.
local BUCKET = 40
local ENTRY = '>I5i7i7I3' -- cluster, first, last, holders
local WIDTH = struct.size(ENTRY)

local function half() -- the power of two that the number of buckets has reached
  local _, exponent = math.frexp(meta.buckets)
  return 2 ^ (exponent - 1)
end

local function tail(band) -- exact in a double
  return (struct.unpack('>I6', band, 3))
end

local function bucket_of(band)
  local bucket = tail(band) % (2 * half())
  if bucket >= meta.buckets then bucket = bucket - half() end
  return prefix .. 'bands:' .. bucket
end

local function split_bucket()
  local new, old = meta.buckets, meta.buckets - half()
  local from, to = prefix .. 'bands:' .. old, prefix .. 'bands:' .. new
  local pairs_, going, staying = call('HGETALL', from), {}, {}
  for at = 1, #pairs_, 2 do
    local side = tail(pairs_[at]) % (2 * half()) == new and going or staying
    side[#side + 1], side[#side + 2] = pairs_[at], pairs_[at + 1]
  end
  call('DEL', from)
  if #staying > 0 then call('HSET', from, unpack(staying)) end
  if #going > 0 then call('HSET', to, unpack(going)) end
  meta.buckets = new + 1
end

local function entries_of(band) -- who has it: a list of {cluster, first, last, holders}
  local packed, found = call('HGET', bucket_of(band), band), {}
  for at = 1, packed and #packed or 0, WIDTH do
    local cluster, first, last, holders = struct.unpack(ENTRY, packed, at)
    found[#found + 1] = {cluster = cluster, first = first, last = last, holders = holders}
  end
  return found, packed ~= false
end

local function save_entries(band, entries, was)
  if #entries == 0 then
    call('HDEL', bucket_of(band), band)
    meta.bands = meta.bands - 1
    return
  end
  local packed = {}
  for at, each in ipairs(entries) do
    packed[at] = struct.pack(ENTRY, each.cluster, each.first, each.last, each.holders)
  end
  call('HSET', bucket_of(band), band, table.concat(packed))
  if not was then
    meta.bands = meta.bands + 1
    if meta.bands > BUCKET * meta.buckets then split_bucket() end
  end
end

local function write_band(band, cluster, moment, anew) -- anew: this record did not hold it
  local entries, was = entries_of(band)
  local mine
  for _, each in ipairs(entries) do
    if each.cluster == cluster then mine = each end
  end
  if not mine then
    mine = {cluster = cluster, first = moment, last = moment, holders = 0}
    entries[#entries + 1] = mine
  end
  mine.first, mine.last = math.min(mine.first, moment), math.max(mine.last, moment)
  if anew then mine.holders = mine.holders + 1 end
  save_entries(band, entries, was)
end

local function let_go(band, cluster) -- one holder less; without any it is forgotten
  local kept, entries = {}, entries_of(band)
  for _, each in ipairs(entries) do
    if each.cluster == cluster then each.holders = each.holders - 1 end
    if each.holders > 0 then kept[#kept + 1] = each end
  end
  if #entries > 0 then save_entries(band, kept, true) end
end
