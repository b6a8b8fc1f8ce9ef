-- Begin a walk with its first pages; 0 when it was ever begun or its listing is being walked.
local sweep, listing, encoded, requests = unpack(asked)
local key = prefix .. 'sweep:' .. sweep
if call('EXISTS', key) == 1 or call('SISMEMBER', prefix .. 'walked', sweep) == 1 then return 0 end
if call('HSETNX', prefix .. 'listings', listing, sweep) == 0 then return 0 end
call('HSET', key, 'sweep', encoded, 'listing', listing, 'pages', 0, 'outstanding', 0, 'whole', 1,
  'open', 1)
add_all(requests)
end_if_walked(sweep)
settle()
return 1
