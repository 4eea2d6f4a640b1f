-- joins a table that says it is endless
-- must: bounded; exit: job_error timeout memory
local p = setmetatable({}, { __len = function() return 1 << 40 end, __index = function() return 'xxxxxxxxxxxxxxxx' end })
table.concat(p)
