-- a comparison that contradicts itself
-- must: bounded; exit: ok job_error timeout
local t = {} for i = 1, 2e5 do t[i] = i end
for _ = 1, 50 do pcall(table.sort, t, function() return math.random() < 0.5 end) end
