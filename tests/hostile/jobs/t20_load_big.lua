-- a function of a million constants
-- must: bounded; exit: ok job_error timeout memory
local t = {} for i = 1, 3e5 do t[i] = i .. '.5' end
load('return {' .. table.concat(t, ',') .. '}')()
