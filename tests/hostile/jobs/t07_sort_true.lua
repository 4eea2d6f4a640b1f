-- a comparison that is always true
-- must: bounded; exit: ok job_error timeout
local t = {} for i = 1, 1e6 do t[i] = i % 7 end
pcall(table.sort, t, function() return true end)
