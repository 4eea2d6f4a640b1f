-- the same, caught
-- must: killed; exit: timeout output
while true do pcall(print, ('x'):rep(1000)) end
