-- a reader that gives pieces for ever
-- must: killed; exit: timeout
load(function() return 'local x = 1 ' end)
