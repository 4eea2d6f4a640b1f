-- pcall in pcall in pcall
-- must: bounded; exit: ok job_error timeout memory
local function f() return pcall(f) end f()
