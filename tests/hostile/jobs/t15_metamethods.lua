-- each operator spins
-- must: killed; exit: timeout
local m = {} for _, n in ipairs { '__add', '__concat', '__eq', '__lt', '__le', '__len', '__call', '__unm', '__newindex', '__tostring', '__pairs' } do m[n] = function() while true do end end end
local a, b = setmetatable({}, m), setmetatable({}, m)
while true do pcall(function() return a == b end) end
