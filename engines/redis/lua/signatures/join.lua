-- Find or found the cluster of each record (name, how many bands, when it appeared); answer the
-- clusters' names. ARGV[2]: the bands of all, one after the other.
settle()

-- Forget what nobody wrote for the window: some of it each time, more than is added.
local function forget_old()
  for _ = 1, 2 * #asked + 100 do
    local day = tonumber(call('ZRANGE', prefix .. 'days', 0, 0)[1] or today)
    if day >= forgotten then return end
    local name = call('LPOP', prefix .. 'written:' .. day)
    local record = name and record_of(name)
    if not name then
      call('ZREM', prefix .. 'days', day)
    elseif record then
      release(record, forgotten)
      save_record(record)
    end
  end
end

local function before(one, other) -- by age, then by the bytes of the name, then by number
  if one.founded ~= other.founded then return one.founded < other.founded end
  for at = 1, math.min(#one.name, #other.name) do
    local a, b = string.byte(one.name, at), string.byte(other.name, at)
    if a ~= b then return a < b end
  end
  if #one.name ~= #other.name then return #one.name < #other.name end
  return one.number < other.number
end

local function oldest(bands, moment)
  local best, looked_at = nil, {}
  for _, band in ipairs(bands) do
    for _, each in ipairs((entries_of(band))) do
      local near = each.first <= moment + window and each.last >= moment - window
      if near and not looked_at[each.cluster] then
        looked_at[each.cluster] = true
        local cluster = cluster_of(each.cluster)
        if not best or before(cluster, best) then best = cluster end
      end
    end
  end
  return best
end

local function hold(record, bands, moment)
  local place, noted = {}, false
  for at, each in ipairs(record.held) do
    place[each.band] = at
    noted = noted or each.day == today
  end
  for _, band in ipairs(bands) do
    local at = place[band]
    write_band(band, record.cluster, moment, not at)
    if not at then
      at = #record.held + 1
      place[band] = at
    end
    record.held[at] = {band = band, day = today}
  end
  if #bands > 0 and not noted then
    call('ZADD', prefix .. 'days', today, today)
    call('RPUSH', prefix .. 'written:' .. today, record.name)
  end
end

local taken = 0 -- of the bands' bytes

local function join(name, count, moment)
  local bands = {}
  for at = 1, count do
    bands[at] = string.sub(ARGV[2], taken + 1, taken + 8)
    taken = taken + 8
  end
  local record = record_of(name)
  local cluster = record and cluster_of(record.cluster)
  if not record then
    cluster = oldest(bands, moment) or found(name, moment)
    cluster.members = cluster.members + 1
    save_cluster(cluster)
    record = {name = name, cluster = cluster.number, held = {}}
  end
  hold(record, bands, moment)
  save_record(record)
  return cluster.name
end

forget_old()
local told = {}
for at, each in ipairs(asked) do told[at] = join(unpack(each)) end
settle()
return told
