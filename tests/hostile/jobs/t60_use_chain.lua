-- functions that throw through every level: error in __close in pcall in xpcall in a coroutine
-- must: bounded; exit: ok job_error timeout memory
local function f(n) local x <close> = setmetatable({}, { __close = function(_, e) error(e or n) end }) if n > 0 then return (select(2, xpcall(coroutine.wrap(f), function(m) return m end, n - 1))) end error('bottom') end
for n = 1, 400 do pcall(f, n) end
local function g(n) return select(2, pcall(string.gsub, 'x', 'x', function() return tostring(g(n - 1)) end)) end pcall(g, 1000)
local h h = setmetatable({}, { __tostring = function() return tostring(h) end, __index = function(t, k) return t[k .. 'x'] end, __lt = function(a, b) return a < b end, __call = function(s, ...) return s(...) end })
for _, k in ipairs { function() return tostring(h) end, function() return h.x end, function() return h < h end, function() return h() end, function() error(h) end } do pcall(k) xpcall(k, k) end
load(function() return load(function() return 'x' end) end)
