-- a comparison that never answers
-- must: killed; exit: timeout
table.sort({ 3, 2, 1 }, function() while true do end end)
