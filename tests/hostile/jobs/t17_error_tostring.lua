-- the error that ends the job spins when it is shown
-- must: bounded; exit: job_error timeout
error(setmetatable({}, { __tostring = function() while true do end end }))
