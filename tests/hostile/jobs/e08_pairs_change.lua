-- changes a table while it is walked
-- must: bounded; exit: ok job_error timeout
local t = {} for i = 1, 1000 do t[i] = i end
pcall(function() for k in pairs(t) do t[k] = nil t[k .. 'x'] = k end end)
pcall(next, t, 'not there') pcall(next, {}, {}) pcall(rawset, t, nil, 1) pcall(rawset, t, 0 / 0, 1)
