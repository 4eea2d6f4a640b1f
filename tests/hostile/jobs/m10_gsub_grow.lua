-- a replacement that doubles
-- must: error; exit: memory job_error
local s = 'x' while true do s = s:gsub('x', 'xx') end
