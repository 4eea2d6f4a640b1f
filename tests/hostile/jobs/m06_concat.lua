-- joins a big table
-- must: error; exit: memory job_error
local s, t = ('x'):rep(1 << 20), {} for i = 1, 1000 do t[i] = s end return table.concat(t)
