-- Records and their clusters.
local RECORD, HELD = '>I5', '>c8I2' -- its cluster; then, for each band, on which day it wrote it
local CLUSTER = '>i7I4' -- when founded, how many members; its name follows

local function record_of(name) -- nil for one that never joined
  local packed = call('HGET', prefix .. 'records', name)
  if not packed then return nil end
  local record = {name = name, cluster = struct.unpack(RECORD, packed), held = {}}
  for at = 6, #packed, 10 do
    local band, day = struct.unpack(HELD, packed, at)
    record.held[#record.held + 1] = {band = band, day = day}
  end
  return record
end

local function save_record(record)
  local packed = {struct.pack(RECORD, record.cluster)}
  for _, each in ipairs(record.held) do
    packed[#packed + 1] = struct.pack(HELD, each.band, each.day)
  end
  call('HSET', prefix .. 'records', record.name, table.concat(packed))
end

local function place_of(number) -- the numbers of a bucket follow each other
  return prefix .. 'clusters:' .. math.floor(number / 64), number % 64
end

local function cluster_of(number)
  local packed = call('HGET', place_of(number))
  local founded, members = struct.unpack(CLUSTER, packed)
  return {number = number, founded = founded, members = members,
    name = string.sub(packed, struct.size(CLUSTER) + 1)}
end

local function save_cluster(cluster)
  local key, field = place_of(cluster.number)
  if cluster.members == 0 then
    call('HDEL', key, field)
  else
    local packed = struct.pack(CLUSTER, cluster.founded, cluster.members) .. cluster.name
    call('HSET', key, field, packed)
  end
end

local function found(name, moment)
  meta.cluster = meta.cluster + 1
  return {number = meta.cluster, founded = moment, members = 0, name = name}
end

-- Let go of the bands that the record wrote last before a day.
local function release(record, day)
  local kept = {}
  for _, each in ipairs(record.held) do
    if each.day < day then
      let_go(each.band, record.cluster)
    else
      kept[#kept + 1] = each
    end
  end
  record.held = kept
end
