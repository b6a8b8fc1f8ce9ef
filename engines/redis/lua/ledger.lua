-- The counts of one watch, or of all (asked: false).
local key = asked and 'book:' .. asked or 'ledger'
return call('HMGET', prefix .. key, 'discovered', 'queued', 'leased', 'done', 'dead')
