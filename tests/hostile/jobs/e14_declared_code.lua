-- a declared job whose table is made by a loop
-- must: bounded; exit: ok job_error usage timeout
local t = {} for i = 1, 1e9 do t[i % 1000] = ('x'):rep(1000) end return { name = 'x', run = function() end }
