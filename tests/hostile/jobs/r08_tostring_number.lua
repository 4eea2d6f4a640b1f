-- a __tostring that gives no string
-- must: error; exit: job_error
error(setmetatable({}, { __tostring = function() return 1 end }))
