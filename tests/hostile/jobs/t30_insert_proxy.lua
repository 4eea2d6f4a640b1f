-- insert into a table that says it is endless
-- must: bounded; exit: job_error timeout
local p = setmetatable({}, { __len = function() return 1 << 40 end, __index = function() return 1 end, __newindex = function() end })
table.insert(p, 1, 2)
