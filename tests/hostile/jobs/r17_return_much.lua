-- returns a thousand values
-- must: bounded; exit: ok job_error
local t = {} for i = 1, 1000 do t[i] = i end return table.unpack(t)
