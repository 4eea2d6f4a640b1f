-- JSON nested a million deep
-- must: bounded; exit: ok job_error timeout
pcall(mine.json.decode, ('['):rep(1e6) .. (']'):rep(1e6))
local t = {} local x = t for _ = 1, 1e6 do x[1] = {} x = x[1] end
pcall(mine.json.encode, t)
pcall(mine.emit, t)
