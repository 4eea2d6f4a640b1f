-- print calls a __tostring that spins
-- must: killed; exit: timeout
print(setmetatable({}, { __tostring = function() while true do end end }))
