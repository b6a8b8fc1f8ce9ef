-- Delete a piece of a build that is not live.
if build == live then return redis.error_reply('NOBUILD the build ' .. build .. ' is live') end
local keys, next_at = keys_of(build)
for _, key in ipairs(keys) do call('UNLINK', within(build) .. key) end
return next_at
