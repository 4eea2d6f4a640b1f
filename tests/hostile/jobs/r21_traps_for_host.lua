-- replaces every function that the host could call after the job
-- must: bounded; exit: ok job_error timeout memory
local function bad() error('ESC' .. 'APED') end
local function spoil(t, seen) if seen[t] then return end seen[t] = true for k, v in next, t do if type(v) == 'table' then spoil(v, seen) elseif type(v) == 'function' and k ~= 'next' and k ~= 'setmetatable' and k ~= 'pcall' then pcall(rawset, t, k, bad) end end pcall(setmetatable, t, { __index = bad, __newindex = bad, __pairs = bad, __len = bad, __close = bad, __tostring = bad, __mode = 'kv', __metatable = false }) end
pcall(spoil, _G, {})
