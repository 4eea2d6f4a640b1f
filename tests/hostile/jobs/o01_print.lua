-- log lines without end
-- must: killed; exit: timeout output
while true do print('x') end
