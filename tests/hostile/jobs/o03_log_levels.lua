-- all levels of the log
-- must: killed; exit: timeout output
while true do for _, f in pairs(mine.log) do pcall(f, 'event', { a = ('x'):rep(500) }) end end
