-- Queue those never seen; return how many.
local added = add_all(asked)
settle()
return added
