-- a message handler that spins
-- must: killed; exit: timeout
while true do xpcall(error, function() while true do end end) end
