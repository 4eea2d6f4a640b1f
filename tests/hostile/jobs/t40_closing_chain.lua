-- a hundred closing variables that spin one after the other
-- must: killed; exit: timeout
local function nest(n) if n == 0 then return end local x <close> = setmetatable({}, { __close = function() while true do end end }) nest(n - 1) end
nest(100)
