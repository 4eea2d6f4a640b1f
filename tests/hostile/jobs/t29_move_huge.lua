-- a move over a range of 2^60 of a proxy
-- must: killed; exit: timeout job_error
local p = setmetatable({}, { __index = function() return 1 end, __newindex = function() end })
table.move(p, 1, 1 << 60, 2)
