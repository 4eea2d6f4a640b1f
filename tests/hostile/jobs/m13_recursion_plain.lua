-- endless recursion
-- must: error; exit: job_error memory
local function f() return 1 + f() end f()
