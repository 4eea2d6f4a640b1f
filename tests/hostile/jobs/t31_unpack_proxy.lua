-- unpacks more than there is room for
-- must: error; exit: job_error
local p = setmetatable({}, { __index = function() return 1 end })
table.unpack(p, 1, 1e8)
