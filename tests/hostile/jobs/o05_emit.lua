-- items without end
-- must: killed; exit: timeout output
-- max_output_bytes: 536870912
while true do pcall(mine.emit, { a = ('x'):rep(4096) }) end
