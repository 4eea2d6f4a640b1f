-- an __index that calls itself through another
-- must: killed; exit: timeout
local t = setmetatable({}, {})
getmetatable(t).__index = function(_, k) while true do end end
local _ = t.x
