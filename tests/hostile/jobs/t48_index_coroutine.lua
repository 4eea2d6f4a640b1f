-- coroutines made and ended inside metamethods, each of which spins
-- must: killed; exit: timeout
local t = setmetatable({}, { __index = function(_, k) local co = coroutine.wrap(function() coroutine.yield(k) while true do end end) co() return co() end })
while true do pcall(function() return t.x + t.y end) end
