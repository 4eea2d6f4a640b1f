-- closures that hold closures
-- must: error; exit: memory job_error
local f while true do local g = f f = function() return g end end
