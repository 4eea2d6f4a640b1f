-- %s of itself
-- must: error; exit: memory job_error
local s = 'x' while true do s = ('%s%s'):format(s, s) end
