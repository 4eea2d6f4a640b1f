-- one string, doubled
-- must: error; exit: memory job_error
local s = 'x' while true do s = s .. s end
