-- a finaliser, by several ways
-- must: refused; exit: ok job_error
for _, f in ipairs { function() return setmetatable({}, { __gc = function() error('ESCAPED: gc') end }) end, function() local m = {} local t = setmetatable({}, m) m.__gc = function() error('ESCAPED: gc') end return t end } do pcall(f) end
local junk = {} for i = 1, 1e6 do junk[i % 100] = { i } end
