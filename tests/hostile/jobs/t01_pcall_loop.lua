-- pcall around a loop, for ever
-- must: killed; exit: timeout
while true do pcall(function() while true do end end) end
