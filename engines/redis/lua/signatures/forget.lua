-- Take records out of their clusters, with the bands that only they had.
settle()
for _, name in ipairs(asked) do
  local record = record_of(name)
  if record then
    release(record, math.huge)
    call('HDEL', prefix .. 'records', name)
    local cluster = cluster_of(record.cluster)
    cluster.members = cluster.members - 1
    save_cluster(cluster)
  end
end
settle()
return 0
