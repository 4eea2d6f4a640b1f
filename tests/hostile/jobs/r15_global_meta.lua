-- the table of globals turns on whoever reads
-- must: bounded; exit: ok job_error
setmetatable(_G, { __index = function() error('no') end, __pairs = function() error('no') end, __metatable = false })
