-- a table without end
-- must: error; exit: memory job_error
local t = {} for i = 1, 1e12 do t[i] = { i } end
