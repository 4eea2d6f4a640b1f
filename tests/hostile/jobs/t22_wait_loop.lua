-- sleeps in turns
-- must: killed; exit: timeout
while true do mine.sleep(0.001) end
