-- more arguments than there is stack
-- must: error; exit: job_error memory
local t = {} for i = 1, 2e6 do t[i] = i end return select('#', table.unpack(t))
