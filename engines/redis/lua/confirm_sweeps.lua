-- Of a confirmed walk only its id is kept, so that it is never begun again.
for _, sweep in ipairs(asked) do
  if call('ZREM', prefix .. 'ended', sweep) == 1 then
    call('DEL', prefix .. 'sweep:' .. sweep)
    call('SADD', prefix .. 'walked', sweep)
  end
end
return 0
