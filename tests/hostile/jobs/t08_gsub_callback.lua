-- a replacement that spins
-- must: killed; exit: timeout
('x'):gsub('x', function() while true do end end)
