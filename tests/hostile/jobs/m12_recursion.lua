-- endless recursion that keeps its values
-- must: error; exit: job_error memory
local function f(...) return 1 + f(..., ...) end f(1)
